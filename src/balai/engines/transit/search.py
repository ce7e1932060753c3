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

from balai.engines.transit.compiled import NEVER, Ints, borrowing
from balai.engines.transit.network import ALIGHTING, BOARDING, Network, arrives, departs, first_trip
from balai.engines.transit.workspace import AT_ACCESS, BY_RIDE, BY_ROUND, LINE, OFF, ON, REACHED, TRIP, Workspace


@borrowing
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


@borrowing
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


@borrowing
def _ride_line(network: Network, work: Workspace, rides: int, row: int, line: int) -> None:
    """Go along a line on the earliest trip that can be caught, and note where it brings somebody earlier."""
    label = rides * work.counts[BY_ROUND]
    ride, ready, ahead, best = work.ride[label], work.ready[row], work.ahead, work.best
    begin, length = network.stops_begin[line], network.stops_begin[line + 1] - network.stops_begin[line]
    first, last = network.trips_begin[line], network.trips_begin[line + 1]
    known, since = first + work.known[label, line], work.since[label, line]
    trip, on = last, -1
    final, until, more = work.final[line], work.last[line], min(rides + 1, len(best) - 1)
    for call in range(work.first[line], length):
        stop = network.stops[begin + call]
        if on >= 0:
            time = arrives(network, trip, call)
            if time + ahead[stop] >= (best[rides] if call <= final else best[more]):
                on = -1  # nor does a later trip arrive in time, but an earlier one may
            elif time < ride[stop] and network.flags[begin + call] & ALIGHTING:
                _arrive(work, rides, stop, time, line, trip - first, on, call)
        if call >= since and known <= trip:
            trip, on = known, -1
        if on < 0 and call > until:
            break
        may_board = ready[stop] < NEVER and trip > first and network.flags[begin + call] & BOARDING
        if may_board and departs(network, trip - 1, call) >= ready[stop]:
            trip, on = trip - 1, call
            if trip > first and departs(network, trip - 1, call) >= ready[stop]:
                trip = first_trip(network, call, first, trip - 1, ready[stop])
            _remember(work, rides, line, trip - first, on)
    work.first[line] = -1


@borrowing
def _remember(work: Workspace, rides: int, line: int, trip: int, on: int) -> None:
    """Somebody boards a trip: who can catch no earlier one, here or later on the line, need not ride it again."""
    by_round = work.counts[BY_ROUND]
    for label in range(rides * by_round, 1 + (len(work.best) - 1) * by_round):
        if work.known[label, line] <= trip:
            break
        work.known[label, line], work.since[label, line] = trip, on


@borrowing
def _make_ready(work: Workspace, rides: int, row: int, stop: int, time: int, walked: int) -> None:
    """Somebody can board here earlier than before."""
    work.board[rides * work.counts[BY_ROUND], stop] = time
    work.ready[row, stop] = time
    work.walked[rides, stop] = walked
    if work.seen[stop] & 2 == 0:
        work.seen[stop] |= 2
        work.marked[row, work.counts[row]] = stop
        work.counts[row] += 1


@borrowing
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


@borrowing
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


@borrowing
def _forget_ready(work: Workspace, row: int) -> None:
    for index in range(work.counts[row]):
        work.ready[row, work.marked[row, index]] = NEVER
    work.counts[row] = 0


@borrowing
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


@borrowing
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
