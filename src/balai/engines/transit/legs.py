"""From labels back to rides, and the searches that travellers ask for."""

from __future__ import annotations

import numpy as np

from balai.engines.transit.compiled import NEVER, Ints, Shorts, compiled
from balai.engines.transit.network import BOARDING, Network, departs
from balai.engines.transit.search import search_once
from balai.engines.transit.workspace import (
    BY_RIDE,
    LINE,
    ON,
    Workspace,
    aim,
    aim_nowhere,
    forget_destination,
    prepare,
)

START, ARRIVAL, RIDES = range(3)
HEAD = 3
"""A found journey is a row: start, arrival, number of rides, then line, trip, on and off of each ride."""


@compiled
def _write(network: Network, work: Workspace, row: Ints, start: int, rides: int) -> None:
    row[START], row[ARRIVAL], row[RIDES] = start, work.best[rides], rides
    stop = work.best_stop[rides]
    for ride in range(rides, 0, -1):
        parent = work.parents[ride, stop]
        for item in range(4):
            row[HEAD + (ride - 1) * 4 + item] = parent[item]
        boarded = network.stops[network.stops_begin[parent[LINE]] + parent[ON]]
        walked = work.walked[ride - 1, boarded]
        stop = boarded if walked == BY_RIDE else walked


@compiled
def find(
    network: Network,
    work: Workspace,
    access: Ints,
    access_seconds: Ints,
    egress: Ints,
    egress_seconds: Ints,
    starts: Ints,
    latest: int,
    cells: Ints,
    bounds: Shorts,
    rows: Ints,
) -> int:
    """Every journey that no other beats in departure, arrival and rides together, one of `rows` each; their number.

    `starts` are departures, the last first. Rows come by departure, last first, then by rides. When the rows do not
    suffice the answer is larger than their number; as many rows as there are starts times rounds always do.
    `cells` and `bounds` are those of `balai.engines.transit.bounds.Ahead`.
    """
    prepare(work, int(len(starts) > 1), latest)
    aim(network, work, cells, bounds, egress, egress_seconds)
    before = np.empty(len(work.best), np.int32)
    count = 0
    for start in starts:
        for rides in range(len(before)):
            before[rides] = work.best[rides]
        searched = search_once(network, work, access, access_seconds, start)
        for rides in range(1, searched + 1):
            if work.best[rides] < before[rides] and work.best[rides] < work.best[rides - 1]:
                if count < len(rows):
                    _write(network, work, rows[count], start, rides)
                count += 1
    forget_destination(network, work, egress)
    return count


@compiled
def _departures(network: Network, stop: int, walk: int, begin: int, end: int, found: Ints, count: int) -> int:
    """Write down when to leave for each trip at a stop; those that find no room are only counted."""
    for call in range(network.calls_begin[stop], network.calls_begin[stop + 1]):
        line, place = network.call_lines[call], network.call_places[call]
        if network.flags[network.stops_begin[line] + place] & BOARDING == 0:
            continue
        for trip in range(network.trips_begin[line], network.trips_begin[line + 1]):
            start = departs(network, trip, place) - walk
            if begin <= start <= end:
                if count < len(found):
                    found[count] = start
                count += 1
    return count


@compiled
def all_departures(network: Network, access: Ints, seconds: Ints, begin: int, end: int, found: Ints) -> int:
    """When to leave so as to catch each trip at the access stops just in time, unsorted; how many there are."""
    count = 0
    for index in range(len(access)):
        count = _departures(network, access[index], seconds[index], begin, end, found, count)
    return count


@compiled
def reach(
    network: Network, work: Workspace, access: Ints, access_seconds: Ints, start: int, latest: int, homes: Ints
) -> Ints:
    """The earliest arrival at every stop, on foot at the end where that is quicker; NEVER beyond `latest`.

    `homes` is the stop of each inner stop: whoever goes no further is at the one when at the other.
    """
    prepare(work, 0, latest)
    aim_nowhere(work)
    search_once(network, work, access, access_seconds, start)
    rides = work.ride[0].copy()
    for stop in range(len(rides)):
        rides[homes[stop]] = min(rides[homes[stop]], rides[stop])
    arrivals: Ints = rides.copy()
    for stop in range(len(rides)):
        if rides[stop] < NEVER and homes[stop] == stop:
            for path in range(network.walk_begin[stop], network.walk_begin[stop + 1]):
                time, target = rides[stop] + network.walk_seconds[path], network.walk_targets[path]
                if time <= latest and time < arrivals[target] and homes[target] == target:
                    arrivals[target] = time
    for index in range(len(access)):
        stop = homes[access[index]]
        arrivals[stop] = min(arrivals[stop], start + access_seconds[index])
    for stop in range(len(rides)):
        arrivals[stop] = arrivals[homes[stop]]
    return arrivals


@compiled
def earliest(
    network: Network,
    work: Workspace,
    access: Ints,
    access_seconds: Ints,
    egress: Ints,
    egress_seconds: Ints,
    start: int,
    latest: int,
    cells: Ints,
    bounds: Shorts,
) -> Ints:
    """The earliest arrival at the destination with at most 0, 1, 2, … rides; above `latest` where there is none."""
    prepare(work, 0, latest)
    aim(network, work, cells, bounds, egress, egress_seconds)
    search_once(network, work, access, access_seconds, start)
    forget_destination(network, work, egress)
    found: Ints = work.best.copy()
    return found


@compiled
def _aim_past(work: Workspace, cells: Ints, bounds: Shorts, stops: Ints, seconds: Ints) -> None:
    """Every stop counts from which one of these could still be reached in time."""
    work.ahead[:] = NEVER
    least = np.full(len(bounds), NEVER, np.int32)
    for index in range(len(stops)):
        least[cells[stops[index]]] = min(least[cells[stops[index]]], seconds[index])
    for cell in range(len(least)):
        if least[cell] < NEVER:
            for stop in range(len(cells)):
                work.ahead[stop] = min(work.ahead[stop], bounds[cell, stop] + least[cell])


@compiled
def label_all(
    network: Network,
    work: Workspace,
    access: Ints,
    access_seconds: Ints,
    egress: Ints,
    egress_seconds: Ints,
    start: int,
    latest: int,
    cells: Ints,
    bounds: Shorts,
) -> None:
    """Fill `work.ride` and `work.board`: for each number of rides and stop, arrival by vehicle and time to board.

    Left out are stops from which one can no longer reach the end of the journey by `latest`.
    """
    prepare(work, 1, latest)
    _aim_past(work, cells, bounds, egress, egress_seconds)
    search_once(network, work, access, access_seconds, start)
