"""Whole cities at once: rides and taps as columns of whole numbers, priced by the compiled kernel on every core."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from balai.engines.fares import kernel, kernel_runs
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.tables import Compiled

Numbers = NDArray[np.int64]
QUARTER = 900  # no zone changes its offset within a quarter of an hour
SMALL = 20_000  # up to so many rides Python is done before compiled code is even loaded
AT_ONCE = 500_000  # rides whose columns are made at one time


@dataclass(frozen=True, slots=True)
class Stops:
    """The stops that columns name by number, and the metres between pairs of them where a tariff needs them.

    `pairs` are sorted numbers (network × stops + origin) × stops + destination, `metres` what belongs to each; each
    way stands on its own.
    """

    codes: Sequence[str]
    pairs: Numbers
    metres: Numbers

    def metres_between(self, networks: Numbers, origins: Numbers, destinations: Numbers) -> Numbers:
        """Metres, −1 where they are not known; 0 where a ride ends where it began."""
        wanted = (networks * len(self.codes) + origins) * len(self.codes) + destinations
        found = np.full(len(wanted), -1, dtype=np.int64)
        if len(self.pairs):
            at = np.minimum(np.searchsorted(self.pairs, wanted), len(self.pairs) - 1)
            found = np.where(self.pairs[at] == wanted, self.metres[at], -1)
        return np.where(origins == destinations, 0, found)


@dataclass(frozen=True, slots=True)
class RideColumns:
    """Rides sorted by rider and boarding. Networks and groups are the tariff's numbers, stops those of `Stops`.

    `boarded` and `alighted` are seconds in UTC; `metres` −1 where they are not known; `complete` is 0 without an end.
    """

    riders: Numbers
    networks: Numbers
    boarded: Numbers
    alighted: Numbers
    metres: Numbers
    origins: Numbers
    destinations: Numbers
    complete: Numbers
    groups: Numbers

    def __len__(self) -> int:
        return len(self.riders)

    def part(self, first: int, last: int) -> RideColumns:
        """Some of the rides, without copying."""
        return RideColumns(*(getattr(self, name)[first:last] for name in self.__slots__))


@dataclass(frozen=True, slots=True)
class Priced:
    """What each ride adds, its rider's journey from 1, and the kernel's notes."""

    amounts: Numbers
    journeys: Numbers
    notes: Numbers


def local_seconds(at: Numbers, zone: ZoneInfo) -> Numbers:
    """Seconds on the wall clock of a zone."""
    quarters, where = np.unique(at // QUARTER, return_inverse=True)
    offsets = [_offset(int(quarter) * QUARTER, zone) for quarter in quarters]
    local: Numbers = at + np.asarray(offsets, dtype=np.int64)[where]
    return local


def _offset(seconds: int, zone: ZoneInfo) -> int:
    offset = datetime.fromtimestamp(seconds, UTC).astimezone(zone).utcoffset()
    return int(offset.total_seconds()) if offset else 0


def price_columns(
    compiled: Compiled, rides: RideColumns, stops: Stops, *, zone: ZoneInfo, threads: int = 2, small: int = SMALL
) -> Priced:
    """Price every ride; the same amounts as `pricing.price` gives rider by rider. Up to `small` rides in Python.

    Raises:
        FareError: a stop of a network with zones is in none of them.
    """
    count = len(rides)
    priced = Priced(*(np.empty(count, dtype=np.int64) for _ in range(3)))
    tables = _StopTables(compiled, stops)
    cuts = cuts_of(rides.riders, max(threads, -(-count // AT_ONCE)))
    price_rides: Any = kernel_runs.price_rides
    rows: Any = compiled.rows
    listed = count <= small
    if not listed:
        # Numba takes a second to load, and only many rides are worth it.
        from balai.engines.fares.compiling import arrays_of, compiled_kernel  # noqa: PLC0415

        price_rides, rows = compiled_kernel().price_rides, arrays_of(compiled)

    def run(first: int, last: int) -> None:
        part = rides.part(first, last)
        columns = tables.columns_of(part, local_seconds(part.boarded, zone))
        out = (priced.amounts[first:last], priced.journeys[first:last], priced.notes[first:last])
        state = np.zeros(kernel.WIDTH, dtype=np.int64)
        given = [column.tolist() for column in columns] if listed else columns
        price_rides(rows, state.tolist() if listed else state, *given, 0, last - first, *out)

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, cuts[:-1], cuts[1:]))
    return priced


def cuts_of(riders: Numbers, parts: int) -> list[int]:
    """Where to cut so that no rider is torn apart; the first is 0, the last the number of rides."""
    count, cuts = len(riders), [0]
    for part in range(1, parts):
        at = count * part // parts
        while cuts[-1] < at < count and riders[at] == riders[at - 1]:
            at += 1
        if cuts[-1] < at < count:
            cuts.append(at)
    return [*cuts, count] if count else [0, 0]


class _StopTables:
    """Places and zones of stops, as arrays."""

    def __init__(self, compiled: Compiled, stops: Stops) -> None:
        self.compiled = compiled
        self.places = np.asarray([compiled.place(code) for code in stops.codes], dtype=np.int64)
        networks = compiled.tariff.networks
        self.needs_metres = np.asarray(compiled.needs_metres, dtype=bool)
        self.zones = np.full((len(networks), len(stops.codes)), -1, dtype=np.int64)
        for number, network in enumerate(networks):
            ranks = {stop: rank for rank, zone in enumerate(network.zones) for stop in zone.stops}
            self.zones[number] = [ranks.get(code, -1 if ranks else 0) for code in stops.codes]

    def columns_of(self, part: RideColumns, local: Numbers) -> tuple[Numbers, ...]:
        """The kernel's columns, in its order."""
        known = part.complete.astype(bool)
        known &= (part.metres >= 0) | ~self.needs_metres[part.networks]
        start, end = self.zones[part.networks, part.origins], self.zones[part.networks, part.destinations]
        if np.any(known & ((start < 0) | (end < 0))):
            raise FareError("A stop is in no zone of its network")
        nowhere = np.full(len(part), kernel.NOWHERE, dtype=np.int64)
        return (
            part.riders, part.networks, part.boarded, local, part.alighted, np.maximum(part.metres, 0),
            start, end, self.places[part.origins], np.where(known, self.places[part.destinations], nowhere),
            known.astype(np.int64), part.groups,
        )  # fmt: skip
