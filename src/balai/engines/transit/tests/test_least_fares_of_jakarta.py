"""On the demo city's own feed and tariff: what the search says a journey costs is what its taps will be charged."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from random import Random

from balai.engines.fares.files import read_lines
from balai.engines.fares.planned import price_plan
from balai.engines.fares.rides import Ride
from balai.engines.fares.searching import FareSearch
from balai.engines.fares.tests.samples import JAKARTA, ZONE, jakarta
from balai.engines.transit.building import build_timetable
from balai.engines.transit.cheapest import CheapestPlanner
from balai.engines.transit.feed import read_feed
from balai.engines.transit.journeys import Journey
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner

CITY = JAKARTA.parent
DAY = date(2026, 9, 30)


@cache
def planner() -> CheapestPlanner:
    made = Planner(build_timetable(read_feed(Path(CITY / "mobility" / "gtfs"))))
    return CheapestPlanner(made, FareSearch(jakarta("jak-lingko-2022"), ZONE, distances=read_lines(_distances())))


def _distances() -> Path:
    return Path(JAKARTA / "distances.csv")


def charged(journey: Journey) -> int | None:
    """What the taps of a journey will be charged."""
    midnight = datetime.combine(journey.date, time(), ZONE)
    rides = [
        Ride(
            ride.network_id,
            ride.calls[0].spot.stop_id,
            ride.calls[-1].spot.stop_id,
            midnight + timedelta(seconds=ride.departure),
            midnight + timedelta(seconds=ride.arrival),
        )
        for ride in journey.rides
    ]
    bill = price_plan([jakarta("jak-lingko-2022")], rides, zone=ZONE, distances=read_lines(_distances()))
    return bill.total if bill else None


def test_the_price_found_is_the_price_charged() -> None:
    chance, cheaper = Random(4), 0
    stops = list(planner().planner.timetable.stops["stop_id"])
    for _ in range(60):
        origin, destination = chance.sample(stops, 2)
        start = chance.choice([2, 5, 6, 8, 17, 21]) * 3600 + chance.randrange(3600)
        found = planner().depart(AtStop(origin), AtStop(destination), DAY, start)
        for one in found:
            assert one.price == charged(one.journey), (origin, destination, start)
            assert start <= one.journey.departure <= one.journey.arrival
        cheaper += any(one.price < found[0].price for one in found)
    assert cheaper >= 10


def test_the_cheapest_is_not_the_quickest() -> None:
    found = planner().depart(AtStop("mrt-lebak-bulus"), AtStop("tj-kota"), DAY, 8 * 3600)
    prices = [one.price for one in found]
    assert prices[0] > min(prices)
    assert found[0].journey.arrival < found[-1].journey.arrival
    quickest = planner().planner.depart(AtStop("mrt-lebak-bulus"), AtStop("tj-kota"), DAY, 8 * 3600)
    assert found[0].journey.arrival == min(journey.arrival for journey in quickest)


def test_changing_inside_the_gates_is_one_ride() -> None:
    """From corridor 4 to corridor 1 at Dukuh Atas one walks; within one network and stop nobody pays twice."""
    found = planner().depart(AtStop("tj-lebak-bulus"), AtStop("tj-kota"), DAY, 8 * 3600)
    inside = [
        one.price
        for one in found
        if len(one.journey.rides) == 2 and all(ride.network_id == "transjakarta" for ride in one.journey.rides)
    ]
    assert inside
    assert inside == [3500] * len(inside)


def test_room_grows_and_nobody_is_dropped() -> None:
    for room in (4, 16, 64):
        small = CheapestPlanner(planner().planner, planner().tariff, room=room)
        for origin, destination in (("mrt-lebak-bulus", "tj-kota"), ("lrt-velodrome", "mrt-blok-m")):
            question = (AtStop(origin), AtStop(destination), DAY, 8 * 3600)
            assert small.depart(*question) == planner().depart(*question)


def test_a_bus_that_goes_on_as_another_line_is_stayed_in_and_is_one_ride() -> None:
    for one, other, lines in (
        ("tj-pulo-gadung", "tj-patra-kuningan", ["4", "4D"]), ("tj-patra-kuningan", "tj-manggarai", ["4D", "4"]),
    ):  # fmt: skip
        found = planner().depart(AtStop(one), AtStop(other), DAY, 8 * 3600)
        stayed = [fared for fared in found if fared.journey.boardings == 1]
        assert [(fared.price, fared.journey.transfers) for fared in stayed] == [(3500, 0)]
        rides = stayed[0].journey.rides
        assert [(ride.route, ride.stays) for ride in rides] == [(lines[0], False), (lines[1], True)]


def test_who_must_be_there_by_a_time_pays_what_is_charged() -> None:
    chance, cheaper = Random(5), 0
    stops = list(planner().planner.timetable.stops["stop_id"])
    for _ in range(25):
        origin, destination = chance.sample(stops, 2)
        latest = chance.choice([6, 7, 9, 18, 22]) * 3600 + chance.randrange(3600)
        found = planner().arrive(AtStop(origin), AtStop(destination), DAY, latest)
        for one in found:
            assert one.price == charged(one.journey), (origin, destination, latest)
            assert one.journey.arrival <= latest
        last = planner().planner.arrive(AtStop(origin), AtStop(destination), DAY, latest)
        assert not found or found[0].journey.departure == max(journey.departure for journey in last)
        cheaper += any(one.price < found[0].price for one in found)
    assert cheaper >= 3
