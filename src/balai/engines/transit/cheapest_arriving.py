"""Least fares of journeys that arrive by a time: forward searches from the departures at which the answer changes.

A day turned backwards would be wrong: what a ride costs hangs on the rides before it. But whoever may leave earlier pays
no more, since one may wait. So rides and prices change at few departures, and these are found by halving.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from balai.engines.transit import legs
from balai.engines.transit.compiled import Ints

Search = Callable[[int, Ints], Ints]
"""Rows with the price behind them of journeys that leave at a second or later and improve on known rides and prices."""


def changes(search: Search, starts: Ints) -> list[Ints]:
    """Rows of the journeys that leave at one of `starts`, by time, and that no later one beats in rides and price."""
    if not len(starts):
        return []
    nothing = np.zeros((0, 2), np.int32)
    last = len(starts) - 1
    better = _least(search(int(starts[last]), nothing))
    found = _earlier(search, starts, last, last + 1, nothing, better)
    if last:
        known = _known(better)
        found += _earlier(search, starts, 0, last, known, _least(search(int(starts[0]), known)))
    return found


def _earlier(search: Search, starts: Ints, first: int, after: int, known: Ints, rows: Ints) -> list[Ints]:
    """Journeys that leave from one start on and before another, from which on `known` are rides and prices.

    `rows` improve on them and leave at the first or later.
    """
    if not len(rows):
        return []
    if after - first == 1:
        rows[:, legs.START] = starts[first]
        return list(rows)
    middle = (first + after) // 2
    better = _least(search(int(starts[middle]), known))
    here = np.concatenate([known, _known(better)])
    left = rows[[not _is_beaten(row, better) for row in rows]]
    later = _earlier(search, starts, middle, after, known, better)
    return later + _earlier(search, starts, first, middle, here, left)


def _known(rows: Ints) -> Ints:
    return np.ascontiguousarray(rows[:, [legs.RIDES, -1]])


def _is_beaten(row: Ints, others: Ints) -> bool:
    return bool(((others[:, legs.RIDES] <= row[legs.RIDES]) & (others[:, -1] <= row[-1])).any())


def _least(rows: Ints) -> Ints:
    """Of rows those that no other beats in rides and price; of equal ones the first to arrive."""
    kept: list[Ints] = []
    for row in rows[np.lexsort((rows[:, legs.ARRIVAL], rows[:, -1], rows[:, legs.RIDES]))]:
        if not kept or row[-1] < kept[-1][-1]:
            kept.append(row)
    return np.array(kept, np.int32).reshape(len(kept), rows.shape[1])
