"""São Paulo's streets, where they are on the machine: read as osmium reads them, and walked as a search without bound says."""

from __future__ import annotations

import heapq
from collections import defaultdict
from itertools import pairwise
from pathlib import Path

import numpy as np
import osmium
import pytest

from balai.engines.transit.building import build_timetable
from balai.engines.transit.feed import read_feed
from balai.engines.transit.street_ways import join_to_streets
from balai.engines.transit.streets import streets_around
from balai.engines.transit.walks import WalkSource

REAL = Path(__file__).parents[5].parent / "shared" / "data" / "mobility" / "sao-paulo"
pytestmark = [
    pytest.mark.skipif(not REAL.is_dir(), reason="the real feed is not on this machine"),
    pytest.mark.hypothesis,
]
BY_PERMISSION = {"motorway", "motorway_link", "cycleway", "bridleway"}
CLOSED = {*BY_PERMISSION, "construction", "proposed", "services", "bus_stop"}
YES = {"yes", "designated", "permissive", "public", "official", "destination", "customers"}
NO = {"no", "private", "use_sidepath", "military"}


def _is_walked(tags: dict[str, str]) -> bool:
    highway, foot = tags.get("highway"), tags.get("foot")
    standing = {tags.get(key) for key in ("railway", "public_transport", "man_made")} & {"platform", "pier"}
    usually = bool(standing) or (highway is not None and highway not in CLOSED)
    if foot in YES:
        return usually or highway in BY_PERMISSION
    return usually and foot not in NO and tags.get("access") not in NO and tags.get("motorroad") != "yes"


def _is_shut(tags: dict[str, str]) -> bool:
    foot = tags.get("foot")
    return "barrier" in tags and (foot in NO if foot in YES | NO else tags.get("access") in NO)


def _witnessed() -> set[tuple[tuple[float, float], tuple[float, float]]]:
    """The two ends of each segment, as osmium reads them."""
    places: dict[int, tuple[float, float]] = {}
    segments = set()
    for one in osmium.FileProcessor(str(REAL / "osm.pbf")):
        if isinstance(one, osmium.osm.Node) and not _is_shut(dict(one.tags)):
            places[one.id] = (round(one.location.lat, 7), round(one.location.lon, 7))
        elif isinstance(one, osmium.osm.Way) and _is_walked(dict(one.tags)):
            refs = [node.ref for node in one.nodes]
            for begin, end in pairwise(refs):
                if begin in places and end in places and begin != end:
                    segments.add((places[begin], places[end]))
                    segments.add((places[end], places[begin]))
    return segments


def test_our_reader_and_osmium_read_the_same_streets() -> None:
    feed = read_feed(REAL / "gtfs.zip")
    streets = streets_around(REAL / "osm.pbf", feed)
    ends = np.repeat(np.arange(len(streets.latitudes)), np.diff(streets.begin))
    place = list(zip(streets.latitudes.round(7).tolist(), streets.longitudes.round(7).tolist(), strict=True))
    ours = {(place[one], place[other]) for one, other in zip(ends.tolist(), streets.targets.tolist(), strict=True)}
    witnessed = _witnessed()
    assert ours <= witnessed
    # What we leave out are networks of less than a kilometre.
    lost = witnessed - ours
    assert not {one for one, _ in lost} & {one for one, _ in ours}
    assert len(ours) > 40_000 > 10 * len(lost)


def test_each_way_is_the_shortest_along_the_streets(effort: int) -> None:
    feed = read_feed(REAL / "gtfs.zip")
    streets = streets_around(REAL / "osm.pbf", feed)
    timetable = build_timetable(feed, streets=streets)
    paths, served = timetable.footpaths, timetable.served
    joined = join_to_streets(streets, timetable.latitudes[served], timetable.longitudes[served])
    at = defaultdict(list)
    for stop in np.flatnonzero(joined.access <= 10_000):
        at[int(joined.one[stop])].append((stop, int(joined.ahead[stop] + joined.access[stop])))
        at[int(joined.other[stop])].append((stop, int(joined.back[stop] + joined.access[stop])))
    compared = 0
    for place in np.flatnonzero(joined.access <= 10_000)[: 15 * effort]:
        lengths = {int(joined.one[place]): int(joined.ahead[place] + joined.access[place])}
        lengths[int(joined.other[place])] = int(joined.back[place] + joined.access[place])
        shortest = _everywhere(streets.begin, streets.targets, streets.lengths, lengths)
        wanted: dict[int, int] = {}
        for node, length in shortest.items():
            for stop, step in at[node]:
                beside = joined.one[stop] == joined.one[place] and joined.other[stop] == joined.other[place]
                if not beside:
                    wanted[int(served[stop])] = min(length + step, wanted.get(int(served[stop]), 1 << 40))
        own = slice(paths.begin[served[place]], paths.begin[served[place] + 1])
        for target, metres, source in zip(paths.targets[own], paths.metres[own], paths.sources[own], strict=True):
            if source == WalkSource.STREETS and int(target) in wanted:
                assert metres == np.rint(wanted[int(target)] / 100)
                compared += 1
        told = set(paths.targets[own].tolist())
        assert {stop for stop, length in wanted.items() if length <= 52_000 and stop != served[place]} <= told
    assert compared > 25 * effort


def _everywhere(begin: np.ndarray, targets: np.ndarray, lengths: np.ndarray, starts: dict[int, int]) -> dict[int, int]:
    """The shortest way to every node, by Dijkstra's search without a bound."""
    settled: dict[int, int] = {}
    queue = [(length, node) for node, length in starts.items()]
    heapq.heapify(queue)
    while queue:
        length, node = heapq.heappop(queue)
        if node not in settled:
            settled[node] = length
            for edge in range(begin[node], begin[node + 1]):
                heapq.heappush(queue, (length + int(lengths[edge]), int(targets[edge])))
    return settled
