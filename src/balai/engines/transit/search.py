"""Exact RAPTOR: earliest arrivals for each number of rides, for one departure or for a whole window of them.

Delling, Pajor and Werneck, "Round-Based Public Transit Routing" (2015), with one thing more: the textbook keeps one
label for each stop and round, and misses journeys where footpaths are not closed under composition. Somebody who
walked to a stop may not walk on, but somebody who came by vehicle may. So two labels are kept: when one arrives by
vehicle (`ride`), from which walking begins, and when one can board (`board`).

A window is searched from its last departure to its first (rRAPTOR): what later departures reached prunes the earlier.
Towards a destination, who could not arrive in time by the bounds of `balai.engines.transit.bounds` is dropped at once, and
lines that lead to the destination are ridden first in each round, so that there is soon a time to be beaten.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from balai.engines.transit.compiled import NEVER, Bytes, Ints, Shorts, compiled
from balai.engines.transit.network import ALIGHTING, BOARDING, Network, arrives, departs, first_trip

BY_RIDE, AT_ACCESS = -1, -2
LINE, TRIP, ON, OFF = range(4)


class Workspace(NamedTuple):
    """What a search writes; one search at a time. Rows are numbers of rides, columns are stops."""

    ride: Ints
    """When somebody arrives by vehicle with at most so many rides; a single departure uses row 0 alone."""
    board: Ints
    """When somebody can board after at most so many rides; likewise."""
    parents: Ints
    """For each round and stop: line, trip, where on and where off; the ride that arrives there."""
    walked: Ints
    """For each round and stop: the stop one walked from, BY_RIDE, or AT_ACCESS."""
    ready: Ints
    """Two rows: when one can board, as the round before left it, and as this round leaves it."""
    marked: Ints
    """Two rows of stops that are ready."""
    reached: Ints
    """Stops at which a vehicle arrived earlier than before, in this round."""
    seen: Bytes
    first: Ints
    """For each line, the first call at which somebody may board, or -1."""
    last: Ints
    """For each line whose `first` is set, the last such call."""
    queue: Ints
    final: Ints
    """For each line, the last call from which the destination is reached without another ride, or -1."""
    egress: Ints
    """Seconds from each stop to the destination, or NEVER."""
    ahead: Ints
    """For each stop, the least seconds from there to the destination."""
    best: Ints
    """Earliest arrival at the destination with at most so many rides."""
    best_stop: Ints
    counts: Ints
    """Marked stops of the two rows, reached stops; and whether labels have a row for each number of rides (0 or 1)."""


REACHED, BY_ROUND = 2, 3


def make_workspace(stops: int, lines: int, rounds: int) -> Workspace:
    """Room for searches with at most `rounds` rides."""
    return Workspace(
        np.full((rounds + 1, stops), NEVER, np.int32),
        np.full((rounds + 1, stops), NEVER, np.int32),
        np.zeros((rounds + 1, stops, 4), np.int32),
        np.zeros((rounds + 1, stops), np.int32),
        np.full((2, stops), NEVER, np.int32),
        np.zeros((2, stops), np.int32),
        np.zeros(stops, np.int32),
        np.zeros(stops, np.uint8),
        np.full(lines, -1, np.int32),
        np.zeros(lines, np.int32),
        np.zeros(lines, np.int32),
        np.full(lines, -1, np.int32),
        np.full(stops, NEVER, np.int32),
        np.zeros(stops, np.int32),
        np.full(rounds + 1, NEVER, np.int32),
        np.zeros(rounds + 1, np.int32),
        np.zeros(4, np.int32),
    )


@compiled
def _queue_lines(network: Network, work: Workspace, row: int) -> int:
    """Note the lines at the marked stops, and the first and last call of each at which somebody may board."""
    first, last, queue, marked = work.first, work.last, work.queue, work.marked
    begin, lines, places = network.calls_begin, network.call_lines, network.call_places
    queued = 0
    for index in range(work.counts[row]):
        stop = marked[row, index]
        for call in range(begin[stop], begin[stop + 1]):
            line, place = lines[call], places[call]
            if first[line] < 0:
                queue[queued] = line
                queued += 1
                first[line] = last[line] = place
            elif place < first[line]:
                first[line] = place
            elif place > last[line]:
                last[line] = place
    return queued


@compiled
def _arrive(work: Workspace, rides: int, stop: int, time: int, line: int, trip: int, on: int, off: int) -> None:
    """Somebody arrives by vehicle earlier than before."""
    work.ride[rides * work.counts[BY_ROUND], stop] = time
    parents = work.parents
    parents[rides, stop, LINE], parents[rides, stop, TRIP] = line, trip
    parents[rides, stop, ON], parents[rides, stop, OFF] = on, off
    if work.seen[stop] & 1 == 0:
        work.seen[stop] |= 1
        work.reached[work.counts[REACHED]] = stop
        work.counts[REACHED] += 1
    total = time + work.egress[stop]
    if work.egress[stop] < NEVER and total < work.best[rides]:
        work.best_stop[rides] = stop
        for more in range(rides, len(work.best)):
            work.best[more] = min(work.best[more], total)


@compiled
def _ride_line(network: Network, work: Workspace, rides: int, row: int, line: int) -> None:
    """Go along a line on the earliest trip that can be caught, and note where it brings somebody earlier."""
    ride, ready, ahead, best = work.ride[rides * work.counts[BY_ROUND]], work.ready[row], work.ahead, work.best
    begin, length = network.stops_begin[line], network.stops_begin[line + 1] - network.stops_begin[line]
    first, last = network.trips_begin[line], network.trips_begin[line + 1]
    trip, on = last, -1
    final, until, more = work.final[line], work.last[line], min(rides + 1, len(best) - 1)
    for call in range(work.first[line], length):
        stop = network.stops[begin + call]
        if trip < last:
            time = arrives(network, trip, call)
            if time + ahead[stop] >= (best[rides] if call <= final else best[more]):
                trip = last
            elif time < ride[stop] and network.flags[begin + call] & ALIGHTING:
                _arrive(work, rides, stop, time, line, trip - first, on, call)
        elif call > until:
            break
        may_board = ready[stop] < NEVER and trip > first and network.flags[begin + call] & BOARDING
        if may_board and departs(network, trip - 1, call) >= ready[stop]:
            trip, on = first_trip(network, call, first, trip - 1, ready[stop]), call
    work.first[line] = -1


@compiled
def _make_ready(work: Workspace, rides: int, row: int, stop: int, time: int, walked: int) -> None:
    """Somebody can board here earlier than before."""
    work.board[rides * work.counts[BY_ROUND], stop] = time
    work.ready[row, stop] = time
    work.walked[rides, stop] = walked
    if work.seen[stop] & 2 == 0:
        work.seen[stop] |= 2
        work.marked[row, work.counts[row]] = stop
        work.counts[row] += 1


@compiled
def _change(network: Network, work: Workspace, rides: int, row: int) -> None:
    """From where vehicles arrived: change there, or walk one footpath and board there."""
    begin, targets, seconds = network.walk_begin, network.walk_targets, network.walk_seconds
    label = rides * work.counts[BY_ROUND]
    board, ride, ahead, limit = (
        work.board[label],
        work.ride[label],
        work.ahead,
        work.best[min(rides + 1, len(work.best) - 1)],
    )
    for index in range(work.counts[REACHED]):
        stop = work.reached[index]
        time = ride[stop]
        if time + ahead[stop] >= limit:
            continue
        there = time + network.change[stop]
        if there < board[stop] and there + ahead[stop] < limit:
            _make_ready(work, rides, row, stop, there, BY_RIDE)
        for path in range(begin[stop], begin[stop + 1]):
            there, target = time + seconds[path], targets[path]
            if there < board[target] and there + ahead[target] < limit:
                _make_ready(work, rides, row, target, there, stop)


@compiled
def _settle(work: Workspace, rides: int, row: int) -> None:
    """What was reached with these rides is also reached with more of them; clear the marks of this round."""
    by_round, rounds = work.counts[BY_ROUND], len(work.best) - 1
    for index in range(work.counts[REACHED]):
        stop = work.reached[index]
        work.seen[stop] = 0
        for more in range(rides + 1, rides + 1 + (rounds - rides) * by_round):
            if work.ride[more, stop] <= work.ride[rides, stop]:
                break
            work.ride[more, stop] = work.ride[rides, stop]
    for index in range(work.counts[row]):
        stop = work.marked[row, index]
        work.seen[stop] = 0
        for more in range(rides + 1, rides + 1 + (rounds - rides) * by_round):
            if work.board[more, stop] <= work.board[rides, stop]:
                break
            work.board[more, stop] = work.board[rides, stop]
    work.counts[REACHED] = 0


@compiled
def _forget_ready(work: Workspace, row: int) -> None:
    for index in range(work.counts[row]):
        work.ready[row, work.marked[row, index]] = NEVER
    work.counts[row] = 0


@compiled
def _ride_lines(network: Network, work: Workspace, rides: int, row: int) -> None:
    """Ride every line at the marked stops, those that lead to the destination first."""
    queued, others = _queue_lines(network, work, row), 0
    for index in range(queued):
        line = work.queue[index]
        if work.final[line] > work.first[line]:
            _ride_line(network, work, rides, row, line)
        else:
            work.queue[others] = line
            others += 1
    for index in range(others):
        _ride_line(network, work, rides, row, work.queue[index])


@compiled
def search_once(network: Network, work: Workspace, stops: Ints, seconds: Ints, start: int) -> int:
    """Leave at `start`, being at `stops` after `seconds`; the number of rounds searched.

    Improves `work.best`; what it held before, from later departures, prunes.
    """
    rounds, row, rides = len(work.best) - 1, 0, 0
    for index in range(len(stops)):
        stop, time = stops[index], start + seconds[index]
        if time < work.board[0, stop] and time + work.ahead[stop] < work.best[1]:
            _make_ready(work, 0, row, stop, time, AT_ACCESS)
    _settle(work, 0, row)
    while rides < rounds and work.counts[row] > 0:
        rides += 1
        _ride_lines(network, work, rides, row)
        _forget_ready(work, row)
        row = 1 - row
        if rides < rounds or work.counts[BY_ROUND]:
            _change(network, work, rides, row)
        _settle(work, rides, row)
    _forget_ready(work, row)
    return rides


@compiled
def prepare(work: Workspace, by_round: int, latest: int) -> None:
    """Begin a question: nothing is reached, and arrivals after `latest` do not count.

    `by_round` is 1 where labels are kept for each number of rides, as for several departures, the last first; else 0.
    """
    rows = len(work.ride) if by_round else 1
    work.ride[:rows] = NEVER
    work.board[:rows] = NEVER
    work.best[:] = latest + 1
    work.counts[BY_ROUND] = by_round


@compiled
def aim(network: Network, work: Workspace, cells: Ints, bounds: Shorts, stops: Ints, seconds: Ints) -> None:
    """These stops lead to the destination in so many seconds; note what that says of all lines and stops."""
    least = np.full(len(bounds), NEVER, np.int32)
    for index in range(len(stops)):
        stop = stops[index]
        work.egress[stop] = min(work.egress[stop], seconds[index])
        least[cells[stop]] = min(least[cells[stop]], seconds[index])
        for call in range(network.calls_begin[stop], network.calls_begin[stop + 1]):
            line = network.call_lines[call]
            work.final[line] = max(work.final[line], network.call_places[call])
    work.ahead[:] = NEVER
    for cell in range(len(least)):
        if least[cell] < NEVER:
            for stop in range(len(cells)):
                work.ahead[stop] = min(work.ahead[stop], bounds[cell, stop] + least[cell])


@compiled
def aim_nowhere(work: Workspace) -> None:
    """There is no destination: every stop counts."""
    work.ahead[:] = 0


@compiled
def forget_destination(network: Network, work: Workspace, stops: Ints) -> None:
    """The stops lead nowhere again."""
    for index in range(len(stops)):
        stop = stops[index]
        work.egress[stop] = NEVER
        for call in range(network.calls_begin[stop], network.calls_begin[stop + 1]):
            work.final[network.call_lines[call]] = -1
