// A map beside a list: it shows where the list's entries are, and leads back to them.

import { mapIn } from "./map.js";

export async function enhance(part) {
  part.dataset.enhanced = "1";
  const entries = [...part.querySelectorAll("li[data-longitude]")];
  const holder = document.createElement("div");
  const box = Object.assign(document.createElement("div"), { className: "map" });
  const note = Object.assign(document.createElement("p"), { className: "map__note" });
  holder.append(box, note);
  part.prepend(holder);
  try {
    const { map, ready } = await mapIn(box, part, part.dataset.label);
    const points = entries.map((entry) => dot(map, entry));
    if (points.length) map.fitBounds(L.latLngBounds(points), { padding: [32, 32], maxZoom: 15 });
    const areas = await ready;
    if (areas?.schematic) note.textContent = part.dataset.note;
    part.dataset.mapReady = "1";
  } catch {
    holder.remove();
  }
}

function dot(map, entry) {
  const point = [Number(entry.dataset.latitude), Number(entry.dataset.longitude)];
  const link = entry.querySelector("a");
  const marker = L.circleMarker(point, { radius: 9, className: "map__dot" }).addTo(map);
  marker.bindTooltip(entry.querySelector(".card__title").textContent);
  marker.on("click", () => link?.focus());
  return point;
}
