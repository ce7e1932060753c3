"""What a search writes and what it is told of its destination."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from balai.engines.transit.compiled import NEVER, Bytes, Ints, Shorts, compiled
from balai.engines.transit.network import Network

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
    known: Ints
    """For each line a trip that was ridden with at most so many rides, as its place among the line's trips, or NEVER."""
    since: Ints
    """Where one boarded it: from there on, neither that trip nor a later one brings anybody earlier."""
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
        np.full((rounds + 1, lines), NEVER, np.int32),
        np.zeros((rounds + 1, lines), np.int32),
        np.full(stops, NEVER, np.int32),
        np.zeros(stops, np.int32),
        np.full(rounds + 1, NEVER, np.int32),
        np.zeros(rounds + 1, np.int32),
        np.zeros(4, np.int32),
    )


@compiled
def prepare(work: Workspace, by_round: int, latest: int) -> None:
    """Begin a question: nothing is reached, and arrivals after `latest` do not count.

    `by_round` is 1 where labels are kept for each number of rides, as for several departures, the last first; else 0.
    """
    rows = len(work.ride) if by_round else 1
    work.ride[:rows] = NEVER
    work.board[:rows] = NEVER
    work.known[:rows] = NEVER
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
