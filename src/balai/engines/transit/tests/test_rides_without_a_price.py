"""A ride that has no price is not taken, and does not count for how long the quickest way takes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from balai.engines.fares.searching import FareSearch
from balai.engines.fares.taps import Distances
from balai.engines.fares.tests.samples import ZONE
from balai.engines.transit.building import build_timetable
from balai.engines.transit.cheapest import CheapestPlanner, Fared
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.tests.fare_cases import NETWORKS, tariff_named
from balai.engines.transit.tests.making import DAY, Trip, feed_of, paths_of, table

NOON, MINUTE = 12 * 3600, 60


def ride(origin: int, target: int, begin: int, end: int) -> Trip:
    """Minutes after noon."""
    return [(origin, NOON + begin * MINUTE, NOON + begin * MINUTE), (target, NOON + end * MINUTE, NOON + end * MINUTE)]


def planner(tariff: str, rides: list[tuple[str, Trip]], distances: Distances | None = None) -> CheapestPlanner:
    """One walks a minute from stop 4 to stop 1."""
    feed = feed_of(
        5,
        [calls for _, calls in rides],
        routes=[
            {"route_id": code, "agency_id": "a", "route_type": 3, "network_id": code} for code in [*NETWORKS, "ferry"]
        ],
    )
    trips: list[dict[str, Any]] = [
        {"route_id": network, "service_id": "s", "trip_id": f"t{number}"} for number, (network, _) in enumerate(rides)
    ]
    feed.tables["trips"] = table("trips", trips)
    made = replace(build_timetable(feed), footpaths=paths_of(5, {(4, 1): MINUTE}, [0] * 5))
    return CheapestPlanner(Planner(made), FareSearch(tariff_named(tariff), ZONE, distances=distances))


def told(found: list[Fared]) -> list[tuple[int, int, int]]:
    """Minutes after noon of departure and arrival, and the price."""
    return [
        ((one.journey.departure - NOON) // MINUTE, (one.journey.arrival - NOON) // MINUTE, one.price) for one in found
    ]


def never(_network: str, _origin: str, _target: str) -> int | None:
    return None


def only_far(_network: str, origin: str, target: str) -> int | None:
    """Nobody knows how far it is to stop 4."""
    return None if "4" in {origin, target} else 10_000


UNPRICED = [
    pytest.param("zones", [("rail", ride(0, 4, 1, 5))], None, id="a stop in no zone"),
    pytest.param("zones", [("ferry", ride(0, 1, 1, 5))], None, id="a network that the tariff does not know"),
    pytest.param("distance", [("rail", ride(0, 4, 1, 5))], only_far, id="a distance that nobody knows"),
    pytest.param(
        "zones", [("rail", ride(0, 4, 1, 5)), ("van", ride(0, 2, 1, 2))], None, id="beside what leads nowhere"
    ),
]


@pytest.mark.parametrize(("tariff", "unpriced", "distances"), UNPRICED)
def test_the_bound_follows_from_what_has_a_price(
    tariff: str, unpriced: list[tuple[str, Trip]], distances: Distances | None
) -> None:
    """There in five minutes without a price; in 45 for 3,500, and in 70 for less: both take at most twice as long."""
    fares = {"zones": 3000, "distance": 1000}
    asked = planner(tariff, [*unpriced, ("bus", ride(0, 1, 1, 45)), ("van", ride(0, 1, 2, 70))], distances)
    found = asked.depart(AtStop("0"), AtStop("1"), DAY, NOON)
    assert told(found) == [(1, 45, 3500), (2, 70, fares[tariff])]


@pytest.mark.parametrize(("tariff", "unpriced", "distances"), UNPRICED)
def test_the_same_by_a_time_of_arrival(
    tariff: str, unpriced: list[tuple[str, Trip]], distances: Distances | None
) -> None:
    late = [
        (network, [(stop, at + 84 * MINUTE, at + 84 * MINUTE) for stop, at, _ in calls]) for network, calls in unpriced
    ]
    fares = {"zones": 3000, "distance": 1000}
    asked = planner(tariff, [*late, ("bus", ride(0, 1, 45, 89)), ("van", ride(0, 1, 10, 80))], distances)
    found = asked.arrive(AtStop("0"), AtStop("1"), DAY, NOON + 90 * MINUTE)
    assert told(found) == [(45, 89, 3500), (10, 80, fares[tariff])]


@pytest.mark.parametrize("tariff", ["zones", "distance"])
def test_where_nothing_has_a_price_nothing_is_offered(tariff: str) -> None:
    asked = planner(tariff, [("ferry", ride(0, 1, 1, 5)), ("rail", ride(0, 4, 1, 5))], never)
    assert asked.depart(AtStop("0"), AtStop("1"), DAY, NOON) == []
    assert asked.arrive(AtStop("0"), AtStop("1"), DAY, NOON + 3600) == []


def test_a_ride_longer_than_any_may_last_has_no_price() -> None:
    """A tap-out after so many hours counts as none: what it is charged hangs on no distance."""
    asked = planner("distance", [("rail", ride(0, 1, 1, 20)), ("bus", ride(0, 1, 2, 60))])
    longest = asked.tariff.tables[0][22] // MINUTE
    slow = planner("distance", [("rail", ride(0, 1, 1, longest + 2)), ("bus", ride(0, 1, longest - 10, longest + 20))])
    assert told(asked.depart(AtStop("0"), AtStop("1"), DAY, NOON))[0][1] == 20
    assert told(slow.depart(AtStop("0"), AtStop("1"), DAY, NOON)) == [(longest - 10, longest + 20, 3500)]
