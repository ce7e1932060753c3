"""The least fare as a third criterion: equal to trying everything, under tariffs of every kind."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, strategies

from balai.engines.fares.searching import FareSearch
from balai.engines.fares.tests.samples import ZONE
from balai.engines.transit.cheapest import CheapestPlanner
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.tests.fare_cases import (
    PACKAGES,
    Case,
    Everything,
    best_in_time,
    best_of,
    fare_cases,
    tariff_named,
)  # fmt: skip
from balai.engines.transit.tests.making import DAY

pytestmark = pytest.mark.hypothesis
RIDES = 3


@given(
    fare_cases(), strategies.sampled_from(sorted(PACKAGES)), strategies.sampled_from([5, 15, 40]), strategies.booleans()
)
def test_least_fares_equal_those_of_trying_everything(case: Case, name: str, later: int, old: bool) -> None:
    tariff = tariff_named(name)
    group = "elderly" if old and "elderly" in tariff.groups else ""
    search = FareSearch(tariff, ZONE, rider=group)
    planner = CheapestPlanner(Planner(case.small.timetable), search, later=later * 60, rides=RIDES)
    found = planner.depart(AtStop("0"), AtStop("1"), DAY, case.start)
    told = sorted((one.journey.arrival, one.journey.boardings, one.price) for one in found)
    assert told == best_of(Everything(case, tariff, group, RIDES).found(0, 1), case.start, later * 60)


@given(
    fare_cases(),
    strategies.sampled_from(sorted(PACKAGES)),
    strategies.sampled_from([5, 15, 40]),
    strategies.integers(5, 40),
)
def test_least_fares_in_time_equal_those_of_trying_everything(case: Case, name: str, later: int, minutes: int) -> None:
    """Departures before the day's question began count too: walks lead to the first vehicles."""
    tariff, latest = tariff_named(name), case.start + minutes * 60
    planner = CheapestPlanner(
        Planner(case.small.timetable), FareSearch(tariff, ZONE), later=later * 60, rides=RIDES
    )  # fmt: skip
    found = planner.arrive(AtStop("0"), AtStop("1"), DAY, latest)
    told = sorted((one.journey.departure, one.journey.boardings, one.price) for one in found)
    assert all(one.journey.arrival <= latest for one in found)
    early = replace(case, start=case.start - 600)
    walk = case.small.paths.get((0, 1))
    assert told == best_in_time(Everything(early, tariff, "", RIDES).journeys(0, 1), walk, latest, later * 60)
