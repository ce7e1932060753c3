"""The law on the demo city's own timetable, distances and tariffs: what a plan says is what the taps are charged."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from random import Random

from balai.engines.fares.files import read_lines
from balai.engines.fares.planned import price_plan
from balai.engines.fares.rides import Ride
from balai.engines.fares.settling import settle_dated
from balai.engines.fares.tables import compile_tariff
from balai.engines.fares.taps import IN, OUT, Tap
from balai.engines.fares.tests.samples import JAKARTA, ZONE, jakarta

FEED = JAKARTA.parent / "mobility" / "gtfs"
LINES = read_lines(JAKARTA / "distances.csv")
CHANGE = datetime(2026, 5, 12, tzinfo=ZONE)
PRESENT = jakarta("jak-lingko-2022")
FORMER = replace(PRESENT, until=(CHANGE - timedelta(days=1)).date())
DEARER = replace(PRESENT, version="later", since=CHANGE.date(), networks=tuple(
    replace(network, fares=tuple(replace(fare, base=fare.base + 500) for fare in network.fares))
    for network in PRESENT.networks
))  # fmt: skip
TARIFFS = [compile_tariff(jakarta("ok-otrip-2018")), compile_tariff(FORMER), compile_tariff(DEARER)]
Way = tuple[str, tuple[str, ...]]


@cache
def ways() -> tuple[Way, ...]:
    """Each trip of the timetable: its network and its stops in order."""
    with (FEED / "routes.txt").open(encoding="utf-8") as file:
        networks = {row["route_id"]: row["network_id"] for row in csv.DictReader(file)}
    with (FEED / "trips.txt").open(encoding="utf-8") as file:
        routes = {row["trip_id"]: row["route_id"] for row in csv.DictReader(file)}
    stops: dict[str, list[str]] = {}
    with (FEED / "stop_times.txt").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            stops.setdefault(row["trip_id"], []).append(row["stop_id"])
    return tuple((networks[routes[trip]], tuple(found)) for trip, found in stops.items())


def random_journey(random: Random) -> list[Ride]:
    """Rides along trips of the timetable, often changing where one got off, or at an interchange."""
    at = CHANGE + timedelta(days=random.randint(-3, 2), seconds=random.randrange(86_400))
    rides: list[Ride] = []
    for _ in range(random.randint(1, 6)):
        network, stops = random.choice(_near(rides[-1].destination) if rides and random.random() < 0.8 else ways())
        here = {rides[-1].destination, *_places().get(rides[-1].destination, ())} if rides else set()
        begins = next(
            (number for number, stop in enumerate(stops[:-1]) if stop in here), random.randrange(len(stops) - 1)
        )
        ends = random.randrange(begins + 1, len(stops))
        at += timedelta(seconds=random.choice([90, 240, 900, 4000]))
        begun = at
        at += timedelta(seconds=random.choice([60, 600, 2400, 7200]))
        rides.append(Ride(network, stops[begins], stops[ends], begun, at, random.randrange(50_000), network))
    return rides


@cache
def _places() -> dict[str, tuple[str, ...]]:
    named = (PRESENT.package.interchanges if PRESENT.package else None) or ()
    return {stop: one.stops for one in named for stop in one.stops}


@cache
def _near(stop: str) -> tuple[Way, ...]:
    here = {stop, *_places().get(stop, ())}
    return tuple((network, stops) for network, stops in ways() if here & set(stops[:-1])) or ways()


def taps_of_machines(rides: list[Ride]) -> list[Tap]:
    """What gates and vehicles read: at a gate nobody taps who changes inside."""
    gated = {network.code for network in PRESENT.networks if network.gates}
    taps = []
    for number, ride in enumerate(rides):
        before = rides[number - 1] if number else None
        after = rides[number + 1] if number + 1 < len(rides) else None
        came = before is not None and (before.network, before.destination) == (ride.network, ride.origin)
        stays = after is not None and (after.network, after.origin) == (ride.network, ride.destination)
        if not (came and ride.network in gated):
            taps.append(Tap(f"{number}-in", "card", ride.boarded, IN, ride.network, ride.origin, ride.operator))
        if not (stays and ride.network in gated):
            taps.append(Tap(f"{number}-out", "card", ride.alighted, OUT, ride.network, ride.destination, ride.operator))
    return taps


def test_planned_is_settled_over_the_citys_own_timetable(effort: int) -> None:
    random, left, integrated = Random(733), 10_000 * effort, 0
    while left > 0:
        rides = random_journey(random)
        plan = price_plan(TARIFFS, rides, zone=ZONE, distances=LINES)
        (settled,) = settle_dated(TARIFFS, taps_of_machines(rides), zone=ZONE, distances=LINES)
        left -= len(rides)
        if plan is None:
            assert any(not charge.ride.complete for charge in settled.bill.charges), rides
            continue
        charges = [charge for charge, _tariff in plan.charges]
        assert plan.total == settled.bill.total, rides
        assert [one.amount for one in charges] == [one.amount for one in settled.bill.charges], rides
        assert [one.reasons for one in charges] == [one.reasons for one in settled.bill.charges], rides
        assert [one.journey for one in charges] == [one.journey for one in settled.bill.charges], rides
        integrated += any(reason.code.startswith("integrated") for one in charges for reason in one.reasons)
    assert integrated > 100


def test_every_ride_of_the_timetable_has_a_distance() -> None:
    for network, stops in ways():
        for number, origin in enumerate(stops):
            for destination in stops[number + 1 :]:
                metres = LINES(network, origin, destination)
                assert metres, (network, origin, destination)
                assert metres == LINES(network, destination, origin)
    stops_told = {stop for posts in LINES.posts.values() for stop in posts}
    assert stops_told == {stop for _network, stops in ways() for stop in stops}


def test_a_change_inside_is_one_ride_and_its_way_is_along_the_lines() -> None:
    at = CHANGE.replace(hour=9)
    first = Ride("transjakarta", "tj-blok-m", "tj-harmoni", at, at + timedelta(minutes=36))
    second = Ride("transjakarta", "tj-harmoni", "tj-grogol", at + timedelta(minutes=40), at + timedelta(minutes=54))
    plan = price_plan([PRESENT], [first, second], zone=ZONE, distances=LINES)
    assert plan is not None
    [(charge, _tariff)] = plan.charges
    assert (charge.amount, charge.ride.origin, charge.ride.destination) == (3500, "tj-blok-m", "tj-grogol")
    assert LINES("transjakarta", "tj-blok-m", "tj-grogol") == 11_700 + 4_000


def test_what_cannot_be_told_is_not_told() -> None:
    at = CHANGE.replace(hour=9)
    known = Ride("mrt", "mrt-blok-m", "mrt-senayan", at, at + timedelta(minutes=8))
    unknown = [
        replace(known, network="ferry"),
        replace(known, destination="mrt-elsewhere"),
        replace(known, network="lrt", destination="lrt-elsewhere"),
        replace(known, alighted=at + timedelta(hours=7)),
        replace(known, boarded=at.replace(year=2017), alighted=at.replace(year=2017)),
    ]
    assert [price_plan(TARIFFS, [ride], zone=ZONE, distances=LINES) for ride in unknown] == [None] * 5
    plan = price_plan(TARIFFS, [known], zone=ZONE, distances=LINES)
    assert plan is not None
    assert plan.total == 5000
