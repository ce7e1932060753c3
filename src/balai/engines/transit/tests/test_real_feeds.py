"""Real feeds, where they are on the machine: whole journeys as early as a connection scan of its own says.

Ten thousand random questions over two feeds; in `make soak` a hundred and twenty thousand over three, of which New York
is fetched by npm (kept in BALAI_BENCH_CACHE, as for the benchmarks).
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
from datetime import date
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from balai.engines.transit import legs
from balai.engines.transit.building import build_timetable
from balai.engines.transit.compiled import NEVER
from balai.engines.transit.feed import read_feed
from balai.engines.transit.headways import complete, read_headways
from balai.engines.transit.journeys import Journey, Ride, Spot
from balai.engines.transit.places import AtStop, around
from balai.engines.transit.planner import LONGEST, Planner
from balai.engines.transit.streets import streets_around
from balai.engines.transit.tests.oracles import Connections
from balai.engines.transit.timetable import Timetable
from balai.engines.transit.unfolding import spot

ROOT = Path(__file__).parents[5]
REAL = ROOT.parent / "shared" / "data" / "mobility"
TARGETS = 20
"""Destinations asked for from each random stop at each random time; one scan judges them all."""
ROUNDS = 16
"""The scan counts no rides, and some corners of a city take more than eight."""
pytestmark = pytest.mark.hypothesis
here = pytest.mark.skipif(not REAL.is_dir(), reason="the real feeds are not on this machine")


def compare(timetable: Timetable, day: date, *, questions: int) -> int:
    """Ask from random stops at random times to random stops; how many of the questions had an answer."""
    planner = Planner(timetable, rounds=ROUNDS)
    laid = planner.day(day)
    work, connections = laid.borrow(), Connections(timetable, day)
    stops = timetable.stops["stop_id"]
    chance = np.random.default_rng(733)
    answered = 0
    for _ in range(questions // TARGETS):
        origin, start = int(chance.choice(timetable.served)), int(chance.integers(4 * 3600, 22 * 3600))
        place, latest = AtStop(stops[origin]), start + LONGEST
        near = around(timetable, place, planner.walking, leaving=True)
        scanned = connections.earliest(origin, start, latest)
        earliest = np.where(scanned <= latest, scanned, NEVER)
        assert np.array_equal(
            legs.reach(laid.network, work, near.stops, near.seconds, start, latest, timetable.homes), earliest
        )
        for target in chance.choice(timetable.served, TARGETS):
            destination = AtStop(stops[int(target)])
            found = planner.depart(place, destination, day, start)
            if origin != target:
                assert min((journey.arrival for journey in found), default=NEVER) == earliest[target]
            ends = spot(laid, origin), spot(laid, int(target))
            assert all(_holds_together(journey, *ends, start) for journey in found)
            answered += bool(found)
    return answered


def _holds_together(journey: Journey, origin: Spot, destination: Spot, start: int) -> bool:
    """Whether each leg begins where and when the one before is over, or later. Some stops lie on top of another."""
    place, now = origin, start
    for leg in journey.legs:
        begin, end = (leg.calls[0].spot, leg.calls[-1].spot) if isinstance(leg, Ride) else (leg.origin, leg.target)
        if not _one_place(place, begin) or leg.departure < now or leg.arrival < leg.departure:
            return False
        place, now = end, leg.arrival
    return _one_place(place, destination)


def _one_place(one: Spot, other: Spot) -> bool:
    return (one.latitude, one.longitude) == (other.latitude, other.longitude)


@here
def test_a_feed_of_headways_is_planned_as_a_connection_scan_says(effort: int) -> None:
    feed = read_feed(REAL / "sao-paulo" / "gtfs.zip")
    timetable = build_timetable(feed, streets=streets_around(REAL / "sao-paulo" / "osm.pbf", feed))
    assert compare(timetable, date(2020, 4, 7), questions=9_000 * effort) > 7_000 * effort


@here
def test_transjakarta_runs_by_a_declared_headway_file(effort: int) -> None:
    feed = read_feed(REAL / "transjakarta-2026")
    assert len(build_timetable(feed).runs.trips) == 0
    declared = {
        "from": "2026-01-01",
        "until": "2026-12-31",
        "timezone": "Asia/Jakarta",
        "agency": "Transjakarta",
        "services": {"SH": "daily", "HK": "weekdays", "HL": "weekend", "HM": ["sunday"]},
        "headways": [
            {"routes": ["1", "2"], "periods": [{"from": "05:00", "to": "22:00", "every": 5}]},
            {"periods": [{"from": "05:00", "to": "22:00", "every": 15}]},
        ],
    }
    whole = complete(feed, read_headways(declared))
    rules = [notice.file for notice in whole.notices if notice.rule == "declared_in_headway_file"]
    assert rules == ["calendar.txt", "frequencies.txt"]
    assert compare(build_timetable(whole), date(2026, 9, 30), questions=1_000 * effort) > 800 * effort


@pytest.mark.skipif(not os.environ.get("BALAI_TEST_SOAK"), reason="New York is large: only in `make soak`")
def test_new_york_is_planned_as_a_connection_scan_says(effort: int) -> None:
    try:
        timetable = _benches().timetable_of_new_york()
    except (OSError, subprocess.CalledProcessError) as error:
        pytest.skip(f"New York's timetable cannot be fetched by npm: {error}")
    assert compare(timetable, date(2026, 9, 30), questions=2_000 * effort) > 1_500 * effort


def _benches() -> ModuleType:
    """The module of the benchmarks that fetches New York."""
    specification = importlib.util.spec_from_file_location("new_york", ROOT / "bench" / "_new_york.py")
    if specification is None or specification.loader is None:
        raise FileNotFoundError("bench/_new_york.py")
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module
