"""A point finds its area in under 1 ms: `python bench/areas.py`.

Random points over Jakarta, asked of the index and, as the peer, of plain shapely without an index: each boundary in turn
until one contains the point. Uses the real boundaries where they are on the machine, else the pack's schematic ones.
"""

from __future__ import annotations

import random
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import shapely

from balai.engines.geo.boundaries import read_boundaries
from balai.engines.geo.index import AreaIndex
from balai.engines.geo.shapes import geojson_of

ROOT = Path(__file__).resolve().parent.parent
REAL = ROOT.parent / "shared" / "data" / "areas" / "jakarta.geojson"
SCHEMATIC = ROOT / "cities" / "jakarta" / "areas.geojson"
LEVELS = ("province", "city", "district", "subdistrict")
POINTS = 5_000
LIMIT_MS = 1.0


def measure(ask: Callable[[float, float], object], points: list[tuple[float, float]]) -> tuple[float, float, float]:
    """Milliseconds: median, 95th percentile, longest."""
    times = []
    for longitude, latitude in points:
        begin = time.perf_counter()
        ask(longitude, latitude)
        times.append((time.perf_counter() - begin) * 1000)
    times.sort()
    return statistics.median(times), times[int(len(times) * 0.95)], times[-1]


def main() -> int:
    source = REAL if REAL.exists() else SCHEMATIC
    read = read_boundaries(source)
    rows = [(item.code, LEVELS[item.code.count(".")], geojson_of(item.shape)) for item in read.boundaries]
    begin = time.perf_counter()
    index = AreaIndex(rows, levels=LEVELS)
    built = time.perf_counter() - begin
    chance = random.Random(31)
    points = [(chance.uniform(106.69, 106.97), chance.uniform(-6.37, -6.09)) for _ in range(POINTS)]
    shapes = [item.shape for item in read.boundaries if item.code.count(".") == 3]

    def one_by_one(longitude: float, latitude: float) -> int | None:
        point = shapely.Point(longitude, latitude)
        return next((number for number, shape in enumerate(shapes) if shape.contains(point)), None)

    ours = measure(index.find, points)
    peer = measure(one_by_one, points[: POINTS // 10])
    print(
        f"{source.name} ({'real' if source is REAL else 'schematic'}): {len(rows)} boundaries, built in {built:.2f} s\n"
    )
    print(f"{'milliseconds for each point':<32}{'median':>10}{'p95':>10}{'longest':>10}")
    for name, figures in (("index (15 m tolerance)", ours), ("shapely, one by one", peer)):
        print(f"{name:<32}" + "".join(f"{figure:>10.4f}" for figure in figures))
    print(f"{'ratio, median':<32}{peer[0] / ours[0]:>9.1f}×")
    kept = ours[1] < LIMIT_MS
    print(f"\nclaim: p95 under {LIMIT_MS} ms: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
