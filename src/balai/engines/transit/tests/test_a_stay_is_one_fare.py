"""Who stays seated taps in once and out once: planned, searched for by price, and settled alike."""

from __future__ import annotations

from typing import Any

import pytest

from balai.engines.fares.planned import price_plan, rides_of
from balai.engines.fares.searching import FareSearch
from balai.engines.fares.tests.samples import ZONE
from balai.engines.transit.building import build_timetable
from balai.engines.transit.cheapest import CheapestPlanner
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.tests.fare_cases import HOP, NETWORKS, tariff_named
from balai.engines.transit.tests.making import DAY, feed_of, table

NOON = 12 * 3600
OUT = [(0, NOON, NOON), (1, NOON + 600, NOON + 600)]
ON = [(1, NOON + 700, NOON + 700), (2, NOON + 1300, NOON + 1300), (3, NOON + 2000, NOON + 2000)]


def planner(first: str, second: str) -> Planner:
    """A vehicle of one network that goes on as one of another."""
    feed = feed_of(
        4,
        [OUT, ON],
        routes=[{"route_id": code, "agency_id": "a", "route_type": 3, "network_id": code} for code in NETWORKS],
    )
    trips: list[dict[str, Any]] = [
        {"route_id": network, "service_id": "s", "trip_id": f"t{number}", "block_id": "x"}
        for number, network in enumerate((first, second))
    ]
    feed.tables["trips"] = table("trips", trips)
    return Planner(build_timetable(feed))


@pytest.mark.parametrize(
    ("tariff", "first", "second", "price"),
    [
        ("flat", "bus", "rail", 3500),
        ("flat", "rail", "bus", 5000),
        ("flat", "van", "rail", 0),
        ("distance", "rail", "bus", 5300),  # 3,000 and a hundred for each of 22.2 kilometres begun
        ("distance", "bus", "rail", 3500),
    ],
)
def test_one_ride_by_the_network_that_was_boarded(tariff: str, first: str, second: str, price: int) -> None:
    compiled, asked = tariff_named(tariff), planner(first, second)
    [journey] = asked.depart(AtStop("0"), AtStop("2"), DAY, NOON)
    assert [ride.network_id for ride in journey.rides] == [first, second]
    [ride] = rides_of(journey, ZONE)
    assert (ride.network, ride.origin, ride.destination) == (first, "0", "2")
    assert (ride.alighted - ride.boarded).total_seconds() == 1300
    planned = price_plan([compiled], [ride], zone=ZONE, distances=_metres)
    assert planned is not None
    assert planned.total == price
    [cheapest] = CheapestPlanner(asked, FareSearch(compiled, ZONE)).depart(AtStop("0"), AtStop("2"), DAY, NOON)
    assert (cheapest.price, cheapest.journey.boardings) == (price, 1)


def _metres(_network: str, origin: str, destination: str) -> int:
    return round(HOP * abs(int(origin) - int(destination)))
