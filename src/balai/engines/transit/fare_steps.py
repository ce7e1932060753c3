"""What a search with fares is given: a tariff as functions on rows of whole numbers, and numbers for lines and stops.

This engine knows no tariffs. Who plans with one gives a `Tariffed`; its functions are compiled together with the search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

import numpy as np

from balai.engines.transit.compiled import Bools, Bytes, Floats, Ints, Longs

Tables = tuple[Longs, ...]
UNKNOWN = -1
KEPT = 15
"""Cells of a state that outlast a ride."""
CELLS = 25
CHARGED, PAID = 9, 14
LONGEST = 22
"""Which of a tariff's terms is the longest that a ride may last."""
ANY_PLACE = -2
UNMEASURED = -1
MATTER, THROUGH = 2, 3
"""Which of a tariff's facts: metres that matter, and whether every ride goes on with the package."""
KEYS, SIGNS = 7, 13
"""Numbers that decide comparisons: the first must be equal, the others not higher."""


class Tariffed(Protocol):
    """A tariff for one group of riders, as `balai.engines.fares.searching.FareSearch`."""

    group: int
    tables: Tables
    distances: Any
    by_metres: bool

    @property
    def steps(self) -> Mapping[str, Any]: ...
    @property
    def stamp(self) -> str: ...
    def networks(self, codes: Sequence[str]) -> Longs: ...
    def places(self, stops: Sequence[str]) -> Longs: ...
    def zones(self, stops: Sequence[str]) -> Longs: ...
    def gates(self) -> Bools: ...
    def taps_out(self) -> Bools: ...
    def measured(self, network: int) -> bool: ...
    def measured_stops(self, network: str) -> frozenset[str] | None: ...
    def clock(self, day: date) -> tuple[int, int]: ...
    def facts(self, networks: Longs, begin: int, local: int, horizon: int) -> Longs: ...


class FareMap(NamedTuple):
    """What the lines and stops of a day are to a tariff.

    `along` is metres along each line, by `Network.stops`. Where rides are charged by a table instead, `pairs` holds it:
    of network `n` the metres from the stop of rank `i` to that of rank `j` are at `pair_begin[n] + i * pair_size[n] + j`,
    UNKNOWN where nobody knows; without a table it is empty.
    """

    lines: Longs
    """The tariff's network of each line, or UNKNOWN."""
    places: Longs
    zones: Longs
    gates: Bools
    taps_out: Bools
    measured: Bools
    along: Floats
    ranks: Ints
    pair_begin: Longs
    pair_size: Longs
    pairs: Ints


class Asked(NamedTuple):
    """One question. `clock` and `wall` are second 0 of the day in UTC and on the wall clock; `latest` is a second of it.

    `board_by[r]` and `alight_by[r]` say of each stop until when one has to be ready to board, or to get off, so as to
    arrive by then with `r` more rides; `ahead` is the least number of seconds from each stop to the destination.
    """

    tables: Tables
    facts: Longs
    group: int
    clock: int
    wall: int
    latest: int
    rides: int
    board_by: Ints
    alight_by: Ints
    ahead: Ints
    egress: Ints
    metres_board: Ints
    metres_come: Ints
    """The least metres to ride from each stop, ready to board and just come, by the rides that are left; or no rows."""


class Labels(NamedTuple):
    """Everybody who may still be the best, in the order in which they were found; arrays to be written to.

    `states[0]` is the state before any journey. `rode` and `ready` are the first of each stop's lists of those who
    arrived there by vehicle, and who can board there; `next` goes on.
    """

    time: Ints
    stop: Ints
    rides: Ints
    parent: Ints
    way: Ints
    """Line, trip, on and off of the ride."""
    state: Ints
    inside: Ints
    """State before, second of boarding, and stop, of the ride of somebody who is still inside the gates; else -1."""
    alive: Bytes
    next: Ints
    signs: Longs
    states: Longs
    rode: Ints
    ready: Ints
    fresh: Ints
    counts: Longs
    """Labels, states, fresh ones, those aboard, ends, marked stops, and whether room was lacking."""
    marked: Bytes
    marks: Ints
    first: Ints
    queue: Ints
    aboard: Ints
    """Label, trip, where on, state before, second of boarding, stop of boarding, least price in the end."""
    aboard_signs: Longs
    ends: Ints
    """Arrival, rides, price and label of those who got there."""
    cells: Longs
    sign: Longs


LABELS, STATES, FRESH, ABOARD, ENDS, MARKS, LACKING = range(7)


def make_labels(stops: int, lines: int, room: int) -> Labels:
    """Room for so many labels."""
    aboard, ends = max(256, room // 64), 128
    whole = np.int32
    return Labels(
        np.zeros(room, whole), np.zeros(room, whole), np.zeros(room, whole), np.zeros(room, whole),
        np.zeros((room, 4), whole), np.zeros(room, whole), np.full((room, 3), -1, whole), np.zeros(room, np.uint8),
        np.zeros(room, whole), np.zeros((room, SIGNS), np.int64),
        np.zeros((room // 2, KEPT), np.int64), np.full(stops, -1, whole), np.full(stops, -1, whole),
        np.zeros(room, whole), np.zeros(7, np.int64), np.zeros(stops, np.uint8), np.zeros(stops, whole),
        np.full(lines, -1, whole), np.zeros(lines, whole), np.zeros((aboard, 7), whole),
        np.zeros((aboard, SIGNS), np.int64), np.zeros((ends, 4), whole), np.zeros(CELLS, np.int64),
        np.zeros((1, SIGNS), np.int64),
    )  # fmt: skip
