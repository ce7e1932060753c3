"""Real feeds, where they are on the machine: read, and planned exactly as a connection scan says."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

from balai.engines.transit import legs
from balai.engines.transit.building import build_timetable
from balai.engines.transit.compiled import NEVER
from balai.engines.transit.feed import read_feed
from balai.engines.transit.headways import complete, read_headways
from balai.engines.transit.places import AtStop, around
from balai.engines.transit.planner import Planner
from balai.engines.transit.tests.oracles import Connections
from balai.engines.transit.timetable import Timetable

REAL = Path(__file__).parents[5].parent / "shared" / "data" / "mobility"
TARGETS = 50
HOURS = 12 * 3600
pytestmark = [
    pytest.mark.skipif(not REAL.is_dir(), reason="the real feeds are not on this machine"),
    pytest.mark.hypothesis,
]


@pytest.fixture(scope="module")
def sao_paulo() -> Timetable:
    return build_timetable(read_feed(REAL / "sao-paulo" / "gtfs.zip"))


def compare(timetable: Timetable, day: date, *, origins: int) -> int:
    """Ask from random stops at random times to random stops; how many of the questions had an answer."""
    planner = Planner(timetable, rounds=16)  # the scan counts no rides, and some corners of a city take more than eight
    network, work = planner.day(day).network, planner.day(day).borrow()
    connections = Connections(timetable, day)
    stops = timetable.stops["stop_id"]
    chance = np.random.default_rng(733)
    rows = np.zeros((16, legs.HEAD + 4 * planner.day(day).rounds), np.int32)
    answered = 0
    for _ in range(origins):
        origin, start = int(chance.choice(timetable.served)), int(chance.integers(4 * 3600, 22 * 3600))
        latest = start + HOURS
        near = around(timetable, AtStop(stops[origin]), planner.walking, leaving=True)
        scanned = connections.earliest(origin, start)
        earliest = np.where(scanned <= latest, scanned, NEVER)
        reached = legs.reach(network, work, near.stops, near.seconds, start, latest)
        assert np.array_equal(reached, earliest)
        for target in chance.choice(timetable.served, TARGETS):
            to = around(timetable, AtStop(stops[int(target)]), planner.walking, leaving=False)
            starts = np.array([start], np.int32)
            count = legs.find(network, work, near.stops, near.seconds, to.stops, to.seconds, starts, latest, rows)
            on_foot = [near.to(int(target)) + start] if target in near.stops else []
            found = min([*rows[:count, legs.ARRIVAL].tolist(), *on_foot], default=NEVER)
            assert found == earliest[target]
            answered += found < NEVER
    return answered


def test_a_feed_of_headways_is_planned_as_a_connection_scan_says(sao_paulo: Timetable, effort: int) -> None:
    day = date(2020, 4, 7)
    assert compare(sao_paulo, day, origins=100 * effort) > 4_000 * effort


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
    assert compare(build_timetable(whole), date(2026, 9, 30), origins=5 * effort) > 200 * effort
