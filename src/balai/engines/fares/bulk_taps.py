"""Taps of a whole city as columns: made into rides by the same kernel that settles one card."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from balai.engines.fares import kernel
from balai.engines.fares.bulk import Numbers, Priced, RideColumns, Stops, cuts_of, price_columns
from balai.engines.fares.compiling import arrays_of, compiled_kernel
from balai.engines.fares.tables import Compiled


@dataclass(frozen=True, slots=True)
class TapColumns:
    """Taps in any order. `kinds` 0 is in, 1 out; `cards` below 2³⁰; `groups` the group of each tap's card (0: none).

    Repetitions of a key are to be left out before; a correction of clocks is to be added to `times` (seconds in UTC).
    """

    cards: Numbers
    times: Numbers
    kinds: Numbers
    networks: Numbers
    stops: Numbers
    spots: Numbers
    groups: Numbers


def rides_of_columns(compiled: Compiled, taps: TapColumns, stops: Stops, *, threads: int = 2) -> RideColumns:
    """The rides of all cards, sorted by card and boarding."""
    order = np.argsort((taps.cards << 33) | (taps.times << 1) | (1 - taps.kinds), kind="stable")
    cards, times, kinds = taps.cards[order], taps.times[order], taps.kinds[order]
    networks, spots, where = taps.networks[order], taps.spots[order], taps.stops[order]
    count = len(order)
    entries, exits = (np.empty(2 * count, dtype=np.int64) for _ in range(2))
    became = np.empty(count, dtype=np.int64)
    rows, cuts = arrays_of(compiled), cuts_of(cards, threads)

    def run(first: int, last: int) -> tuple[Numbers, Numbers]:
        made = compiled_kernel().pair_taps(
            rows, cards, times, kinds, networks, spots, first, last, entries, exits, became, 2 * first
        )
        return entries[2 * first : made], exits[2 * first : made]

    with ThreadPoolExecutor(threads) as pool:
        parts = list(pool.map(run, cuts[:-1], cuts[1:]))
    entry, end = (np.concatenate([part[side] for part in parts]) for side in (0, 1))
    begin = np.where(entry == kernel.NOWHERE, end, entry)
    finish = np.where(end == kernel.NOWHERE, begin, end)
    whole = (entry != kernel.NOWHERE) & (end != kernel.NOWHERE)
    metres = stops.metres_between(networks[begin], where[begin], where[finish])
    return RideColumns(
        cards[begin], networks[begin], times[begin], times[finish], np.where(entry == end, 0, metres),
        where[begin], where[finish], whole.astype(np.int64), taps.groups[order][begin],
    )  # fmt: skip


def settle_columns(
    compiled: Compiled, taps: TapColumns, stops: Stops, *, zone: ZoneInfo, threads: int = 2
) -> tuple[RideColumns, Priced]:
    """Every ride of every card and what it adds: the same amounts as `settling.settle` gives card by card."""
    rides = rides_of_columns(compiled, taps, stops, threads=threads)
    return rides, price_columns(compiled, rides, stops, zone=zone, threads=threads, small=0)
