"""A tariff as values. Amounts are whole rupiah (whole units of its currency), times of day are seconds after midnight."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

Text = Mapping[str, str]


class FareKind(StrEnum):
    """What an ordinary fare depends on."""

    FLAT = "flat"
    DISTANCE = "distance"
    STEPS = "steps"
    TABLE = "table"


@dataclass(frozen=True, slots=True)
class Fare:
    """One rule of a network's ordinary fare. `between` is empty where it holds at every hour.

    `kilometres` says which ones count: begun, nearest, full. `amounts` are the steps, or the table row by row.
    """

    kind: FareKind
    between: tuple[int, int] | None = None
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    base: int = 0
    per_kilometre: int = 0
    free_kilometres: int = 0
    least: int = 0
    most: int = 0
    kilometres: str = "begun"
    amounts: tuple[int, ...] = ()

    @property
    def highest(self) -> int:
        """What a ride without a known end costs."""
        if self.kind is FareKind.FLAT:
            return self.base
        return self.most if self.kind is FareKind.DISTANCE else max(self.amounts)


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone of one network and its stops."""

    code: str
    stops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """What is ridden: a bus rapid transit, a metro. `mode` is what a package counts.

    With `gates` one taps at the gates of stops: who changes at a stop stays inside, and it is one ride.
    """

    code: str
    title: Text
    mode: str
    tap_out: bool
    fares: tuple[Fare, ...]
    zones: tuple[Zone, ...] = ()
    gates: bool = False


@dataclass(frozen=True, slots=True)
class Interchange:
    """Stops between which one may change within a package."""

    name: str
    stops: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Package:
    """What rides cost together. Without `boarding` it is the sum of their ordinary fares up to `most`.

    `window` and `gap` are seconds; `splits` is true where the window counts up to the last alighting.
    `interchanges` is None where one may change anywhere.
    """

    networks: tuple[str, ...]
    most: int
    window: int
    splits: bool
    least_modes: int = 1
    boarding: int | None = None
    per_kilometre: int = 0
    kilometres: str = "begun"
    gap: int = 0
    interchanges: tuple[Interchange, ...] | None = None
    most_rides: int = 0
    ends_with_day: bool = False
    cheaper: bool = True


@dataclass(frozen=True, slots=True)
class Group:
    """Who pays less, in percent of the ordinary fare by network and of the package."""

    code: str
    title: Text
    since: date
    until: date
    pays: Mapping[str, int] = field(default_factory=dict)
    pays_package: int = 100


@dataclass(frozen=True, slots=True)
class Tariff:
    """A whole tariff file without mistakes. `version` is the SHA-256 of its content."""

    code: str
    version: str
    title: Text
    source: Text
    note: Text
    since: date
    until: date | None
    currency: str
    round_to: int
    round_how: str
    day_starts: int
    networks: tuple[Network, ...]
    package: Package | None = None
    day_cap: int | None = None
    week_cap: int | None = None
    groups: tuple[Group, ...] = ()
    double_within: int = 60
    longest_ride: int = 6 * 3600
    shares_by: str = "boarding"

    def network(self, code: str) -> Network | None:
        """The network of that code."""
        return next((network for network in self.networks if network.code == code), None)

    def holds_on(self, day: date) -> bool:
        """Whether this is the tariff of a ticket day."""
        return self.since <= day and (self.until is None or day <= self.until)

    def needs_metres(self, network: Network) -> bool:
        """Whether the price of a ride on a network depends on its distance."""
        package = self.package
        packaged = package is not None and package.per_kilometre > 0 and network.code in package.networks
        return packaged or any(fare.kind is FareKind.DISTANCE for fare in network.fares)
