"""How long it takes at least from each stop to each part of the city: what a search need not look at.

A search towards a destination may drop whoever could not be there in time even if every vehicle came at once and ran as
quickly as the quickest of all days (goal direction by lower bounds, as in ALT; Goldberg and Harrelson 2005). The city is
cut into cells of equally many stops; for each cell one row says the least seconds from every stop to the nearest stop of
the cell. Bounds are never above what a journey takes, so answers stay exact; along a trip, arrival plus bound never falls.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import numpy.typing as npt

from balai.engines.transit.compiled import NEVER, Floats, Ints, Longs, Shorts, Singles, compiled

if TYPE_CHECKING:
    from balai.engines.transit.timetable import Footpaths, Patterns, Profiles

LANES = 16
"""Cells whose rows are made together: processors add sixteen small numbers at once."""
HALVINGS = 7
"""The city is halved so often: at most 128 cells."""
LONGEST = 65_535
"""Seconds: longer ways, and none at all, count as this."""


class Ahead(NamedTuple):
    """For each stop its cell; for each cell and stop the least seconds from the stop to the cell."""

    cells: Ints
    seconds: Shorts


class Hops(NamedTuple):
    """From a stop to the next one on some line; from stop to stop on foot, by origin."""

    origins: Ints
    targets: Ints
    seconds: Ints
    walk_begin: Ints
    walk_targets: Ints
    walk_seconds: Ints

    def reversed(self) -> Hops:
        """The same hops against the direction of travel."""
        count = len(self.walk_begin) - 1
        origins = np.repeat(np.arange(count, dtype=np.int32), np.diff(self.walk_begin))
        order = np.argsort(self.walk_targets, kind="stable")
        begin = np.append(0, np.cumsum(np.bincount(self.walk_targets, minlength=count))).astype(np.int32)
        turned = self.targets[::-1].copy(), self.origins[::-1].copy(), self.seconds[::-1].copy()
        return Hops(*turned, begin, origins[order], self.walk_seconds[order])


def cells_of(latitudes: Floats, longitudes: Floats) -> Ints:
    """Stops in cells of nearly equal number, by halving each cell across its longer side."""
    cells = np.zeros(len(latitudes), np.int32)
    shrink = np.cos(np.radians(np.median(latitudes))) if len(latitudes) else 1.0
    sides = np.stack([latitudes, longitudes * shrink])
    groups = [np.arange(len(latitudes))]
    for _ in range(HALVINGS):
        groups = [half for group in groups for half in _halves(group, sides)]
    for cell, group in enumerate(groups):
        cells[group] = cell
    return cells


def _halves(group: npt.NDArray[np.intp], sides: Floats) -> list[npt.NDArray[np.intp]]:
    if len(group) < 2:
        return [group]
    side = int(np.ptp(sides[1, group]) > np.ptp(sides[0, group]))
    order = group[np.argsort(sides[side, group], kind="stable")]
    return [order[: len(order) // 2], order[len(order) // 2 :]]


def hops_of(patterns: Patterns, profiles: Profiles, footpaths: Footpaths) -> Hops:
    """Every hop of some pattern once, with the least seconds it ever takes, and the footpaths."""
    quickest = _quickest(patterns.begin, profiles.begin, profiles.patterns, profiles.arrivals, profiles.departures)
    places = np.flatnonzero(quickest < NEVER)
    origins, targets, seconds = patterns.stops[places], patterns.stops[places + 1], quickest[places]
    order = np.lexsort((seconds, targets, origins))
    again = (np.diff(origins[order], prepend=-1) == 0) & (np.diff(targets[order], prepend=-1) == 0)
    chosen = np.sort(order[~again])  # along the patterns, so that bounds settle in few rounds
    walks = footpaths.begin, footpaths.targets, footpaths.seconds
    return Hops(origins[chosen], targets[chosen], seconds[chosen], *walks)


def look_ahead(hops: Hops, cells: Ints) -> Ahead:
    """The bounds: at most 128 rows of two bytes for each stop, in about half a second for New York."""
    count = int(cells.max(initial=0)) + 1
    rows = np.full((count, len(cells)), LONGEST, np.uint16)
    for first in range(0, count, LANES):
        lanes = np.full((len(cells), LANES), np.inf, np.float32)
        changed = np.full(len(cells), -1, np.int32)
        inside = np.flatnonzero((cells >= first) & (cells < first + LANES))
        lanes[inside, cells[inside] - first], changed[inside] = 0, 0
        _settle(hops, lanes, changed)
        _write(lanes, rows, first)
    return Ahead(cells, rows)


def lowered(ahead: Ahead, hops: Hops) -> Ahead:
    """The bounds where some hops are quicker than they were, as vehicles that make up for a delay are."""
    changed = _broken(hops, ahead.seconds)
    if changed.max(initial=-1) < 0:
        return ahead
    rows = ahead.seconds.copy()
    for first in range(0, len(rows), LANES):
        lanes = np.full((len(ahead.cells), LANES), LONGEST, np.float32)
        known = rows[first : first + LANES]
        lanes[:, : len(known)] = known.T
        _settle(hops, lanes, changed.copy())
        _write(lanes, rows, first)
    return Ahead(ahead.cells, rows)


def _write(lanes: Singles, rows: Shorts, first: int) -> None:
    made = rows[first : first + LANES]
    made[:] = np.minimum(lanes.T[: len(made)], LONGEST)


@compiled
def _broken(hops: Hops, rows: Shorts) -> Ints:
    """0 for stops to which a hop is quicker than the bounds know, else -1."""
    changed = np.full(rows.shape[1], -1, np.int32)
    for row in rows:
        for hop in range(len(hops.origins)):
            if row[hops.origins[hop]] > row[hops.targets[hop]] + hops.seconds[hop]:
                changed[hops.targets[hop]] = 0
    return changed


@compiled
def _quickest(begin: Longs, profile_begin: Longs, profile_patterns: Ints, arrivals: Ints, departures: Ints) -> Ints:
    """The least seconds from each call of a pattern to its next, over all its profiles; NEVER after the last call."""
    hops = np.full(begin[-1], NEVER, np.int32)
    for profile in range(len(profile_patterns)):
        place = begin[profile_patterns[profile]]
        for call in range(profile_begin[profile], profile_begin[profile + 1] - 1):
            leaving = max(arrivals[call], departures[call])
            hops[place] = min(hops[place], max(0, arrivals[call + 1] - leaving))
            place += 1
    return hops


@compiled
def _settle(hops: Hops, lanes: Singles, changed: Ints) -> None:
    """Go along all hops against the direction of travel until no bound falls; later rounds touch what fell before."""
    begin, fell, sweep = hops.walk_begin, True, 0
    while fell:
        fell = False
        sweep += 1
        for hop in range(len(hops.origins) - 1, -1, -1):
            origin, target = hops.origins[hop], hops.targets[hop]
            if changed[target] >= sweep - 1 and _lower(lanes, origin, target, np.float32(hops.seconds[hop])):
                changed[origin], fell = sweep, True
        for stop in range(len(begin) - 1):
            for path in range(begin[stop], begin[stop + 1]):
                target = hops.walk_targets[path]
                if changed[target] >= sweep - 1 and _lower(lanes, stop, target, np.float32(hops.walk_seconds[path])):
                    changed[stop], fell = sweep, True


@compiled
def _lower(lanes: Singles, stop: int, onward: int, seconds: np.float32) -> bool:
    fell = 0
    for lane in range(LANES):
        through = lanes[onward, lane] + seconds
        before = lanes[stop, lane]
        fell += through < before
        lanes[stop, lane] = min(before, through)
    return fell > 0
