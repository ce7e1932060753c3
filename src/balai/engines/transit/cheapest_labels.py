"""Lists of those who may still be the best: put in, compared, dropped. Compiled with `cheapest_search`.

Each stop has two lists, of those who arrived there by vehicle and of those who can board, each in one piece of
`Labels.bags` and in the order of time: who looks for somebody no later stops at the first who is.
"""

from __future__ import annotations

from balai.engines.transit.compiled import Ints
from balai.engines.transit.fare_steps import (
    ABOARD,
    BAG_BEGIN,
    BAG_ROOM,
    BAG_SIZE,
    BAGGED,
    CELLS,
    ENDS,
    FULL,
    KEPT,
    KEYED,
    KEYS,
    LABELS,
    LACKING,
    LISTED,
    MARKS,
    PACKED,
    SEATED,
    SIGNS,
    STATES,
    WHO,
    Labels,
)  # fmt: skip


def number_of_keys(labels: Labels) -> int:
    """The number of the keys of the sign; new ones get the next."""
    signs, keys, slots = labels.sign, labels.keys, labels.slots
    mixed = 0
    for place in range(KEYS):
        mixed = (mixed ^ signs[0, place]) * 1_000_003
        mixed ^= mixed >> 23
    slot = mixed & (len(slots) - 1)
    while slots[slot] >= 0:
        number, same = slots[slot], True
        for place in range(KEYS):
            if keys[number, place] != signs[0, place]:
                same = False
        if same:
            return int(number)
        slot = (slot + 1) & (len(slots) - 1)
    number = labels.counts[KEYED]
    if number == len(keys):
        labels.counts[LACKING] = 1
        return int(number - 1)
    labels.counts[KEYED] += 1
    slots[slot] = number
    for place in range(KEYS):
        keys[number, place] = signs[0, place]
    return int(number)


def pack(labels: Labels) -> None:
    """Write down the sign in short."""
    row = labels.row
    row[0] = number_of_keys(labels)
    for place in range(KEYS, SIGNS):
        cost = labels.sign[0, place]
        if cost > FULL or cost < -FULL:
            labels.counts[LACKING] = 1
        row[1 + place - KEYS] = cost


def is_as_good(packs: Ints, one: int, begin: int, other: Ints) -> bool:
    """Whether one packed sign, from a column on, says that it can never become dearer than another."""
    if packs[one, begin] != other[0]:
        return False
    for place in range(PACKED - 1, 0, -1):  # noqa: SIM110 (compiled code has no generators)
        if packs[one, begin + place] > other[place]:
            return False
    return True


def is_worse(packs: Ints, one: int, begin: int, other: Ints) -> bool:
    """Whether one packed sign, from a column on, can never become cheaper than another."""
    if packs[one, begin] != other[0]:
        return False
    for place in range(PACKED - 1, 0, -1):  # noqa: SIM110 (compiled code has no generators)
        if packs[one, begin + place] < other[place]:
            return False
    return True


def is_hopeless(labels: Labels, time: int, rides: int, price: int) -> bool:
    """Whether somebody has arrived no later, with no more rides, and no dearer."""
    ends = labels.ends
    for end in range(labels.counts[ENDS]):
        if ends[end, 0] <= time and ends[end, 1] <= rides and ends[end, 2] <= price:
            return True
    return False


def note_end(labels: Labels, time: int, rides: int, price: int, label: int) -> None:
    """Somebody arrived; those who are now beaten are forgotten."""
    ends, kept = labels.ends, 0
    for end in range(labels.counts[ENDS]):
        if not (ends[end, 0] >= time and ends[end, 1] >= rides and ends[end, 2] >= price):
            for item in range(4):
                ends[kept, item] = ends[end, item]
            kept += 1
    if kept == len(ends):
        labels.counts[LACKING] = 1
        kept -= 1
    ends[kept, 0], ends[kept, 1], ends[kept, 2], ends[kept, 3] = time, rides, price, label
    labels.counts[ENDS] = kept + 1


def is_beaten(labels: Labels, bag: int, time: int, row: Ints) -> bool:
    """Whether one of a list is there no later and can never become dearer."""
    bags, begin = labels.bags, labels.places[bag, BAG_BEGIN]
    for entry in range(begin, begin + labels.places[bag, BAG_SIZE]):
        if bags[entry, 0] > time:
            return False
        if is_as_good(bags, entry, LISTED, row):
            return True
    return False


