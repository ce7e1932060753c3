"""What a planned journey will be charged: priced from what machines will read, by the distances that bills use."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from balai.engines.fares.definition import Tariff
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.pricing import price
from balai.engines.fares.rides import EVERYONE, Charge, Ride, Rider
from balai.engines.fares.settling import ticket_day
from balai.engines.fares.tables import Compiled, compile_tariff
from balai.engines.fares.taps import Distances


class Spot(Protocol):
    """A stop of a planned ride."""

    @property
    def stop_id(self) -> str: ...


class Call(Protocol):
    """A planned ride calls at a stop."""

    @property
    def spot(self) -> Spot: ...


class Leg(Protocol):
    """A planned ride; times are seconds after midnight of the journey's day."""

    @property
    def network_id(self) -> str: ...
    @property
    def agency_id(self) -> str: ...
    @property
    def departure(self) -> int: ...
    @property
    def arrival(self) -> int: ...
    @property
    def calls(self) -> Sequence[Call]: ...
    @property
    def stays(self) -> bool: ...


class Journey(Protocol):
    """A planned journey, as a route planner gives it."""

    @property
    def date(self) -> date: ...
    @property
    def rides(self) -> Sequence[Leg]: ...


@dataclass(frozen=True, slots=True)
class Planned:
    """The charges of a plan, each with the tariff that it follows."""

    charges: tuple[tuple[Charge, Tariff], ...]

    @property
    def total(self) -> int:
        """Whole units of the tariff's currency."""
        return sum(charge.amount for charge, _tariff in self.charges)


def rides_of(journey: Journey, zone: ZoneInfo) -> list[Ride]:
    """The rides of a planned journey, without metres: those come from where bills take them.

    Who stays seated where a vehicle goes on as another trip taps in once and out once: that is one ride, by the network
    and operator of the vehicle as it was boarded.
    """
    midnight = datetime.combine(journey.date, time(), zone)
    made: list[Ride] = []
    for leg in journey.rides:
        alighted = midnight + timedelta(seconds=leg.arrival)
        if leg.stays and made:
            made[-1] = replace(made[-1], destination=leg.calls[-1].spot.stop_id, alighted=alighted)
            continue
        boarded = midnight + timedelta(seconds=leg.departure)
        origin, destination = leg.calls[0].spot.stop_id, leg.calls[-1].spot.stop_id
        made.append(Ride(leg.network_id, origin, destination, boarded, alighted, operator=leg.agency_id))
    return made


def price_plan(
    tariffs: Sequence[Tariff | Compiled],
    rides: Iterable[Ride],
    *,
    zone: ZoneInfo,
    distances: Distances,
    rider: Rider = EVERYONE,
) -> Planned | None:
    """What these rides will be charged when they are tapped; None where that cannot be told before.

    It cannot be told where a ride's network, zone, or needed distance is not known, where no tariff holds on its ticket
    day, or where it lasts longer than the tariff lets a ride be: such rides are charged the highest fare, and no plan
    should say so. Metres of the rides given do not count: `distances` does, as in a settlement.
    """
    compiled = [tariff if isinstance(tariff, Compiled) else compile_tariff(tariff) for tariff in tariffs]
    joined = _joined([one.tariff for one in compiled], rides, zone)
    if joined is None:
        return None
    by_tariff: dict[int, list[Ride]] = {}
    for ride, home in joined:
        by_tariff.setdefault(home, []).append(ride)
    charges: list[tuple[Charge, Tariff]] = []
    for number, some in by_tariff.items():
        known = Rider(tuple(one for one in rider.entitlements if one.group in compiled[number].groups))
        found = _charges(compiled[number], some, zone=zone, distances=distances, rider=known)
        if found is None:
            return None
        last = charges[-1][0].journey if charges else 0
        charges += [(replace(one, journey=one.journey + last), compiled[number].tariff) for one in found]
    return Planned(tuple(charges))


def _joined(tariffs: Sequence[Tariff], rides: Iterable[Ride], zone: ZoneInfo) -> list[tuple[Ride, int]] | None:
    """Each ride with the number of its tariff; rides between which nobody passes a gate are one, under the first's."""
    joined: list[tuple[Ride, int]] = []
    for ride in sorted(rides, key=lambda one: (one.boarded, one.alighted)):
        if joined and _stays_inside(joined[-1][0], ride, tariffs[joined[-1][1]]):
            before, home = joined[-1]
            joined[-1] = replace(before, destination=ride.destination, alighted=ride.alighted), home
            continue
        homes = [number for number, one in enumerate(tariffs) if one.holds_on(ticket_day(ride.boarded, one, zone))]
        if not homes:
            return None
        joined.append((ride, homes[-1]))
    return joined


def join_inside(tariff: Tariff, rides: Sequence[Ride]) -> list[Ride]:
    """The rides as machines of one tariff tell them apart: those between which nobody passes a gate are one."""
    joined: list[Ride] = []
    for ride in rides:
        if joined and _stays_inside(joined[-1], ride, tariff):
            joined[-1] = replace(joined[-1], destination=ride.destination, alighted=ride.alighted)
        else:
            joined.append(ride)
    return joined


def _stays_inside(before: Ride, ride: Ride, tariff: Tariff) -> bool:
    network = tariff.network(ride.network)
    same = (before.network, before.destination) == (ride.network, ride.origin)
    return same and network is not None and network.gates


def _charges(
    compiled: Compiled, rides: Sequence[Ride], *, zone: ZoneInfo, distances: Distances, rider: Rider
) -> list[Charge] | None:
    longest = timedelta(seconds=compiled.tariff.longest_ride)
    if any(ride.alighted - ride.boarded > longest for ride in rides):
        return None
    try:
        bill = price(compiled, [_as_read(compiled.tariff, ride, distances) for ride in rides], zone=zone, rider=rider)
    except FareError:
        return None
    return [replace(charge, ride=ride) for charge, ride in zip(bill.charges, rides, strict=True)]


def _as_read(tariff: Tariff, ride: Ride, distances: Distances) -> Ride:
    """The ride as taps will tell it: without a tap-out nobody knows where and when it ended."""
    network = tariff.network(ride.network)
    if network is not None and not network.tap_out:
        return replace(ride, destination=ride.origin, alighted=ride.boarded, metres=0, key="")
    return replace(ride, metres=distances(ride.network, ride.origin, ride.destination), key="")
