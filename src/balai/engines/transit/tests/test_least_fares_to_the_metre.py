"""The least fare where a metre, or a gate, decides what may be compared."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from balai.engines.fares.reading import read_tariff
from balai.engines.fares.searching import FareSearch
from balai.engines.fares.tests.samples import ZONE, parsed
from balai.engines.transit.building import build_timetable
from balai.engines.transit.cheapest import CheapestPlanner
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.tests.fare_cases import tariff_named
from balai.engines.transit.tests.making import DAY, Trip, feed_of, paths_of, table
from balai.engines.transit.walks import METRES_PER_DEGREE

NOON = 12 * 3600
GATES = """
networks:
  - {code: rail, title: {id: Rel, en: Rail}, gates: true,
     fares: [{distance: {boarding: 3000, per_kilometre: 100, kilometres: begun, most: 9000}}]}
"""


def planner(network: str, metres: list[float], trips: list[Trip], paths: dict[tuple[int, int], int]) -> Planner:
    """Stops along a meridian, so many metres from the first; every trip is one of the network."""
    stops: list[dict[str, Any]] = [
        {"stop_id": str(stop), "stop_name": str(stop), "stop_lat": far / METRES_PER_DEGREE, "stop_lon": 106.8}
        for stop, far in enumerate(metres)
    ]
    feed = feed_of(
        len(metres),
        trips,
        routes=[{"route_id": "r", "agency_id": "a", "route_type": 3, "network_id": network}],
    )
    feed.tables["stops"] = table("stops", stops)
    feed.tables["trips"] = table(
        "trips", [{"route_id": "r", "service_id": "s", "trip_id": f"t{number}"} for number in range(len(trips))]
    )
    made = build_timetable(feed)
    return Planner(replace(made, footpaths=paths_of(len(metres), paths, [0] * len(metres))))


def test_who_boards_on_the_way_with_fewer_metres_is_not_taken_for_equal() -> None:
    """One rides 500 metres and then 3,501; another 1,500 and then 2,500 on the same vehicle, which is a kilometre less.

    The vehicle is boarded 1,000.9 metres along its way. Cut off, that made both look alike.
    """
    asked = planner(
        "bus",
        [0.0, 500.0, 1500.9, 4000.6, 0.9],
        [[(0, NOON + 60, NOON + 60), (1, NOON + 120, NOON + 120)],
         [(4, NOON + 120, NOON + 120), (2, NOON + 360, NOON + 360)],
         [(1, NOON + 600, NOON + 600), (2, NOON + 900, NOON + 900), (3, NOON + 1200, NOON + 1200)]],
        {(0, 4): 60},
    )  # fmt: skip
    cheapest = CheapestPlanner(asked, FareSearch(tariff_named("one for all"), ZONE))
    found = cheapest.depart(AtStop("0"), AtStop("3"), DAY, NOON)
    assert [(one.journey.arrival, one.journey.boardings, one.price) for one in found] == [(NOON + 1200, 2, 3500)]


def test_who_walked_out_of_the_gates_is_not_taken_for_one_inside() -> None:
    """Both come to a stop from where they entered: one has ridden less and walked, the other may ride on as one ride."""
    asked = planner(
        "rail",
        [0.0, 1000.0, 2000.0, 5000.0],
        [[(0, NOON, NOON), (1, NOON + 300, NOON + 300)],
         [(0, NOON, NOON), (2, NOON + 600, NOON + 600)],
         [(2, NOON + 900, NOON + 900), (3, NOON + 1200, NOON + 1200)]],
        {(1, 2): 60},
    )  # fmt: skip
    places = [0, 1000, 2000, 5000]
    search = FareSearch(
        read_tariff(parsed(GATES)),
        ZONE,
        distances=lambda _network, origin, destination: abs(places[int(origin)] - places[int(destination)]),
    )
    found = CheapestPlanner(asked, search).depart(AtStop("0"), AtStop("3"), DAY, NOON)
    assert [(one.journey.arrival, one.journey.boardings, one.price) for one in found] == [(NOON + 1200, 2, 3500)]
