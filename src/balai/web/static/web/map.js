// Leaflet, loaded when a page has a map; our own boundaries beneath, no tiles from elsewhere.

const NAMES_FROM = 13;
let loading;

// The stylesheet comes after ours, which has set the order of the layers.
function load(script, style) {
  loading ??= Promise.all([
    arrives(Object.assign(document.createElement("link"), { rel: "stylesheet", href: style })),
    arrives(Object.assign(document.createElement("script"), { src: script })),
  ]);
  return loading;
}

function arrives(element) {
  return new Promise((done, failed) => {
    element.addEventListener("load", done);
    element.addEventListener("error", failed);
    document.head.append(element);
  });
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
        layer.bringToBack();
        nameAreas(map, layer);
        return areas;
      }).catch(() => null)
    : Promise.resolve(null);
  return { map, layer, ready };
}

// The names of the areas in view, once they are large enough to hold one.
function nameAreas(map, layer) {
  const update = () => {
    const near = map.getZoom() >= NAMES_FROM;
    const view = map.getBounds();
    layer.eachLayer((area) => {
      const shown = near && view.contains(area.getBounds().getCenter());
      if (!shown) area.unbindTooltip();
      else if (!area.getTooltip()) area.bindTooltip(area.feature.properties.name, { permanent: true, direction: "center", className: "map__name" });
    });
  };
  map.on("moveend", update);
  update();
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
