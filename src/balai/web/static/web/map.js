// Leaflet, loaded when a page has a map; our own boundaries beneath, no tiles from elsewhere.

let loading;

function load(script, style) {
  loading ??= new Promise((done, failed) => {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: style });
    const code = Object.assign(document.createElement("script"), { src: script, onload: done, onerror: failed });
    document.head.prepend(sheet);
    document.head.append(code);
  });
  return loading;
}

export async function mapIn(box, place, label) {
  const { script, style, boundaries, latitude, longitude, zoom } = place.dataset;
  await load(script, style);
  const map = L.map(box, { attributionControl: false, minZoom: 9, maxZoom: 18, zoomSnap: 0.5 });
  map.setView([Number(latitude), Number(longitude)], Number(zoom));
  box.setAttribute("role", "application");
  box.setAttribute("aria-label", label);
  const layer = L.geoJSON(null, { style: { className: "map__area" } }).addTo(map);
  const ready = boundaries
    ? fetch(boundaries).then((answer) => answer.json()).then((areas) => {
        layer.addData(areas);
        if (!L.Browser.mobile) layer.bindTooltip((area) => area.feature.properties.name, { sticky: true });
        return areas;
      }).catch(() => null)
    : Promise.resolve(null);
  return { map, layer, ready };
}

// The name of the drawn area around a point: the ray rule, on the schematic boundaries.
export function areaAround(layer, { lat, lng }) {
  for (const drawn of layer.getLayers()) {
    const { type, coordinates } = drawn.feature.geometry;
    const polygons = type === "Polygon" ? [coordinates] : coordinates;
    if (polygons.some(([ring, ...holes]) => inside(ring, lng, lat) && !holes.some((hole) => inside(hole, lng, lat)))) return drawn;
  }
  return null;
}

function inside(ring, x, y) {
  let odd = false;
  for (let here = 0, before = ring.length - 1; here < ring.length; before = here, here += 1) {
    const [ax, ay] = ring[here];
    const [bx, by] = ring[before];
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) odd = !odd;
  }
  return odd;
}
