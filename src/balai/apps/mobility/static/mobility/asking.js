// The fields of a journey: names suggested while one types, the device's own position, a point of the map.
// Without scripts the fields take the same words, and the page asks back what a name may mean.

import { mapIn } from "../web/map.js";

const WAIT = 180;
const SHORTEST = 2;

for (const input of document.querySelectorAll("[data-places]")) suggestIn(input);
for (const button of document.querySelectorAll("[data-locate]")) locateWith(button);
for (const part of document.querySelectorAll("[data-pick]")) pickIn(part);

function suggestIn(input) {
  const list = Object.assign(document.createElement("datalist"), { id: `${input.id}_names` });
  input.after(list);
  input.setAttribute("list", list.id);
  let timer;
  let asking;
  input.addEventListener("input", () => {
    clearTimeout(timer);
    const words = input.value.trim();
    if (words.length < SHORTEST || [...list.options].some((option) => option.value === input.value)) return;
    timer = setTimeout(async () => {
      asking?.abort();
      asking = new AbortController();
      const address = new URL(input.dataset.places, location.href);
      address.searchParams.set("cari", words);
      try {
        const answer = await fetch(address, { signal: asking.signal });
        if (!answer.ok) return;
        const { places } = await answer.json();
        list.replaceChildren(...places.map(({ value, kind }) => Object.assign(document.createElement("option"), { value, label: `${value} (${kind})` })));
      } catch {
        // Away or overtaken: the field takes what is typed.
      }
    }, WAIT);
  });
}

function say(form, words) {
  const line = form.querySelector("[data-said]");
  line.hidden = !words;
  line.textContent = words;
}

function fill(field, latitude, longitude) {
  field.value = `${latitude.toFixed(4)},${longitude.toFixed(4)}`; // ten metres: enough to walk from
}

function locateWith(button) {
  if (!navigator.geolocation) button.hidden = true;
  button.addEventListener("click", () => {
    say(button.form, button.dataset.searching);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        fill(document.getElementById(button.dataset.locate), coords.latitude, coords.longitude);
        say(button.form, button.dataset.found);
      },
      () => say(button.form, button.dataset.failed),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  });
}

function pickIn(part) {
  part.addEventListener("toggle", async () => {
    if (!part.open || part.dataset.drawn) return;
    part.dataset.drawn = "1";
    const box = Object.assign(document.createElement("div"), { className: "map" });
    part.querySelector("[data-pick-map]").append(box);
    try {
      const { map } = await mapIn(box, part, part.dataset.label);
      box.append(Object.assign(document.createElement("div"), { className: "map__cross" }));
      listen(part, box, map);
      part.dataset.mapReady = "1";
    } catch {
      part.remove();
    }
  });
}

function listen(part, box, map) {
  const html = `<svg class="icon" aria-hidden="true"><use href="${part.dataset.icons}#pin"></use></svg>`;
  const icon = L.divIcon({ className: "map__pin", html, iconSize: [40, 40], iconAnchor: [20, 36] });
  const pins = new Map();
  const form = part.closest("form");
  const mark = ({ lat, lng }) => {
    const chosen = part.querySelector("input:checked");
    fill(document.getElementById(chosen.value), lat, lng);
    const pin = pins.get(chosen.value) ?? L.marker([lat, lng], { icon, keyboard: false, interactive: false }).addTo(map);
    pins.set(chosen.value, pin.setLatLng([lat, lng]));
    say(form, `${chosen.parentElement.textContent.trim()}: ${part.dataset.marked}`);
  };
  map.on("click", (event) => mark(event.latlng.wrap()));
  box.addEventListener("keydown", (event) => {
    if (event.target !== box || (event.key !== "Enter" && event.key !== " ")) return;
    event.preventDefault();
    mark(map.getCenter());
  });
}
