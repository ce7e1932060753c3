"""Footpaths along streets: round a river and not through it, equal to a plain search, refused where the file is hostile."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import osmium
import polars as pl
import pytest
from hypothesis import given, strategies
from osmium.osm.mutable import Node, Way

from balai.engines.transit.columns import COLUMNS
from balai.engines.transit.reading import empty_table
from balai.engines.transit.street_ways import Joined, along_streets, join_to_streets
from balai.engines.transit.streets import Streets, make_streets, read_streets
from balai.engines.transit.walking import footpaths_of, straight_ways
from balai.engines.transit.walks import METRES_PER_DEGREE, Walking, WalkSource, Ways

METRE = 1 / METRES_PER_DEGREE
Tags = dict[str, str]
NORTH_BANK, SOUTH_BANK, BRIDGE = [1, 2, 3], [4, 5, 6], [3, 6]
"""Two streets of 1,600 m, 100 m apart, with a river between them and a bridge at one end."""
PLACES = {1: (-600, 0), 2: (500, 0), 3: (1000, 0), 4: (-600, 100), 5: (500, 100), 6: (1000, 100), 7: (-600, 50)}
STREET = {"highway": "residential"}


def write_streets(
    path: Path, ways: list[tuple[list[int], Tags]], gates: dict[int, Tags] | None = None, *, options: str = ""
) -> Path:
    """An extract with these ways between `PLACES`, metres east and north of (0, 0)."""
    tags = gates or {}
    with osmium.SimpleWriter(osmium.io.File(str(path), f"pbf{options}")) as writer:
        for number, (east, north) in PLACES.items():
            writer.add_node(Node(id=number, location=(east * METRE, north * METRE), tags=tags.get(number, {})))
        for number, (nodes, own) in enumerate(ways, 1):
            writer.add_way(Way(id=number, nodes=nodes, tags=own))
    return path


def paths(
    streets: Streets, stops: list[tuple[float, float]], walking: Walking | None = None
) -> dict[tuple[int, int], tuple[int, WalkSource]]:
    """Metres and source of each way between stops, in metres east and north."""
    table = pl.DataFrame(
        {
            "stop_id": [str(number) for number in range(len(stops))],
            "stop_lat": [north * METRE for _, north in stops],
            "stop_lon": [east * METRE for east, _ in stops],
            "location_type": [0] * len(stops),
            "parent": [-1] * len(stops),
        }
    )
    tables = {name: empty_table(name) for name in COLUMNS}
    found = footpaths_of(table, tables, np.arange(len(stops), dtype=np.int32), walking or Walking(metres=2000), streets)
    origins = np.repeat(np.arange(len(stops)), np.diff(found.begin))
    columns = (array.tolist() for array in (origins, found.targets, found.metres, found.sources))
    return {(one, other): (length, WalkSource(source)) for one, other, length, source in zip(*columns, strict=True)}


def around(path: Path) -> Streets:
    return read_streets(path, np.zeros(1), np.zeros(1))


BANKS = [(10.0, -5.0), (10.0, 105.0)]
ROUND = 5 + 990 + 100 + 990 + 5


@pytest.mark.parametrize("options", ["", ",pbf_dense_nodes=false", ",pbf_compression=none"])
def test_a_river_is_crossed_at_the_bridge(tmp_path: Path, options: str) -> None:
    ways = [(NORTH_BANK, STREET), (SOUTH_BANK, STREET), (BRIDGE, {"highway": "footway"})]
    streets = around(write_streets(tmp_path / "streets.osm.pbf", ways, options=options))
    assert paths(streets, BANKS) == {
        (0, 1): (ROUND, WalkSource.STREETS),
        (1, 0): (ROUND, WalkSource.STREETS),
    }
    assert paths(streets, BANKS, Walking(metres=400)) == {}


@pytest.mark.parametrize(
    ("bridge", "gates", "open_"),
    [
        ({"highway": "motorway"}, {}, False),
        ({"highway": "trunk", "motorroad": "yes"}, {}, False),
        ({"highway": "motorway", "foot": "yes"}, {}, True),
        ({"highway": "cycleway"}, {}, False),
        ({"highway": "cycleway", "foot": "designated"}, {}, True),
        ({"highway": "service", "access": "private"}, {}, False),
        ({"access": "no", "foot": "yes", "highway": "service"}, {}, True),
        ({"highway": "primary", "foot": "no"}, {}, False),
        ({"railway": "rail"}, {}, False),
        ({"waterway": "river", "foot": "yes"}, {}, False),
        ({"railway": "platform"}, {}, True),
        ({"man_made": "pier", "foot": "no"}, {}, False),
        (STREET, {3: {"barrier": "gate", "access": "private"}}, False),
        (STREET, {3: {"barrier": "gate"}}, True),
        (STREET, {6: {"barrier": "gate", "access": "no", "foot": "yes"}}, True),
        (STREET, {6: {"access": "private"}}, True),
    ],
)
def test_tags_say_who_may_walk(tmp_path: Path, bridge: Tags, gates: dict[int, Tags], open_: bool) -> None:
    ways = [(NORTH_BANK, STREET), (SOUTH_BANK, STREET), (BRIDGE, bridge)]
    found = paths(around(write_streets(tmp_path / "streets.osm.pbf", ways, gates)), BANKS)
    assert bool(found) == open_


def test_stops_on_no_street_keep_the_straight_line(tmp_path: Path) -> None:
    streets = around(write_streets(tmp_path / "streets.osm.pbf", [(NORTH_BANK, STREET), ([4, 7], STREET)]))
    far = (10.0, 300.0)
    assert paths(streets, [BANKS[0], far]) == {
        (0, 1): (round(305 * 1.3), WalkSource.STRAIGHT_LINE),
        (1, 0): (round(305 * 1.3), WalkSource.STRAIGHT_LINE),
    }
    # Fifty metres of street that lead nowhere are no street to be joined to; the other one is 110 m away.
    outline = (-600.0, 110.0)
    assert paths(streets, [(-590.0, 0.0), outline])[0, 1][1] == WalkSource.STRAIGHT_LINE


def test_stops_on_one_square_are_not_sent_round_by_the_street(tmp_path: Path) -> None:
    streets = around(write_streets(tmp_path / "streets.osm.pbf", [(NORTH_BANK, STREET)]))
    assert paths(streets, [(100.0, 60.0), (110.0, 60.0)])[0, 1] == (13, WalkSource.STRAIGHT_LINE)
    assert paths(streets, [(100.0, 60.0), (300.0, 60.0)])[0, 1] == (320, WalkSource.STREETS)


def test_streets_far_from_the_stops_are_not_kept(tmp_path: Path) -> None:
    path = write_streets(tmp_path / "streets.osm.pbf", [(NORTH_BANK, STREET)])
    assert len(read_streets(path, np.array([1.0]), np.array([1.0])).latitudes) == 0
    assert len(read_streets(path, np.array([np.nan]), np.array([np.nan])).latitudes) == 0
    assert len(around(path).latitudes) == 3


SPOTS = strategies.tuples(strategies.integers(0, 900), strategies.integers(0, 900))
NODES = 9


@given(
    strategies.lists(SPOTS, min_size=NODES, max_size=NODES, unique=True),
    strategies.lists(
        strategies.tuples(strategies.integers(0, NODES - 1), strategies.integers(0, NODES - 1)).filter(
            lambda pair: pair[0] != pair[1]
        ),
        min_size=6,
        max_size=20,
    ),
    strategies.lists(SPOTS, min_size=2, max_size=7),
    strategies.integers(100, 1500),
)
def test_ways_equal_those_of_a_plain_search(
    nodes: list[tuple[int, int]], pairs: list[tuple[int, int]], stops: list[tuple[int, int]], metres: int
) -> None:
    latitudes, longitudes = (np.array([node[axis] * METRE for node in nodes]) for axis in (1, 0))
    streets = make_streets(latitudes, longitudes, np.array(pairs, np.int32))
    north, east = (np.array([stop[axis] * METRE for stop in stops]) for axis in (1, 0))
    joined = join_to_streets(streets, north, east)
    walking, served = Walking(metres=metres), np.arange(len(stops), dtype=np.int32)
    none = np.zeros(0, np.int32)
    nothing = Ways(none, none, none, none, none.astype(np.uint8))
    found = along_streets(nothing, north, east, served, walking, streets)
    bound = round(metres * walking.detour * 100)
    told = {(one, other): length for one, other, length in zip(found.origins, found.targets, found.metres, strict=True)}
    wanted = {}
    for origin in range(len(stops)):
        for target, length in _plain(streets, joined, origin).items():
            if target != origin and length <= bound:
                wanted[origin, target] = np.rint(length / 100)
    assert told == wanted


def _plain(streets: Streets, joined: Joined, origin: int) -> dict[int, int]:
    """Centimetres from a stop to every other, by relaxing every edge until nothing changes."""
    edges = [
        (f"n{node}", f"n{streets.targets[edge]}", int(streets.lengths[edge]))
        for node in range(len(streets.latitudes))
        for edge in range(streets.begin[node], streets.begin[node + 1])
    ]
    stops = [int(stop) for stop in np.flatnonzero(joined.access <= 10_000)]
    for stop in stops:
        access = int(joined.access[stop])
        for node, step in ((joined.one[stop], joined.ahead[stop]), (joined.other[stop], joined.back[stop])):
            edges.append((f"from{stop}", f"n{node}", access + int(step)))
            edges.append((f"n{node}", f"to{stop}", access + int(step)))
        for other in stops:
            if (joined.one[other], joined.other[other]) == (joined.one[stop], joined.other[stop]):
                along = abs(int(joined.ahead[other]) - int(joined.ahead[stop]))
                edges.append((f"from{stop}", f"to{other}", access + int(joined.access[other]) + along))
    lengths = {f"from{origin}": 0}
    changed = True
    while changed:
        changed = False
        for begin, end, more in edges:
            if begin in lengths and lengths[begin] + more < lengths.get(end, 1 << 40):
                lengths[end] = lengths[begin] + more
                changed = True
    return {stop: lengths[f"to{stop}"] for stop in stops if f"to{stop}" in lengths}


@given(strategies.lists(SPOTS, min_size=1, max_size=8))
def test_a_stop_is_joined_to_the_nearest_street(stops: list[tuple[int, int]]) -> None:
    corners = [(0, 0), (900, 0), (900, 900), (0, 900), (450, 450)]
    pairs = [(0, 1), (1, 2), (2, 3), (0, 4)]
    latitudes, longitudes = (np.array([corner[axis] * METRE for corner in corners]) for axis in (1, 0))
    streets = make_streets(latitudes, longitudes, np.array(pairs, np.int32))
    joined = join_to_streets(streets, *(np.array([stop[axis] * METRE for stop in stops]) for axis in (1, 0)))
    for number, (east, north) in enumerate(stops):
        diagonal = abs(east - north) / 2**0.5 if east + north <= 900 else np.hypot(east - 450, north - 450)
        nearest = min(north, 900 - east, 900 - north, diagonal)
        if nearest < 99.9:
            assert joined.access[number] == pytest.approx(nearest * 100, abs=2)
        elif nearest > 100.1:
            assert joined.access[number] > 10_000


def test_straight_ways_are_unchanged_where_no_streets_are_given() -> None:
    stops = pl.DataFrame({"stop_lat": [0.0, 100 * METRE], "stop_lon": [0.0, 0.0]})
    assert straight_ways(stops, np.arange(2, dtype=np.int32), Walking()).metres.tolist() == [130, 130]
