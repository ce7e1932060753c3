// The map beside a journey's steps: each leg drawn from stop to stop. The steps say all of it without the map.

import { mapIn } from "../web/map.js";

for (const part of document.querySelectorAll("[data-journey]")) show(part);

async function show(part) {
  const holder = document.createElement("div");
  const box = Object.assign(document.createElement("div"), { className: "map" });
  const note = Object.assign(document.createElement("p"), { className: "map__note", textContent: part.dataset.noteOfficial });
  holder.append(box, note);
  part.prepend(holder);
  try {
    const { map, ready } = await mapIn(box, part, part.dataset.label);
    const legs = [...part.querySelectorAll("[data-line]")].map((leg) => draw(map, leg));
    const bounds = legs.reduce((all, leg) => all.extend(leg.getBounds()), L.latLngBounds([]));
    if (bounds.isValid()) map.fitBounds(bounds, { padding: [24, 24], maxZoom: 16 });
    const areas = await ready;
    if (areas?.schematic) note.textContent = part.dataset.note;
    part.dataset.mapReady = "1";
  } catch {
    holder.remove();
  }
}

function draw(map, leg) {
  const points = leg.dataset.line.split(" ").map((pair) => pair.split(",").map(Number).reverse());
  const { kind, color } = leg.dataset;
  const look = kind === "walk" ? "journey__line--walk" : color ? "" : "journey__line--plain";
  const line = L.polyline(points, { className: `journey__line ${look}`, ...(color && { color: `#${color}` }) }).addTo(map);
  for (const end of [points[0], points.at(-1)]) L.circleMarker(end, { radius: 5, className: "map__dot" }).addTo(map);
  return line;
}
