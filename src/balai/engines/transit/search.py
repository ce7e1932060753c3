"""Exact RAPTOR: earliest arrivals for each number of rides, for one departure or for a whole window of them.

Delling, Pajor and Werneck, "Round-Based Public Transit Routing" (2015), with one thing more: the textbook keeps one
label for each stop and round, and misses journeys where footpaths are not closed under composition. Somebody who
walked to a stop may not walk on, but somebody who came by vehicle may. So two labels are kept: when one arrives by
vehicle (`ride`), from which walking begins, and when one can board (`board`).

A window is searched from its last departure to its first (rRAPTOR): what later departures reached prunes the earlier.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from balai.engines.transit.compiled import NEVER, Bytes, Ints, compiled
from balai.engines.transit.network import ALIGHTING, BOARDING, Network, arrives, departs, first_trip

BY_RIDE, AT_ACCESS = -1, -2
LINE, TRIP, ON, OFF = range(4)


class Workspace(NamedTuple):
    """What a search writes; one search at a time. Rows are numbers of rides, columns are stops."""

    ride: Ints
    board: Ints
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
    queue: Ints
    egress: Ints
    """Seconds from each stop to the destination, or NEVER."""
    best: Ints
    """Earliest arrival at the destination for each number of rides."""
    best_stop: Ints
    counts: Ints
    """Marked stops of the two rows, reached stops, queued lines."""


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
        np.full(stops, NEVER, np.int32),
        np.full(rounds + 1, NEVER, np.int32),
        np.zeros(rounds + 1, np.int32),
        np.zeros(4, np.int32),
    )


@compiled
def _queue_lines(network: Network, work: Workspace, row: int) -> int:
    """Note the lines at the marked stops, and the first call of each at which somebody may board."""
    first, queue, marked = work.first, work.queue, work.marked
    begin, lines, places = network.calls_begin, network.call_lines, network.call_places
    queued = 0
    for index in range(work.counts[row]):
        stop = marked[row, index]
        for call in range(begin[stop], begin[stop + 1]):
            line, place = lines[call], places[call]
            if first[line] < 0:
                queue[queued] = line
                queued += 1
                first[line] = place
            elif place < first[line]:
                first[line] = place
    return queued


@compiled
def _arrive(work: Workspace, rides: int, stop: int, time: int, line: int, trip: int, on: int, off: int) -> None:
    """Somebody arrives by vehicle earlier than before."""
    work.ride[rides, stop] = time
    parents = work.parents
    parents[rides, stop, LINE], parents[rides, stop, TRIP] = line, trip
    parents[rides, stop, ON], parents[rides, stop, OFF] = on, off
    if work.seen[stop] & 1 == 0:
        work.seen[stop] |= 1
        work.reached[work.counts[2]] = stop
        work.counts[2] += 1
    total = time + work.egress[stop]
    if work.egress[stop] < NEVER and total < work.best[rides]:
        work.best[rides] = total
        work.best_stop[rides] = stop


@compiled
def _ride_line(network: Network, work: Workspace, rides: int, row: int, line: int) -> None:
    """Go along a line on the earliest trip that can be caught, and note where it brings somebody earlier."""
    ride, ready = work.ride, work.ready
    stops, flags = network.stops, network.flags
    begin, length = network.stops_begin[line], network.stops_begin[line + 1] - network.stops_begin[line]
    first, last = network.trips_begin[line], network.trips_begin[line + 1]
    trip, on = last, -1
    limit = work.best[rides]
    for call in range(work.first[line], length):
        stop = stops[begin + call]
        if trip < last:
            time = arrives(network, trip, call)
            if time < ride[rides, stop] and time < limit and flags[begin + call] & ALIGHTING:
                _arrive(work, rides, stop, time, line, trip - first, on, call)
                limit = work.best[rides]
        earliest = ready[row, stop]
        may_board = earliest < NEVER and trip > first and flags[begin + call] & BOARDING
        if may_board and departs(network, trip - 1, call) >= earliest:
            trip, on = first_trip(network, call, first, trip - 1, earliest), call


@compiled
def _make_ready(work: Workspace, rides: int, row: int, stop: int, time: int, walked: int) -> None:
    """Somebody can board here earlier than before."""
    work.board[rides, stop] = time
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
    board, limit = work.board, work.best[rides]
    for index in range(work.counts[2]):
        stop = work.reached[index]
        time = work.ride[rides, stop]
        if time + network.change[stop] < min(board[rides, stop], limit):
            _make_ready(work, rides, row, stop, time + network.change[stop], BY_RIDE)
        for path in range(begin[stop], begin[stop + 1]):
            there = time + seconds[path]
            if there < board[rides, targets[path]] and there < limit:
                _make_ready(work, rides, row, targets[path], there, stop)


@compiled
def _settle(work: Workspace, rides: int, row: int) -> None:
    """What was reached with these rides is also reached with more of them; clear the marks of this round."""
    rounds = len(work.best) - 1
    for index in range(work.counts[2]):
        stop = work.reached[index]
        work.seen[stop] = 0
        for more in range(rides + 1, rounds + 1):
            if work.ride[more, stop] <= work.ride[rides, stop]:
                break
            work.ride[more, stop] = work.ride[rides, stop]
    for index in range(work.counts[row]):
        stop = work.marked[row, index]
        work.seen[stop] = 0
        for more in range(rides + 1, rounds + 1):
            if work.board[more, stop] <= work.board[rides, stop]:
                break
            work.board[more, stop] = work.board[rides, stop]
    work.counts[2] = 0


@compiled
def _forget_ready(work: Workspace, row: int) -> None:
    for index in range(work.counts[row]):
        work.ready[row, work.marked[row, index]] = NEVER
    work.counts[row] = 0


@compiled
def search_once(network: Network, work: Workspace, stops: Ints, seconds: Ints, start: int) -> int:
    """Leave at `start`, being at `stops` after `seconds`; the number of rounds searched.

    Improves `work.best`; what it held before, from later departures, prunes.
    """
    rounds = len(work.best) - 1
    row = 0
    for index in range(len(stops)):
        time = start + seconds[index]
        if time < work.board[0, stops[index]]:
            _make_ready(work, 0, row, stops[index], time, AT_ACCESS)
    _settle(work, 0, row)
    rides = 0
    while rides < rounds and work.counts[row] > 0:
        rides += 1
        work.best[rides] = min(work.best[rides], work.best[rides - 1])
        queued = _queue_lines(network, work, row)
        for index in range(queued):
            line = work.queue[index]
            _ride_line(network, work, rides, row, line)
            work.first[line] = -1
        _forget_ready(work, row)
        row = 1 - row
        _change(network, work, rides, row)
        _settle(work, rides, row)
    _forget_ready(work, row)
    for more in range(rides + 1, rounds + 1):
        work.best[more] = min(work.best[more], work.best[more - 1])
    return rides


@compiled
def prepare(work: Workspace, stops: Ints, seconds: Ints, latest: int) -> None:
    """Begin a question: nothing is reached, and these stops lead to the destination; arrivals after `latest` don't count."""
    work.ride[:] = NEVER
    work.board[:] = NEVER
    work.best[:] = latest + 1
    for index in range(len(stops)):
        work.egress[stops[index]] = min(work.egress[stops[index]], seconds[index])


@compiled
def forget_destination(work: Workspace, stops: Ints) -> None:
    """The stops lead nowhere again."""
    for index in range(len(stops)):
        work.egress[stops[index]] = NEVER
