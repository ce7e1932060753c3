// Marking a place: by the device, by touching the map, or by keyboard. It fills the two coordinate fields;
// the words, the list of subdistricts and the coordinate fields themselves work without it.

import { areaAround, mapIn } from "./map.js";

const CLOSE = 16;

export async function enhance(place) {
  place.dataset.enhanced = "1";
  const field = (part) => place.querySelector(`[name$=_${part}]`);
  const [latitude, longitude] = [field("latitude"), field("longitude")];
  const found = place.querySelector("[data-place-found]");
  const say = (words) => {
    found.hidden = !words;
    found.textContent = words;
  };
  let show = () => {};

  const mark = (point, words) => {
    latitude.value = point.lat.toFixed(6);
    longitude.value = point.lng.toFixed(6);
    show(point);
    say(words ?? place.dataset.found);
  };

  const button = place.querySelector("[data-place-locate]");
  button.disabled = false; // until now there was nobody to hear it
  if (!navigator.geolocation) button.hidden = true;
  button.addEventListener("click", () => {
    say(place.dataset.searching);
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => mark({ lat: coords.latitude, lng: coords.longitude }),
      () => say(place.dataset.failed),
      { enableHighAccuracy: true, timeout: 15_000, maximumAge: 60_000 },
    );
  });

  const holder = place.querySelector("[data-place-map]");
  const box = Object.assign(document.createElement("div"), { className: "map" });
  const note = Object.assign(document.createElement("p"), { className: "map__note" });
  holder.append(box, note);
  let drawn;
  try {
    drawn = await mapIn(box, place, place.dataset.label);
  } catch {
    holder.remove();
    return;
  }
  const { map, layer, ready } = drawn;
  box.append(Object.assign(document.createElement("div"), { className: "map__cross" }));
  note.textContent = place.dataset.noteOfficial;
  const pin = L.marker(map.getCenter(), { icon: pinIcon(place.dataset.icons), keyboard: false, interactive: false });

  show = (point) => {
    pin.setLatLng(point).addTo(map);
    map.setView(point, Math.max(map.getZoom(), CLOSE - 2));
    const area = areaAround(layer, point);
    layer.resetStyle();
    layer.eachLayer((other) => other.getElement()?.classList.toggle("map__area--near", other === area));
    if (area) say(place.dataset.near.replace("{area}", area.feature.properties.name));
  };
  map.on("click", (event) => mark(event.latlng.wrap(), found.textContent));
  box.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" && event.key !== " ") return;
    if (event.target !== box) return;
    event.preventDefault();
    mark(map.getCenter());
  });
  const typed = () => {
    const point = { lat: Number(latitude.value.replace(",", ".")), lng: Number(longitude.value.replace(",", ".")) };
    if (latitude.value && longitude.value && Math.abs(point.lat) <= 90 && Math.abs(point.lng) <= 180) show(point);
  };
  latitude.addEventListener("change", typed);
  longitude.addEventListener("change", typed);
  const areas = await ready;
  if (areas?.schematic) note.textContent = place.dataset.note;
  typed();
}

function pinIcon(icons) {
  const html = `<svg class="icon" aria-hidden="true"><use href="${icons}#pin"></use></svg>`;
  return L.divIcon({ className: "map__pin", html, iconSize: [40, 40], iconAnchor: [20, 36] });
}
