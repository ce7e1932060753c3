"""Bounds are never above what a journey takes, nor when vehicles make up for delays, and are kept with the timetable."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, strategies

from balai.engines.transit.bounds import Hops, cells_of, hops_of, look_ahead, lowered
from balai.engines.transit.compiled import NEVER
from balai.engines.transit.keeping import keep_timetable, load_timetable
from balai.engines.transit.tests.making import Small, small_timetables
from balai.engines.transit.tests.oracles import Connections
from balai.engines.transit.timetable import Timetable

pytestmark = pytest.mark.hypothesis


def hops(timetable: Timetable) -> Hops:
    return hops_of(timetable.patterns, timetable.profiles, timetable.footpaths)


@given(small_timetables(), strategies.integers(0, 2), strategies.integers(0, 20))
def test_no_arrival_is_before_its_bound(case: Small, origin: int, minute: int) -> None:
    cells, rows = case.timetable.ahead
    _, back = case.timetable.behind
    start = minute * 60
    arrivals = Connections(case.timetable).earliest(origin, start)
    for stop in np.flatnonzero(arrivals < NEVER):
        assert rows[cells[stop], origin] <= arrivals[stop] - start
        assert back[cells[origin], stop] <= arrivals[stop] - start


@given(small_timetables(), strategies.integers(0, 3))
def test_bounds_of_quicker_hops_are_those_made_anew(case: Small, divisor: int) -> None:
    known = hops(case.timetable)
    quicker = known._replace(seconds=(known.seconds // (divisor + 1)).astype(np.int32))
    found = lowered(case.timetable.ahead, quicker)
    assert np.array_equal(found.seconds, look_ahead(quicker, case.timetable.ahead.cells).seconds)


def test_cells_hold_nearly_equally_many_stops() -> None:
    chance = np.random.default_rng(4)
    cells = cells_of(chance.normal(40.7, 0.1, 5000), chance.normal(-74.0, 0.3, 5000))
    sizes = np.bincount(cells)
    assert len(sizes) == 128
    assert sizes.max() - sizes.min() <= 1
    assert len(np.unique(cells_of(np.zeros(5), np.zeros(5)))) == 5


@given(small_timetables())
def test_bounds_are_kept_with_the_timetable(tmp_path_factory: pytest.TempPathFactory, case: Small) -> None:
    folder: Path = tmp_path_factory.mktemp("kept") / "timetable"
    keep_timetable(case.timetable, folder)
    loaded = load_timetable(folder)
    for kept, made in ((loaded.ahead, case.timetable.ahead), (loaded.behind, case.timetable.behind)):
        assert np.array_equal(kept.cells, made.cells)
        assert np.array_equal(kept.seconds, made.seconds)
