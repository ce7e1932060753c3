"""A tariff as rows of whole numbers, as `kernel` takes them, and the places that its stops are."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from balai.engines.fares import kernel
from balai.engines.fares.definition import Fare, FareKind, Network, Tariff
from balai.engines.fares.mistakes import FareError

ROUNDING = {"up": kernel.UP, "nearest": kernel.NEAREST, "down": kernel.DOWN}
KILOMETRES = {"begun": kernel.UP, "nearest": kernel.NEAREST, "full": kernel.DOWN}
KINDS = {
    FareKind.FLAT: kernel.FLAT,
    FareKind.DISTANCE: kernel.DISTANCE,
    FareKind.STEPS: kernel.STEPS,
    FareKind.TABLE: kernel.PAIRS,
}
EPOCH = date(1970, 1, 1)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A tariff ready to run: `rows` for the kernel, and what its codes are as numbers.

    `stops` may grow: a stop outside every interchange is a place of its own. Numbers below `interchanges` are
    interchanges. `zones` holds the zone of a stop by network,
    `needs_metres` says of each network whether the price of a ride depends on its distance.
    """

    tariff: Tariff
    rows: kernel.Tables
    networks: dict[str, int]
    groups: dict[str, int]
    interchanges: int
    stops: dict[str, int]
    zones: dict[tuple[int, str], int] = field(default_factory=dict)
    needs_metres: tuple[bool, ...] = ()

    def network(self, code: str) -> int:
        """The number of a network.

        Raises:
            FareError: the tariff has none of that code.
        """
        number = self.networks.get(code)
        if number is None:
            raise FareError(f"The tariff {self.tariff.code} knows no network {code!r}")
        return number

    def group(self, code: str) -> int:
        """The number of a group of riders; 0 for everyone.

        Raises:
            FareError: the tariff has none of that code.
        """
        if not code:
            return 0
        number = self.groups.get(code)
        if number is None:
            raise FareError(f"The tariff {self.tariff.code} knows no group {code!r}")
        return number

    def place(self, stop: str) -> int:
        """The number of the place that a stop belongs to; NOWHERE where it is not known."""
        if not stop:
            return kernel.NOWHERE
        return self.stops.setdefault(stop, self.interchanges + len(self.stops))

    def zone(self, network: int, stop: str) -> int:
        """The number of a stop's zone in a network without which its fare cannot be told; 0 in one without zones.

        Raises:
            FareError: the network has zones, and the stop is in none of them.
        """
        zoned = self.tariff.networks[network]
        if not zoned.zones:
            return 0
        number = self.zones.get((network, stop))
        if number is None:
            raise FareError(f"The stop {stop!r} is in no zone of {zoned.code}")
        return number


def compile_tariff(tariff: Tariff) -> Compiled:
    """The tariff as the kernel takes it."""
    modes = list(dict.fromkeys(network.mode for network in tariff.networks))
    networks: list[int] = []
    rules: list[int] = []
    amounts: list[int] = []
    packaged = tariff.package.networks if tariff.package else ()
    for network in tariff.networks:
        first = len(rules) // kernel.RULE_WIDTH
        for fare in network.fares:
            rules += _rule(fare, network, amounts)
        bit = 1 << modes.index(network.mode)
        last = len(rules) // kernel.RULE_WIDTH
        networks += [first, last, bit, int(network.code in packaged), int(network.tap_out)]
    percents, validity = _groups(tariff)
    named = (tariff.package.interchanges if tariff.package else None) or ()
    return Compiled(
        tariff,
        (_terms(tariff), networks, rules, amounts or [0], percents, validity),
        {network.code: number for number, network in enumerate(tariff.networks)},
        {group.code: number for number, group in enumerate(tariff.groups, 1)},
        len(named),
        {stop: number for number, interchange in enumerate(named) for stop in interchange.stops},
        {
            (number, stop): rank
            for number, network in enumerate(tariff.networks)
            for rank, zone in enumerate(network.zones)
            for stop in zone.stops
        },
        tuple(tariff.needs_metres(network) for network in tariff.networks),
    )


def _rule(fare: Fare, network: Network, amounts: list[int]) -> list[int]:
    start, until = fare.between or (0, kernel.SECONDS_OF_DAY)
    weekdays = sum(1 << day for day in fare.weekdays)
    table, zones = len(amounts), 0
    if fare.amounts:
        zones = len(fare.amounts) if fare.kind is FareKind.STEPS else len(network.zones)
        amounts += fare.amounts
    return [
        start, until, weekdays, KINDS[fare.kind], fare.base, fare.per_kilometre, 1000, fare.free_kilometres,
        fare.least, fare.highest, table, zones, KILOMETRES[fare.kilometres],
    ]  # fmt: skip


def _terms(tariff: Tariff) -> list[int]:
    package = tariff.package
    start = [tariff.day_starts, tariff.round_to, ROUNDING[tariff.round_how], len(tariff.networks)]
    caps = [kernel.NO_CAP if cap is None else cap for cap in (tariff.day_cap, tariff.week_cap)]
    taps = [tariff.double_within, tariff.longest_ride]
    if package is None:
        return [*start, 0, 1, 1, 0, 0, 1000, 0, 0, 0, 0, 0, 1, 0, 0, 1, *caps, *taps]
    return [
        *start, 1, package.least_modes, int(package.boarding is None), package.boarding or 0, package.per_kilometre,
        1000, KILOMETRES[package.kilometres], package.most, package.window, int(package.splits), package.gap,
        int(package.interchanges is None), int(package.ends_with_day), package.most_rides, int(package.cheaper),
        *caps, *taps,
    ]  # fmt: skip


def _groups(tariff: Tariff) -> tuple[list[int], list[int]]:
    """Percents by group and network, the package last; and the days between which each group holds. Row 0: everyone."""
    percents = [100] * (len(tariff.networks) + 1)
    validity = [0, 0]
    for group in tariff.groups:
        percents += [group.pays.get(network.code, 100) for network in tariff.networks]
        percents.append(group.pays_package)
        validity += [(group.since - EPOCH).days, (group.until - EPOCH).days]
    return percents, validity
