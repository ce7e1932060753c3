// The map beside the public list: all reports that fit the list's filters, gathered by the server.
// Each mark is a button: one of many looks closer, a single one opens its report.

import { mapIn } from "../web/map.js";

const WAIT = 150;
const CLOSER = 2;
const SPOT = 0.0003;

for (const part of document.querySelectorAll("[data-clusters]")) show(part);

async function show(part) {
  const holder = document.createElement("div");
  const box = Object.assign(document.createElement("div"), { className: "map" });
  const below = Object.assign(document.createElement("div"), { className: "map-list__below small" });
  const total = Object.assign(document.createElement("span"), { className: "muted" });
  const link = Object.assign(document.createElement("a"), { textContent: part.dataset.show });
  const note = Object.assign(document.createElement("p"), { className: "map__note" });
  below.append(total, link);
  holder.append(box, below, note);
  part.prepend(holder);
  try {
    const { map, ready } = await mapIn(box, part, part.dataset.label);
    const marks = L.layerGroup().addTo(map);
    await lookFirst(map, part);
    const update = gatherer(map, marks, part, total, link);
    map.on("moveend", update);
    update();
    const areas = await ready;
    if (areas?.schematic) note.textContent = part.dataset.note;
    part.dataset.mapReady = "1";
  } catch {
    holder.remove();
  }
}

// Where the map looks first: the part chosen before, or the area of the filters, else the whole city.
async function lookFirst(map, part) {
  if (part.dataset.box) {
    const [west, south, east, north] = part.dataset.box.split(",").map(Number);
    map.fitBounds([[south, west], [north, east]]);
  } else if ("fit" in part.dataset) {
    const found = await fetch(with_(part.dataset.clusters, { zoom: 10 })).then((answer) => answer.json());
    const points = found.features.map(({ geometry: { coordinates: [x, y] } }) => [y, x]);
    if (points.length) map.fitBounds(L.latLngBounds(points), { padding: [32, 32], maxZoom: 14 });
  }
}

function with_(address, more) {
  const url = new URL(address, location.href);
  for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
  return url;
}

// Asks again after each move, but not for every move of a drag; an answer that comes too late is not shown.
function gatherer(map, marks, part, total, link) {
  let timer;
  let asking;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      asking?.abort();
      asking = new AbortController();
      const view = map.getBounds();
      const kotak = [view.getWest(), view.getSouth(), view.getEast(), view.getNorth()].map((degree) => degree.toFixed(5)).join(",");
      const list = with_(part.dataset.clusters, { kotak });
      link.href = part.dataset.list + list.search;
      try {
        const answer = await fetch(with_(list, { zoom: Math.round(map.getZoom()) }), { signal: asking.signal });
        const found = await answer.json();
        draw(map, marks, found.features, part.dataset.group, link.href);
        total.textContent = part.dataset.total.replace("{n}", found.cases.toLocaleString(document.documentElement.lang));
      } catch (error) {
        if (error.name !== "AbortError") total.textContent = "";
      }
    }, WAIT);
  };
}

function draw(map, marks, features, words, list) {
  const focused = document.activeElement?.closest?.(".cluster") !== null;
  marks.clearLayers();
  for (const { geometry: { coordinates: [x, y] }, properties } of features) {
    const mark = properties.cases === 1 && properties.url ? single(properties) : group(map, properties, [y, x], words, list);
    const marker = L.marker([y, x], { icon: mark.icon, riseOnHover: true }).addTo(marks).bindTooltip(mark.words);
    const button = marker.getElement();
    button.setAttribute("aria-label", mark.words);
    marker.on("click", mark.open);
    button.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      mark.open();
    });
  }
  if (focused) map.getContainer().focus();
}

function single({ title, state, words, url }) {
  const icon = L.divIcon({ className: `cluster cluster--single status--${state}`, iconSize: [44, 44] });
  return { icon, words: `${title} – ${words}`, open: () => location.assign(url) };
}

function group(map, { cases }, place, words, list) {
  const size = cases < 10 ? 38 : cases < 100 ? 44 : cases < 1000 ? 50 : 58;
  const number = cases.toLocaleString(document.documentElement.lang, { notation: cases < 10000 ? "standard" : "compact" });
  const label = Object.assign(document.createElement("span"), { textContent: number });
  const icon = L.divIcon({ className: "cluster", iconSize: [size, size], html: label });
  const open = () => {
    if (map.getZoom() < map.getMaxZoom()) map.setView(place, Math.min(map.getMaxZoom(), map.getZoom() + CLOSER));
    else location.assign(with_(list, { kotak: around(place) }));
  };
  return { icon, words: words.replace("{n}", number), open };
}

// Reports at one and the same spot: the list tells them apart.
function around([y, x]) {
  return [x - SPOT, y - SPOT, x + SPOT, y + SPOT].map((degree) => degree.toFixed(5)).join(",");
}