def make_room(labels: Labels, bag: int) -> bool:
    """Move a full list to where there is room for twice as many; whether there was."""
    places, bags = labels.places, labels.bags
    size, begin = places[bag, BAG_SIZE], labels.counts[BAGGED]
    room = max(8, 2 * size)
    if begin + room > len(bags):
        labels.counts[LACKING] = 1
        return False
    labels.counts[BAGGED] += room
    old = places[bag, BAG_BEGIN]
    for entry in range(size):
        for item in range(LISTED + PACKED):
            bags[begin + entry, item] = bags[old + entry, item]
    places[bag, BAG_BEGIN], places[bag, BAG_ROOM] = begin, room
    return True


def put_in(labels: Labels, bag: int, time: int, label: int, row: Ints) -> None:
    """Somebody new in a list, without those who are now beaten."""
    places, bags = labels.places, labels.bags
    if places[bag, BAG_SIZE] == places[bag, BAG_ROOM] and not make_room(labels, bag):
        return
    begin = places[bag, BAG_BEGIN]
    end = begin + places[bag, BAG_SIZE]
    here = end
    while here > begin and bags[here - 1, 0] >= time:
        here -= 1
    kept = here
    for entry in range(here, end):
        if is_worse(bags, entry, LISTED, row):
            labels.alive[bags[entry, WHO]] = 0
        else:
            if kept != entry:
                for item in range(LISTED + PACKED):
                    bags[kept, item] = bags[entry, item]
            kept += 1
    for entry in range(kept, here, -1):
        for item in range(LISTED + PACKED):
            bags[entry, item] = bags[entry - 1, item]
    bags[here, 0], bags[here, WHO] = time, label
    for item in range(PACKED):
        bags[here, LISTED + item] = row[item]
    places[bag, BAG_SIZE] = kept + 1 - begin


def new_label(labels: Labels, time: int, stop: int, rides: int, parent: int, state: int, price: int) -> int:
    """A new label, or -1 where there is no more room; `price` is the least that it costs in the end."""
    label = labels.counts[LABELS]
    if label == len(labels.time):
        labels.counts[LACKING] = 1
        return -1
    labels.counts[LABELS] += 1
    labels.time[label], labels.stop[label], labels.rides[label], labels.price[label] = time, stop, rides, price
    labels.parent[label], labels.state[label], labels.alive[label] = parent, state, 1
    labels.inside[label, 0] = -1
    return int(label)


def keep_state(labels: Labels) -> int:
    """The cells as a state of their own, or the last one again where there is no more room."""
    number = labels.counts[STATES]
    if number == len(labels.states):
        labels.counts[LACKING] = 1
        return int(number - 1)
    labels.counts[STATES] += 1
    for cell in range(KEPT):
        labels.states[number, cell] = labels.cells[cell]
    return int(number)


def take_cells(labels: Labels, state: int) -> None:
    """Take up a state to go on with."""
    for cell in range(KEPT):
        labels.cells[cell] = labels.states[state, cell]
    for cell in range(KEPT, CELLS):
        labels.cells[cell] = 0


def mark(labels: Labels, stop: int) -> None:
    """Somebody new can board here."""
    if not labels.marked[stop]:
        labels.marked[stop] = 1
        labels.marks[labels.counts[MARKS]] = stop
        labels.counts[MARKS] += 1


def sit_down(
    labels: Labels, label: int, trip: int, call: int, before: int, boarded: int, origin: int, price: int
) -> None:
    """One more passenger of the line, unless another is at least as good on the same trip or an earlier one."""
    aboard, row, kept = labels.aboard, labels.row, 0
    for other in range(labels.counts[ABOARD]):
        if aboard[other, 1] <= trip and is_as_good(aboard, other, SEATED, row):
            return
    for other in range(labels.counts[ABOARD]):
        if not (trip <= aboard[other, 1] and is_worse(aboard, other, SEATED, row)):
            if kept != other:
                for item in range(SEATED + PACKED):
                    aboard[kept, item] = aboard[other, item]
            kept += 1
    if kept == len(aboard):
        labels.counts[LACKING] = 1
        kept -= 1
    aboard[kept, 0], aboard[kept, 1], aboard[kept, 2] = label, trip, call
    aboard[kept, 3], aboard[kept, 4], aboard[kept, 5], aboard[kept, 6] = before, boarded, origin, price
    for item in range(PACKED):
        aboard[kept, SEATED + item] = row[item]
    labels.counts[ABOARD] = kept + 1
