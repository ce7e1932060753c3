"""What a tariff says of the lines and stops of one day, as arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from balai.engines.transit.ahead import Hops, hops_of
from balai.engines.transit.compiled import Bools, Ints, Longs
from balai.engines.transit.days import Day
from balai.engines.transit.errors import TransitError
from balai.engines.transit.fare_steps import UNKNOWN, FareMap, Tariffed
from balai.engines.transit.network import ALIGHTING, BOARDING, Network, backwards

MOST_PAIRS = 4_000_000


@dataclass(frozen=True)
class Tariffing:
    """A day under a tariff."""

    day: Day
    fares: FareMap
    hops: Hops
    networks: Longs
    """The tariff's networks that run on the day."""
    network: Network
    """The day's network, where nobody gets on or off at a call of which the tariff knows no price."""

    @cached_property
    def backwards(self) -> Network:
        """The same with time running the other way."""
        return self.day.backwards if self.network is self.day.network else backwards(self.network)


def tariffing(day: Day, tariff: Tariffed) -> Tariffing:
    """What the search needs to know of a day under a tariff.

    Raises:
        TransitError: a network whose rides are measured has more stops than a table of their distances can hold.
    """
    network, timetable = day.network, day.timetable
    codes = [code or "" for code in timetable.routes["network_id"]]
    routes = tariff.networks(codes)
    lines = routes[day.patterns.routes[network.line_patterns]].astype(np.int64)
    stops = timetable.stops["stop_id"].to_list()
    count = len(tariff.gates())
    measured = np.array([tariff.measured(number) for number in range(count)], np.bool_)
    names = _names(codes, routes, count)
    fares = FareMap(
        lines,
        tariff.places(stops),
        tariff.zones(stops),
        tariff.gates(),
        tariff.taps_out(),
        measured,
        _along(day),
        *_pairs(day, tariff, lines, names, stops),
        timetable.homes,
    )
    return Tariffing(day, fares, hops_of(network), np.unique(lines), _priced(network, fares))


def _priced(network: Network, fares: FareMap) -> Network:
    """The network without getting on or off where no ride of the line can be priced."""
    lines = np.repeat(fares.lines, np.diff(network.stops_begin))
    known = lines != UNKNOWN
    at, of = network.stops[known], lines[known]
    unpriced: Bools = ~known
    unpriced[known] = fares.zones[of, at] == UNKNOWN
    if len(fares.pairs):
        unpriced[known] |= fares.measured[of] & (fares.ranks[of, at] == UNKNOWN)
    if not unpriced.any():
        return network
    closed = network.flags & np.uint8(255 - BOARDING - ALIGHTING)
    return network._replace(flags=np.ascontiguousarray(np.where(unpriced, closed, network.flags), np.uint8))


def _names(codes: list[str], routes: Longs, count: int) -> list[str]:
    """The code of each of the tariff's networks, as far as the timetable has it."""
    names = [""] * count
    for code, number in zip(codes, routes, strict=True):
        if number != UNKNOWN:
            names[number] = code
    return names


def _along(day: Day) -> Ints:
    """Whole metres since the line's first call, for each call of each line."""
    network, patterns = day.network, day.patterns
    lengths = np.diff(network.stops_begin)
    inside = np.arange(len(network.stops)) - np.repeat(network.stops_begin[:-1], lengths)
    metres = patterns.metres[np.repeat(patterns.begin[network.line_patterns], lengths) + inside]
    return np.asarray(np.rint(metres), np.int32)


def _pairs(
    day: Day, tariff: Tariffed, lines: Longs, names: list[str], stops: list[str]
) -> tuple[Ints, Longs, Longs, Ints]:
    """Ranks of stops in each network, and the metres for which rides between each two of them are charged."""
    ranks = np.full((len(names), len(stops)), UNKNOWN, np.int32)
    begin, size = np.zeros(len(names), np.int64), np.zeros(len(names), np.int64)
    if tariff.distances is None:
        return ranks, begin, size, np.zeros(0, np.int32)
    found: list[int] = []
    of_call = np.repeat(lines, np.diff(day.network.stops_begin))
    for number, name in enumerate(names):
        known = tariff.measured_stops(name)
        everyone = np.unique(day.network.stops[of_call == number])
        served = np.array([one for one in everyone if known is None or stops[one] in known], np.int64)
        ranks[number, served] = np.arange(len(served))
        begin[number], size[number] = len(found), len(served)
        if tariff.measured(number):
            if len(found) + len(served) ** 2 > MOST_PAIRS:
                raise TransitError(f"the network {name} has too many stops to tell the metres between each two of them")
            told = [tariff.distances(name, stops[one], stops[other]) for one in served for other in served]
            found += [UNKNOWN if metres is None else metres for metres in told]
    return ranks, begin, size, np.array(found or [0], np.int32)
