"""Rides, riders, and what they are charged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from balai.engines.fares.mistakes import FareError


@dataclass(frozen=True, slots=True)
class Ride:
    """One ride, planned or ridden.

    `boarded` and `alighted` know their zone. `metres` is the distance along the line; None where the tariff needs
    none. A ride without `complete` has no end that is known: its tap-out (or its tap-in) is missing. `key` is what the
    charge is filed under: in a settlement the tap that began the ride.
    """

    network: str
    origin: str
    destination: str
    boarded: datetime
    alighted: datetime
    metres: int | None = None
    operator: str = ""
    key: str = ""
    complete: bool = True
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Entitlement:
    """A group that a rider belongs to between two days, both included."""

    group: str
    since: date = date.min
    until: date = date.max


@dataclass(frozen=True, slots=True)
class Rider:
    """Who pays: the groups that a card is entitled to. Of several that hold on a day the first counts."""

    entitlements: tuple[Entitlement, ...] = ()

    def group_on(self, day: date) -> str:
        """The group that counts on a ticket day; empty for none."""
        return next((one.group for one in self.entitlements if one.since <= day <= one.until), "")


EVERYONE = Rider()


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a charge is what it is: a stable code, and what its sentence is filled with."""

    code: str
    values: Mapping[str, int | str | datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Charge:
    """What one ride adds to the bill, in whole rupiah; below 0 it makes its journey cheaper. `journey` counts from 1."""

    ride: Ride
    amount: int
    journey: int
    ordinary: int
    reasons: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Bill:
    """All charges of one rider, in order of boarding."""

    charges: tuple[Charge, ...]

    @property
    def total(self) -> int:
        """Whole rupiah."""
        return sum(charge.amount for charge in self.charges)

    @property
    def journeys(self) -> dict[int, int]:
        """What each journey costs, by its number."""
        found: dict[int, int] = {}
        for charge in self.charges:
            found[charge.journey] = found.get(charge.journey, 0) + charge.amount
        return found


def seconds_of(at: datetime) -> int:
    """Whole seconds since 1970 in UTC.

    Raises:
        FareError: the time has no zone.
    """
    if at.tzinfo is None:
        raise FareError(f"The time {at.isoformat()} has no zone")
    return int(at.timestamp() // 1)


def wall_seconds(at: datetime, zone: ZoneInfo) -> int:
    """Whole seconds since 1970 on the wall clock of a zone."""
    return int(at.astimezone(zone).replace(tzinfo=UTC).timestamp() // 1)
