"""Draws the schematic boundaries of Jakarta's pack: `python tools/make_jakarta.py`.

Not a map of record. The outlines below were drawn by hand, from general knowledge, as a sketch of where the city lies.
On the mainland each subdistrict gets the part of the outline that is nearest to its rounded centre point in areas.csv
(a Voronoi cell); districts and cities are made of their subdistricts. Import official boundaries with
`balai city areas import FILE.geojson`.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

PACK = Path(__file__).resolve().parent.parent / "cities" / "jakarta"
DECIMALS = 4
LARGEST = 500_000
NOTE = (
    "Schematic boundaries, drawn by hand and by nearest centre point. Not official: "
    "do not use them to decide where one area ends."
)

MAINLAND = [
    # the coast from Kamal Muara in the west to Marunda in the east
    (106.685, -6.088), (106.712, -6.092), (106.735, -6.088), (106.752, -6.096), (106.772, -6.098), (106.792, -6.100),
    (106.812, -6.112), (106.832, -6.112), (106.850, -6.110), (106.868, -6.102), (106.885, -6.090), (106.905, -6.086),
    (106.925, -6.086), (106.945, -6.086), (106.968, -6.088),
    # the eastern border with Bekasi, southwards
    (106.974, -6.115), (106.973, -6.150), (106.972, -6.180), (106.958, -6.205), (106.950, -6.232), (106.948, -6.252),
    (106.915, -6.268), (106.922, -6.300), (106.925, -6.335), (106.924, -6.362),
    # the southern border with Depok, westwards
    (106.902, -6.372), (106.872, -6.368), (106.852, -6.374), (106.822, -6.366), (106.796, -6.362), (106.782, -6.338),
    # the western border with Tangerang, northwards
    (106.768, -6.305), (106.748, -6.280), (106.742, -6.262), (106.732, -6.238), (106.718, -6.226), (106.710, -6.204),
    (106.706, -6.186), (106.686, -6.176), (106.682, -6.140), (106.690, -6.118),
]  # fmt: skip
ISLANDS = {
    # waters and islands of the Thousand Islands, each a simple ring
    "31.01.01.1003": [
        (106.42, -5.17), (106.50, -5.17), (106.62, -5.48), (106.63, -5.66), (106.575, -5.66), (106.575, -5.60), (106.47, -5.60),
    ],
    "31.01.01.1002": [(106.47, -5.60), (106.575, -5.60), (106.575, -5.69), (106.47, -5.69)],
    "31.01.01.1001": [(106.52, -5.69), (106.575, -5.69), (106.575, -5.66), (106.66, -5.66), (106.66, -5.78), (106.52, -5.78)],
    "31.01.02.1002": [(106.44, -5.78), (106.56, -5.78), (106.56, -5.84), (106.44, -5.84)],
    "31.01.02.1003": [(106.56, -5.83), (106.66, -5.83), (106.66, -5.95), (106.56, -5.95)],
    "31.01.02.1001": [(106.68, -5.95), (106.78, -5.95), (106.78, -6.05), (106.68, -6.05)],
}  # fmt: skip


def centres_of(rows: list[dict[str, str]]) -> dict[str, shapely.Point]:
    """The subdistricts' rounded centre points, by code.

    Raises:
        SystemExit: two subdistricts share a point, so that no line can run between them.
    """
    centres = {
        row["code"]: shapely.Point(float(row["longitude"]), float(row["latitude"]))
        for row in rows
        if row["level"] == "subdistrict"
    }
    if len({(point.x, point.y) for point in centres.values()}) != len(centres):
        raise SystemExit("Two subdistricts have the same centre point in areas.csv: move one by 0.001.")
    return centres


def cells_of(centres: dict[str, shapely.Point], outline: shapely.Polygon) -> dict[str, BaseGeometry]:
    """The part of the outline nearest to each point, its corners rounded alike on both sides of every line."""
    codes = list(centres)
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(list(centres.values())), extend_to=outline.envelope, ordered=True
    )
    found: dict[str, BaseGeometry] = {}
    for code, cell in zip(codes, cells.geoms, strict=True):
        part = cell.intersection(outline)
        rounded = shapely.transform(part, lambda points: points.round(DECIMALS))
        found[code] = rounded if rounded.is_valid else shapely.make_valid(rounded, method="structure")
    return found


def boundaries_of(rows: list[dict[str, str]]) -> dict[str, BaseGeometry]:
    """A shape for each area of the tree down to the subdistricts, by code.

    Raises:
        SystemExit: a centre point lies outside the sketch.
    """
    outline, centres = shapely.Polygon(MAINLAND), centres_of(rows)
    islands = {code: shapely.Polygon(ring) for code, ring in ISLANDS.items()}
    for code, point in centres.items():
        if not islands.get(code, outline).contains(point):
            raise SystemExit(f"The centre of {code} at {point.x}, {point.y} is outside the sketch: mend the sketch.")
    shapes = islands | cells_of({code: point for code, point in centres.items() if code not in islands}, outline)
    children: dict[str, list[str]] = {}
    for row in rows:
        children.setdefault(row["parent"], []).append(row["code"])
    for level in ("district", "city", "province"):
        for row in rows:
            if row["level"] == level:
                shapes[row["code"]] = shapely.union_all([shapes[code] for code in children[row["code"]]])
    return shapes


def feature_of(row: dict[str, str], shape: BaseGeometry) -> dict[str, Any]:
    rounded = json.loads(shapely.to_geojson(shapely.transform(shape, lambda points: points.round(DECIMALS))))
    return {"type": "Feature", "properties": {"code": row["code"], "name": row["name"]}, "geometry": rounded}


def main() -> None:
    with (PACK / "areas.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    shapes = boundaries_of(rows)
    lines = [
        json.dumps(feature_of(row, shapes[row["code"]]), ensure_ascii=False, separators=(",", ":"))
        for row in rows
        if row["code"] in shapes
    ]
    head = f'{{"type":"FeatureCollection","schematic":true,"note":{json.dumps(NOTE)},"features":[\n'
    text = head + ",\n".join(lines) + "\n]}\n"
    if len(text.encode()) > LARGEST:
        raise SystemExit(f"areas.geojson would have {len(text.encode()):,} bytes; keep it below {LARGEST:,}.")
    (PACK / "areas.geojson").write_text(text)
    print(f"{len(lines)} boundaries, {len(text.encode()):,} bytes")


if __name__ == "__main__":
    main()
