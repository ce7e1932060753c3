"""Lists of those who may still be the best: put in, compared, dropped. Compiled with `cheapest_search`."""

from __future__ import annotations

from balai.engines.transit.compiled import Longs
from balai.engines.transit.fare_steps import (
    ABOARD,
    CELLS,
    ENDS,
    KEPT,
    KEYS,
    LABELS,
    LACKING,
    MARKS,
    SIGNS,
    STATES,
    Labels,
)  # fmt: skip


def is_as_good(signs: Longs, one: int, others: Longs, other: int) -> bool:
    """Whether one signed state can never become dearer than another."""
    for place in range(KEYS):
        if signs[one, place] != others[other, place]:
            return False
    for place in range(KEYS, SIGNS):  # noqa: SIM110 (compiled code has no generators)
        if signs[one, place] > others[other, place]:
            return False
    return True


def is_hopeless(labels: Labels, time: int, rides: int, price: int) -> bool:
    """Whether somebody has arrived no later, with no more rides, and no dearer."""
    for end in range(labels.counts[ENDS]):
        if labels.ends[end, 0] <= time and labels.ends[end, 1] <= rides and labels.ends[end, 2] <= price:
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


def is_beaten(labels: Labels, first: int, time: int, row: Longs) -> bool:
    """Whether one of a stop's list is there no later and can never become dearer."""
    label = first
    while label >= 0:
        if labels.time[label] <= time and is_as_good(labels.signs, label, row, 0):
            return True
        label = labels.next[label]
    return False


def without_beaten(labels: Labels, first: int, time: int, row: Longs) -> int:
    """The list without those that somebody new beats; its first."""
    kept, last, label = -1, -1, first
    while label >= 0:
        after = labels.next[label]
        if labels.time[label] >= time and is_as_good(row, 0, labels.signs, label):
            labels.alive[label] = 0
        else:
            if last < 0:
                kept = label
            else:
                labels.next[last] = label
            last = label
        label = after
    if last >= 0:
        labels.next[last] = -1
    return kept


def new_label(labels: Labels, time: int, stop: int, rides: int, parent: int, state: int) -> int:
    """A new label, or -1 where there is no more room."""
    label = labels.counts[LABELS]
    if label == len(labels.time):
        labels.counts[LACKING] = 1
        return -1
    labels.counts[LABELS] += 1
    labels.time[label], labels.stop[label], labels.rides[label] = time, stop, rides
    labels.parent[label], labels.state[label], labels.alive[label], labels.next[label] = parent, state, 1, -1
    labels.inside[label, 0] = -1
    for place in range(SIGNS):
        labels.signs[label, place] = labels.sign[0, place]
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
    aboard, signs, kept = labels.aboard, labels.aboard_signs, 0
    for other in range(labels.counts[ABOARD]):
        if aboard[other, 1] <= trip and is_as_good(signs, other, labels.sign, 0):
            return
    for other in range(labels.counts[ABOARD]):
        if not (trip <= aboard[other, 1] and is_as_good(labels.sign, 0, signs, other)):
            if kept != other:
                for item in range(7):
                    aboard[kept, item] = aboard[other, item]
                for place in range(SIGNS):
                    signs[kept, place] = signs[other, place]
            kept += 1
    if kept == len(aboard):
        labels.counts[LACKING] = 1
        kept -= 1
    aboard[kept, 0], aboard[kept, 1], aboard[kept, 2] = label, trip, call
    aboard[kept, 3], aboard[kept, 4], aboard[kept, 5], aboard[kept, 6] = before, boarded, origin, price
    for place in range(SIGNS):
        signs[kept, place] = labels.sign[0, place]
    labels.counts[ABOARD] = kept + 1
