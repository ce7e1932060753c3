"""Where rules tell trips apart at a stop, people still see one stop; where none do, timetables are as they were."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from google.transit import gtfs_realtime_pb2

from balai.engines.fares.reading import read_tariff
from balai.engines.fares.searching import FareSearch
from balai.engines.fares.tests.samples import ZONE, parsed
from balai.engines.transit.boards import board, lines_at
from balai.engines.transit.building import build_timetable
from balai.engines.transit.cheapest import CheapestPlanner
from balai.engines.transit.compiled import Ints
from balai.engines.transit.errors import FeedRefused
from balai.engines.transit.keeping import keep_timetable, load_timetable
from balai.engines.transit.mapping import keep_mapped, map_timetable
from balai.engines.transit.places import AtPoint, AtStop, Place
from balai.engines.transit.planner import Planner
from balai.engines.transit.realtime import apply_message
from balai.engines.transit.source import Limits
from balai.engines.transit.tests.changes import STOPS, Row, feed_with, row, ruled
from balai.engines.transit.tests.making import DAY, table
from balai.engines.transit.tests.test_least_fares_to_the_metre import GATES
from balai.engines.transit.timetable import Timetable
from balai.engines.transit.transfers import rules_between

TRIPS = [
    [(0, 0, 0), (2, 600, 600), (3, 700, 700)],
    [(2, 700, 700), (4, 1000, 1000)],
    [(2, 900, 900), (4, 1200, 1200)],
    [(1, 100, 100), (2, 800, 800)],
]
ROUTES = ["a", "b", "c", "a"]
ROWS = [
    row("2", "2", 2, 30, from_route="a", to_route="b"),
    row("2", "2", 3, from_trip="t3", to_route="c"),
    row("2", "4", 2, 60, from_trip="t0"),
    row("S", "2", 2, 500, to_route="c"),
]


def numbers_of(timetable: Timetable) -> dict[str, Ints]:
    """The whole numbers of a timetable, by name."""
    parts = {name: getattr(timetable, name) for name in ("patterns", "profiles", "runs", "footpaths", "stays")}
    found = {f"{part}.{name}": getattr(whole, name) for part, whole in parts.items() for name in whole.__slots__}
    found["patterns.metres"] = np.rint(found["patterns.metres"]).astype(np.int32)
    return found | {"ahead": timetable.ahead.seconds, "behind": timetable.behind.seconds}


def general_rows() -> list[Row]:
    kinds: list[tuple[str, str, int, int | None]] = [
        ("0", "0", 1, None), ("1", "1", 3, None), ("2", "2", 2, 200), ("3", "3", 0, None), ("S", "S", 2, 90), ("1", "0", 2, 10),
        ("0", "2", 0, None), ("2", "3", 3, None), ("4", "S", 1, None), ("S", "4", 2, 400), ("4", "1", 3, None),
    ]  # fmt: skip
    return [row(*kind) for kind in kinds]


def test_without_such_rules_every_number_of_a_timetable_is_as_it_was_before_there_were_inner_stops() -> None:
    """The digest was made by the code before them."""
    made = ruled(TRIPS, ROUTES, general_rows(), {(0, 1): 4}).timetable
    assert made.stops["stop_id"].to_list() == ["0", "1", "2", "3", "4", "S"]
    assert made.inner == {}
    digest = hashlib.sha256()
    for name, array in sorted(numbers_of(made).items()):
        digest.update(f"{name} {array.dtype} {array.shape}".encode() + array.tobytes())
    assert digest.hexdigest() == "a2d0dfa985ba750c8d54943d0229605edde00746a1e3e00d7ec7890a024df761"


def test_rules_that_change_nothing_change_no_answer() -> None:
    plain = Planner(ruled(TRIPS, ROUTES, []).timetable)
    split = Planner(
        ruled(TRIPS, ROUTES, [row("2", "2", 2, 60, from_route="a"), row("S", "2", 0, to_trip="t1")]).timetable
    )
    places: list[Place] = [
        AtStop("0"),
        AtStop("1"),
        AtStop("2"),
        AtStop("4"),
        AtStop("S"),
        AtPoint(-5.997, 106.8, "Beside"),
    ]
    assert split.timetable.inner
    for origin in places:
        for destination in places:
            one = plain.window(origin, destination, DAY, 0, 1200)
            assert split.window(origin, destination, DAY, 0, 1200) == one
            assert split.depart(origin, destination, DAY, 0) == plain.depart(origin, destination, DAY, 0)
            assert split.arrive(origin, destination, DAY, 1300) == plain.arrive(origin, destination, DAY, 1300)
        arrivals = [one.reach(origin, DAY, 0, 30).arrivals[: STOPS + 1].tolist() for one in (plain, split)]
        assert arrivals[0] == arrivals[1]


def test_a_stop_is_one_on_boards_and_for_those_who_ask_for_it() -> None:
    plain, made = ruled(TRIPS, ROUTES, []).timetable, ruled(TRIPS, ROUTES, ROWS).timetable
    assert len(made.inner[2]) == 4
    assert len(made.stop_numbers) == len(plain.stop_numbers) == STOPS + 1
    assert made.platforms("S") == plain.platforms("S") == [0, 1]
    for places in ([2], [0, 1], [4]):
        boards = [board(Planner(one).day(DAY), places, 0, most=9) for one in (plain, made)]
        assert boards[0] == boards[1]
        assert lines_at(plain, places) == lines_at(made, places)
    assert [ride.trip_id for ride in board(Planner(made).day(DAY), [2], 0, most=9)] == ["t0", "t1", "t2"]
    changing = Planner(ruled([TRIPS[0][:2], *TRIPS[1:]], ROUTES, ROWS).timetable)
    [found] = changing.depart(AtStop("0"), AtStop("4"), DAY, 0)
    assert [ride.trip_id for ride in found.rides] == ["t0", "t1"]
    assert len(found.legs) == len(found.as_geojson()["features"]) == 2


def test_a_kept_timetable_knows_its_inner_stops(tmp_path: Path) -> None:
    made = ruled(TRIPS, ROUTES, ROWS).timetable
    keep_timetable(made, tmp_path / "kept")
    keep_mapped(made, tmp_path / "mapped")
    for again in (load_timetable(tmp_path / "kept"), map_timetable(tmp_path / "mapped")):
        assert again.inner == made.inner
        wanted = Planner(made).depart(AtStop("0"), AtStop("4"), DAY, 0)
        assert Planner(again).depart(AtStop("0"), AtStop("4"), DAY, 0) == wanted


@pytest.mark.parametrize(("delay", "arrival"), [(0, 1000), (60, 1000), (80, 1200)])
def test_delays_find_a_trip_at_its_inner_stop(delay: int, arrival: int) -> None:
    message = gtfs_realtime_pb2.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    update = message.entity.add(id="1").trip_update
    update.trip.trip_id = "t0"
    update.stop_time_update.add(stop_id="2").arrival.delay = delay
    trips = [TRIPS[0][:2], *TRIPS[1:]]
    asked = Planner(ruled(trips, ROUTES, ROWS[:1]).timetable)
    day, applied = apply_message(asked.day(DAY), message.SerializeToString())
    assert (applied.applied, applied.unknown) == (1, 0)
    asked.keep(day)
    assert [one.arrival for one in asked.depart(AtStop("0"), AtStop("4"), DAY, 0)] == [arrival]


def test_who_changes_between_lines_that_rules_tell_apart_stays_inside_the_gates() -> None:
    trips = [[(0, 43200, 43200), (2, 43500, 43500)], [(2, 43600, 43600), (4, 43900, 43900)]]
    feed = feed_with(trips, ["a", "b"], [row("2", "2", 2, 90, from_route="a", to_route="b")])
    feed.tables["routes"] = table(
        "routes",
        [{"route_id": one, "agency_id": "a", "route_type": 3, "network_id": "rail"} for one in ("a", "b")],
    )
    search = FareSearch(
        read_tariff(parsed(GATES)),
        ZONE,
        distances=lambda _network, origin, destination: 1000 * abs(int(origin) - int(destination)),
    )
    found = CheapestPlanner(Planner(build_timetable(feed)), search).depart(AtStop("0"), AtStop("4"), DAY, 43200)
    assert [(one.journey.arrival, one.journey.boardings, one.price) for one in found] == [(43900, 2, 3400)]


def test_who_stays_seated_comes_by_the_trip_that_the_vehicle_has_become() -> None:
    trips = [[(0, 0, 0), (2, 300, 300)], [(2, 300, 300), (3, 600, 600)], [(3, 650, 650), (4, 800, 800)]]
    routes, seats = ["a", "b", "c"], {(0, 1): 4}
    for rows, arrival in (
        ([row("3", "3", 1, from_route="a")], []),
        ([row("3", "3", 1, from_route="b")], [800]),
        ([row("3", "3", 1, from_trip="t1", to_trip="t2")], [800]),
    ):
        found = Planner(ruled(trips, routes, [row("2", "3", 3), *rows], seats).timetable).depart(
            AtStop("0"), AtStop("4"), DAY, 0
        )
        assert [one.arrival for one in found if len(one.rides) == 3] == arrival


def test_a_feed_with_a_rule_for_each_two_trips_is_refused_not_built() -> None:
    rows = [row("2", "2", 1, from_trip=f"t{one}", to_trip=f"t{other}") for one in range(4) for other in range(4)]
    feed = feed_with(TRIPS, ROUTES, rows)
    assert len(build_timetable(feed).inner[2]) == 4
    for limits in (Limits(inner_stops=3), Limits(changes=20)):
        with pytest.raises(FeedRefused, match=r"transfers\.txt"):
            build_timetable(feed, limits=limits)
    stops = feed.tables["stops"].with_columns(parent=pl.lit(-1, pl.Int32), location_type=pl.lit(0))
    with pytest.raises(FeedRefused, match="more than 15"):
        rules_between(feed.tables["transfers"], stops, np.arange(STOPS, dtype=np.int32), most=15)
