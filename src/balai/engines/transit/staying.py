"""Where one may stay seated: which runs are one vehicle that goes on, by transfers.txt and by blocks.

Source: GTFS Schedule reference, "Linked trips" of transfers.txt and `block_id` of trips.txt. Where both speak of one
trip, transfers.txt holds.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import polars as pl

from balai.engines.transit.compiled import Bytes, Ints
from balai.engines.transit.errors import FeedRefused
from balai.engines.transit.layovers import Staying
from balai.engines.transit.timetable import Patterns, Profiles, Runs

DAY = 24 * 3600
STAY, LEAVE = 4, 5
"""transfer_type: one may stay on board; one must get off."""
MOST_STEPS = 20_000_000


class Link(NamedTuple):
    """A run that goes on as another, so many service days after its own, on these days of its own (one bit each)."""

    before: int
    after: int
    shift: int
    days: int


def day_sets(bits: Bytes) -> list[int]:
    """The days of each service as a whole number: bit `d` is day `d` of the calendars."""
    turned = np.packbits(np.unpackbits(bits, axis=1), axis=1, bitorder="little")
    return [int.from_bytes(row.tobytes(), "little") for row in turned]


@dataclass(frozen=True)
class Vehicles:
    """What has to be known of all runs to say which are one vehicle."""

    patterns: Patterns
    profiles: Profiles
    runs: Runs
    days: Sequence[int]
    """For each service, as `day_sets` gives them."""
    places: Ints
    """For each stop its station, or the stop itself."""
    kinds: Ints
    """route_type of each route."""

    @cached_property
    def _pattern(self) -> Ints:
        return self.profiles.patterns[self.runs.profiles]

    @cached_property
    def first(self) -> list[int]:
        """The stop at which each run begins."""
        found: list[int] = self.patterns.stops[self.patterns.begin[self._pattern]].tolist()
        return found

    @cached_property
    def last(self) -> list[int]:
        """The stop at which each run ends."""
        found: list[int] = self.patterns.stops[self.patterns.begin[self._pattern + 1] - 1].tolist()
        return found

    @cached_property
    def starts(self) -> list[int]:
        """When each run begins, in seconds of its service day."""
        found: list[int] = self.runs.starts.tolist()
        return found

    @cached_property
    def ends(self) -> list[int]:
        """When each run has arrived at its last stop."""
        lasting = self.profiles.arrivals[self.profiles.begin[1:] - 1]
        found: list[int] = (self.runs.starts + lasting[self.runs.profiles]).tolist()
        return found

    def days_of(self, run: int) -> int:
        """The days on which a run runs."""
        return self.days[int(self.runs.services[run])]

    def place(self, stop: int) -> int:
        """The station of a stop, or the stop itself."""
        return int(self.places[stop])

    def fits(self, before: int, after: int) -> bool:
        """Whether two runs of one block are a way on: of one kind, at one place, and not just back again."""
        patterns, routes = self._pattern, self.patterns.routes
        one, other = int(patterns[before]), int(patterns[after])
        same_kind = self.kinds[routes[one]] == self.kinds[routes[other]]
        here = self.place(self.last[before]) == self.place(self.first[after])
        return bool(same_kind) and here and not self._turns_back(one, other)

    def _turns_back(self, one: int, other: int) -> bool:
        """Whether a pattern only leads back: to places of the one before, in the opposite order."""
        back = iter(self._places(one)[::-1])
        return all(place in back for place in self._places(other))

    def _places(self, pattern: int) -> list[int]:
        stops = self.patterns.stops[self.patterns.begin[pattern] : self.patterns.begin[pattern + 1]]
        return [self.place(stop) for stop in stops.tolist()]


def find_links(
    vehicles: Vehicles, transfers: pl.DataFrame, trips: pl.DataFrame, stop_ids: Sequence[str], staying: Staying
) -> list[Link]:
    """Every two runs between which one may stay seated, in the order of runs.

    Raises:
        FeedRefused: the blocks are so tangled that they cannot be followed with bounded effort.
    """
    stated = _Stated(vehicles, staying)
    stated.read(transfers, trips, stop_ids)
    blocks = _blocks(vehicles, trips)
    found = stated.links + [link for link in _in_blocks(vehicles, blocks, staying) for link in stated.left_of(link)]
    return sorted(found)


class _Stated:
    """What transfers.txt says of single trips."""

    def __init__(self, vehicles: Vehicles, staying: Staying) -> None:
        self.vehicles = vehicles
        self.longest = staying.longest_stated
        self.links: list[Link] = []
        self._going: dict[int, int] = defaultdict(int)
        """For each run, the days on which transfers.txt says as what it goes on, or that nobody may stay."""
        self._coming: dict[int, int] = defaultdict(int)

    def read(self, transfers: pl.DataFrame, trips: pl.DataFrame, stop_ids: Sequence[str]) -> None:
        """Take up the rows of types 4 and 5; of the same two trips, a row that forbids wins."""
        rows = transfers.filter(
            pl.col("transfer_type").is_in([STAY, LEAVE]),
            pl.col("from_trip_id").is_not_null(),
            pl.col("to_trip_id").is_not_null(),
        ).sort("transfer_type", "row", descending=[True, False])
        rows = rows.unique(["from_trip_id", "to_trip_id"], keep="first", maintain_order=True)
        runs = self._runs(rows, trips)
        columns = ("from_trip_id", "to_trip_id", "from_stop_id", "to_stop_id", "transfer_type")
        for one, other, leaving, coming, kind in rows.select(columns).iter_rows():
            for before, after, shift in self._pairs(runs.get(one, []), runs.get(other, [])):
                ends = stop_ids[self.vehicles.last[before]], stop_ids[self.vehicles.first[after]]
                at_ends = leaving in {None, ends[0]} and coming in {None, ends[1]}
                days = self.vehicles.days_of(before) & self.vehicles.days_of(after) >> shift
                if days and (at_ends or kind == LEAVE):
                    self._going[before] |= days
                    self._coming[after] |= days << shift
                    self.links.extend([Link(before, after, shift, days)] if kind == STAY else [])

    def left_of(self, link: Link) -> Iterator[Link]:
        """What is left of a link by block where transfers.txt says nothing."""
        days = link.days & ~self._going.get(link.before, 0) & ~(self._coming.get(link.after, 0) >> link.shift)
        if days:
            yield link._replace(days=days)

    def _runs(self, rows: pl.DataFrame, trips: pl.DataFrame) -> dict[str, list[int]]:
        """The runs of each trip that is named, by their start."""
        named = set(rows["from_trip_id"]) | set(rows["to_trip_id"])
        if not named:
            return {}
        ids = trips["trip_id"]
        wanted = np.flatnonzero(ids.is_in(list(named)).to_numpy())
        found: dict[str, list[int]] = defaultdict(list)
        for run in np.flatnonzero(np.isin(self.vehicles.runs.trips, wanted)).tolist():
            found[ids[int(self.vehicles.runs.trips[run])]].append(run)
        return {name: sorted(those, key=lambda run: (self.vehicles.starts[run], run)) for name, those in found.items()}

    def _pairs(self, before: list[int], after: list[int]) -> Iterator[tuple[int, int, int]]:
        """Each run with the first that leaves once it has arrived; of several that arrive by then, the last.

        Of trips that run by times there is one run each; of trips that run at headways, there are many.
        """
        starts = [(self.vehicles.starts[run] + shift * DAY, run, shift) for shift in (0, 1) for run in after]
        starts.sort()
        taken: dict[tuple[int, int], int] = {}
        for run in sorted(before, key=lambda run: self.vehicles.ends[run]):
            next_one = bisect_left(starts, (self.vehicles.ends[run], -1, 0))
            if next_one < len(starts) and starts[next_one][0] - self.vehicles.ends[run] <= self.longest:
                taken[starts[next_one][1:]] = run
        for (run, shift), earlier in taken.items():
            yield earlier, run, shift


def _blocks(vehicles: Vehicles, trips: pl.DataFrame) -> Iterator[list[int]]:
    """The runs of each block that has several, by start. Runs at headways have no times of their own: they are left out."""
    names = trips["block_id"]
    if not names.drop_nulls().len():
        return
    numbers = names.rank("dense").fill_null(0).to_numpy().astype(np.int64)
    block = np.where(vehicles.runs.headways == 0, numbers[vehicles.runs.trips], 0)
    order = np.lexsort((vehicles.runs.starts, block))
    order = order[block[order] > 0]
    for runs in np.split(order, np.flatnonzero(np.diff(block[order])) + 1):
        if len(runs) > 1:
            yield runs.tolist()


def _in_blocks(vehicles: Vehicles, blocks: Iterator[list[int]], staying: Staying) -> Iterator[Link]:
    """Each run with the one that follows it in its block, day by day: whatever runs between them parts them."""
    steps = 0
    for block in blocks:
        until = max(vehicles.ends[run] for run in block) + staying.longest_layover
        line = [(vehicles.starts[run], run, 0) for run in block]
        line += [(start + DAY, run, 1) for start, run, _ in line if start + DAY <= until]
        line.sort()
        for place, (_, before, later) in enumerate(line):
            if later:
                continue
            left, end = vehicles.days_of(before), vehicles.ends[before]
            for start, after, shift in line[place + 1 :]:
                steps += 1
                if steps > MOST_STEPS:
                    raise FeedRefused("the blocks of trips.txt are so tangled that they cannot be followed")
                if not left or start > end + staying.longest_layover:
                    break
                days = left & vehicles.days_of(after) >> shift
                left &= ~days
                if days and start >= end and vehicles.fits(before, after):
                    yield Link(before, after, shift, days)
