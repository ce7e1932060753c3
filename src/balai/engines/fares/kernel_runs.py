"""Loops over many taps and rides, in the same numbers as `kernel`. Run as Python for one card, compiled for a city."""

from __future__ import annotations

from balai.engines.fares.kernel import (
    DOUBLED,
    JOURNEYS,
    LONGEST,
    NETWORK_WIDTH,
    NETWORKS,
    NOTES,
    NOWHERE,
    TERMS,
    Cells,
    Row,
    Tables,
    ride,
    start,
)  # fmt: skip

# What came of a tap
BEGAN, ENDED, TWICE, ALONE = 1, 2, 3, 4


def _is_twice(tap: int, last: int, times: Row, kinds: Row, networks: Row, spots: Row, within: int) -> bool:
    """Whether a tap repeats the one before it: same kind, same network, same reader's spot, within a minute or so."""
    if last < 0 or kinds[tap] != kinds[last] or networks[tap] != networks[last] or spots[tap] != spots[last]:
        return False
    return times[tap] - times[last] <= within


def pair_taps(
    tables: Tables, cards: Row, times: Row, kinds: Row, networks: Row, spots: Row,
    first: int, last: int, entries: Cells, exits: Cells, became: Cells, count: int,
) -> int:  # fmt: skip
    """Make rides of the taps `first` … `last`, sorted by card and time; the number of rides after them.

    Kind 0 is a tap-in, 1 a tap-out. Ride r began with tap `entries[r]` and ended with tap `exits[r]`; NOWHERE stands
    for the one that is missing. `became` says of each tap what came of it.
    """
    terms, rows = tables[TERMS], tables[NETWORKS]
    pending, before = NOWHERE, NOWHERE
    for tap in range(first, last):
        if tap > first and cards[tap] != cards[tap - 1]:
            count = _keep(entries, exits, count, pending, NOWHERE)
            pending, before = NOWHERE, NOWHERE
        if _is_twice(tap, before, times, kinds, networks, spots, terms[DOUBLED]):
            became[tap] = TWICE
            continue
        ends = pending != NOWHERE and _belongs(tap, pending, times, kinds, networks, terms[LONGEST])
        count = _keep(entries, exits, count, pending, tap if ends else NOWHERE)
        pending, before = NOWHERE, tap
        taps_out = rows[networks[tap] * NETWORK_WIDTH + 4]
        if ends:
            became[tap] = ENDED
        elif kinds[tap] == 1:
            became[tap] = ALONE
            count = _keep(entries, exits, count, NOWHERE, tap if taps_out else NOWHERE)
        else:
            became[tap], pending = BEGAN, tap if taps_out else NOWHERE
            count = _keep(entries, exits, count, NOWHERE if taps_out else tap, NOWHERE if taps_out else tap)
    return _keep(entries, exits, count, pending, NOWHERE)


def _belongs(tap: int, pending: int, times: Row, kinds: Row, networks: Row, longest: int) -> bool:
    """Whether a tap ends the ride that another began."""
    return kinds[tap] == 1 and networks[tap] == networks[pending] and times[tap] - times[pending] <= longest


def _keep(entries: Cells, exits: Cells, count: int, entry: int, end: int) -> int:
    """Write a ride down; nothing where neither of its taps is there."""
    if entry == NOWHERE and end == NOWHERE:
        return count
    entries[count], exits[count] = entry, end
    return count + 1


def price_rides(
    tables: Tables, state: Cells, riders: Row, networks: Row, boarded: Row, local: Row, alighted: Row, metres: Row,
    zones_from: Row, zones_to: Row, origins: Row, places: Row, complete: Row, groups: Row,
    first: int, last: int, amounts: Cells, journeys: Cells, notes: Cells,
) -> None:  # fmt: skip
    """Price the rides `first` … `last`, sorted by rider and boarding: what each adds, its rider's journey, its notes."""
    for number in range(first, last):
        if number == first or riders[number] != riders[number - 1]:
            start(state, groups[number])
        amounts[number] = ride(
            state, tables, networks[number], boarded[number], local[number], alighted[number], metres[number],
            zones_from[number], zones_to[number], origins[number], places[number], complete[number], groups[number],
        )  # fmt: skip
        journeys[number] = state[JOURNEYS]
        notes[number] = state[NOTES]
