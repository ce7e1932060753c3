// The map beside a journey's steps, each leg drawn from stop to stop, or beside a list of stops, each a dot.
// The list says all of it without the map.

import { mapIn } from "../web/map.js";

for (const part of document.querySelectorAll("[data-journey]")) show(part);

async function show(part) {
  const holder = document.createElement("div");
  const box = Object.assign(document.createElement("div"), { className: "map" });
  const note = Object.assign(document.createElement("p"), { className: "map__note", textContent: part.dataset.noteOfficial });
  holder.append(box, note);
  part.append(holder); // the list comes first, also on a phone
  try {
    const { map, ready } = await mapIn(box, part, part.dataset.label);
    const bounds = L.latLngBounds([]);
    for (const leg of part.querySelectorAll("[data-line]")) bounds.extend(draw(map, leg).getBounds());
    for (const stop of part.querySelectorAll("[data-spot]")) bounds.extend(dot(map, stop));
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

function dot(map, stop) {
  const point = stop.dataset.spot.split(",").map(Number).reverse();
  const marker = L.circleMarker(point, { radius: 7, className: `map__dot journey__dot--${stop.dataset.band}` }).addTo(map);
  marker.bindTooltip(stop.querySelector("[data-words]").textContent);
  return point;
}
