"""Draws the schematic boundaries of Makassar's and Banyuwangi's packs: `python -m tools.draw_areas`.

As tools/make_jakarta.py does for Jakarta, and no map of record either: the outlines were drawn by hand from general
knowledge, and each narrowest area gets the part of its outline that is nearest to its rounded centre point.
"""

from __future__ import annotations

import csv
import json
from pathlib import Path

import shapely
from shapely.geometry.base import BaseGeometry
from tools.make_jakarta import LARGEST, NOTE, cells_of, centres_of, feature_of

CITIES = Path(__file__).resolve().parent.parent / "cities"
Ring = list[tuple[float, float]]
OUTLINES: dict[str, Ring] = {
    "makassar": [
        # the coast from the harbour northwards to Untia
        (119.402, -5.112), (119.412, -5.098), (119.435, -5.096), (119.450, -5.086), (119.463, -5.070), (119.475, -5.055),
        # the border with Maros, southwards
        (119.490, -5.058), (119.515, -5.060), (119.535, -5.062), (119.545, -5.075), (119.545, -5.100), (119.538, -5.125),
        (119.520, -5.140), (119.512, -5.160),
        # the border with Gowa, westwards
        (119.515, -5.185), (119.505, -5.198), (119.480, -5.194), (119.460, -5.198), (119.435, -5.202), (119.415, -5.215),
        # the coast back from Barombong
        (119.395, -5.222), (119.380, -5.212), (119.384, -5.190), (119.390, -5.170), (119.397, -5.150), (119.400, -5.130),
    ],
    "banyuwangi": [
        # the strait of Bali, southwards
        (114.20, -7.93), (114.30, -7.90), (114.42, -7.91), (114.44, -7.96), (114.42, -8.02), (114.41, -8.08),
        (114.40, -8.14), (114.39, -8.20), (114.39, -8.26), (114.37, -8.32), (114.36, -8.38), (114.36, -8.44),
        # the Blambangan peninsula and the south coast
        (114.37, -8.50), (114.40, -8.56), (114.46, -8.61), (114.55, -8.63), (114.60, -8.70), (114.56, -8.78),
        (114.46, -8.76), (114.36, -8.71), (114.31, -8.63), (114.22, -8.61), (114.12, -8.63), (114.04, -8.61),
        (113.98, -8.57), (113.90, -8.56),
        # the mountains, from the border with Jember to Baluran
        (113.85, -8.50), (113.87, -8.42), (113.92, -8.34), (113.90, -8.26), (113.97, -8.20), (114.05, -8.14),
        (114.10, -8.08), (114.18, -8.02),
    ],
}  # fmt: skip
ISLANDS: dict[str, Ring] = {
    "73.71.04.1007": [(119.378, -5.142), (119.396, -5.142), (119.396, -5.124), (119.378, -5.124)],
    "73.71.15.1001": [(119.04, -5.10), (119.28, -5.10), (119.28, -4.96), (119.04, -4.96)],
    "73.71.15.1002": [(119.29, -5.08), (119.37, -5.08), (119.37, -5.02), (119.29, -5.02)],
    "73.71.15.1003": [(119.22, -5.17), (119.31, -5.17), (119.31, -5.11), (119.22, -5.11)],
}


def boundaries_of(rows: list[dict[str, str]], outline: shapely.Polygon) -> dict[str, BaseGeometry]:
    """A shape for each area, by code.

    Raises:
        SystemExit: a centre point lies outside the sketch.
    """
    codes = {row["code"] for row in rows}
    shapes: dict[str, BaseGeometry] = {code: shapely.Polygon(ring) for code, ring in ISLANDS.items() if code in codes}
    centres = {code: point for code, point in centres_of(rows).items() if code not in shapes}
    outside = [f"{code} at {point.x}, {point.y}" for code, point in centres.items() if not outline.contains(point)]
    if outside:
        raise SystemExit(f"Outside the sketch: {'; '.join(outside)}")
    shapes |= cells_of(centres, outline)
    for level in ("district", "city"):
        for row in rows:
            if row["level"] == level:
                below = [shapes[other["code"]] for other in rows if other["parent"] == row["code"]]
                shapes[row["code"]] = shapely.union_all(below)
    return shapes


def main() -> None:
    for name, ring in OUTLINES.items():
        with (CITIES / name / "areas.csv").open(newline="") as file:
            rows = list(csv.DictReader(file))
        shapes = boundaries_of(rows, shapely.Polygon(ring))
        features = [
            json.dumps(feature_of(row, shapes[row["code"]]), ensure_ascii=False, separators=(",", ":")) for row in rows
        ]
        head = f'{{"type":"FeatureCollection","schematic":true,"note":{json.dumps(NOTE)},"features":[\n'
        text = head + ",\n".join(features) + "\n]}\n"
        if len(text.encode()) > LARGEST:
            raise SystemExit(f"areas.geojson of {name} would have {len(text.encode()):,} bytes.")
        (CITIES / name / "areas.geojson").write_text(text)
        print(f"{name}: {len(features)} boundaries, {len(text.encode()):,} bytes")


if __name__ == "__main__":
    main()
