"""What a search with fares is given: a tariff as functions on rows of whole numbers, and numbers for lines and stops.

This engine knows no tariffs. Who plans with one gives a `Tariffed`; its functions are compiled together with the search.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, Protocol

import numpy as np

from balai.engines.transit.compiled import Bools, Bytes, Ints, Longs

Tables = tuple[Longs, ...]
UNKNOWN = -1
KEPT = 15
"""Cells of a state that outlast a ride."""
CELLS = 25
OPEN, OPENED, CHARGED, PAID = 0, 1, 9, 14
WINDOW, LONGEST = 12, 22
"""Which of a tariff's terms are the seconds that a package lasts, and the longest that a ride may last."""
ANY_PLACE = -2
UNMEASURED = -1
MATTER, THROUGH, STEADY = 2, 3, 4
"""Which of a tariff's facts: metres that matter, whether every ride goes on with the package, and whether neither time nor
place, once somebody got off, changes what decides comparisons."""
KEYS, SIGNS, LENGTH, LATE = 7, 14, 12, 13
"""Numbers that decide comparisons: the first must be equal, the others not higher. LENGTH are metres in the package; LATE
is how long before the search's end its clock runs out, where nothing that goes on after that can still be the best."""
PACKED = 1 + SIGNS - KEYS
"""Such numbers in short: one for all keys together, then the costs."""


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

    `along` is whole metres along each line, by `Network.stops`. Where rides are charged by a table instead, `pairs` holds it:
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
    along: Ints
    ranks: Ints
    pair_begin: Longs
    pair_size: Longs
    pairs: Ints
    homes: Ints
    """The stop of each inner stop: who changes between these stays where the gates are."""


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

    `states[0]` is the state before any journey. List `2 * stop` holds those who can board at a stop, `2 * stop + 1` those
    who arrived there by vehicle.
    """

    time: Ints
    stop: Ints
    rides: Ints
    parent: Ints
    price: Ints
    """The least that one will have paid in the end."""
    way: Ints
    """Line, trip, on and off of the ride."""
    state: Ints
    inside: Ints
    """State before, second of boarding, and stop, of the ride of somebody who is still inside the gates; else -1."""
    alive: Bytes
    packs: Ints
    """What decides comparisons of those who arrived by vehicle, in short."""
    states: Longs
    keys: Longs
    """The keys that `packs` have numbers for; `slots` finds them."""
    slots: Ints
    places: Ints
    """Of each list where in `bags` it begins, how many it holds, and how many there is room for."""
    bags: Ints
    """Time, label, and what decides comparisons, in short."""
    fresh: Ints
    counts: Longs
    """Labels, states, fresh ones, those aboard, ends, marked stops, whether room was lacking, keys, entries of `bags`,
    and the first label of this round."""
    marked: Bytes
    marks: Ints
    first: Ints
    queue: Ints
    aboard: Ints
    """Label, trip, where on, state before, second of boarding, stop of boarding, least price in the end, and in short what
    decides comparisons."""
    ends: Ints
    """Arrival, rides, price and label of those who got there."""
    cells: Longs
    sign: Longs
    row: Ints
    """The sign in short."""
    late: Longs
    """LATE, of the sign to be written next."""


LABELS, STATES, FRESH, ABOARD, ENDS, MARKS, LACKING, KEYED, BAGGED, SINCE = range(10)
BAG_BEGIN, BAG_SIZE, BAG_ROOM = range(3)
WHO, LISTED, SEATED = 1, 2, 7
"""In `bags` the column of the label; where in `bags` and `aboard` the short sign begins."""
FULL = (1 << 31) - 2
"""No cost may be higher."""


def make_labels(stops: int, lines: int, room: int) -> Labels:
    """Room for so many labels. Memory is taken as they are found."""
    aboard, ends = max(256, room // 64), 128
    slots = 1 << (room * 2 - 1).bit_length()
    return Labels(
        time=np.empty(room, np.int32),
        stop=np.empty(room, np.int32),
        rides=np.empty(room, np.int32),
        parent=np.empty(room, np.int32),
        price=np.empty(room, np.int32),
        way=np.empty((room, 4), np.int32),
        state=np.empty(room, np.int32),
        inside=np.empty((room, 3), np.int32),
        alive=np.empty(room, np.uint8),
        packs=np.empty((room, PACKED), np.int32),
        states=np.empty((room // 2, KEPT), np.int64),
        keys=np.empty((room, KEYS), np.int64),
        slots=np.empty(slots, np.int32),
        places=np.zeros((2 * stops, 3), np.int32),
        bags=np.empty((room * 4, LISTED + PACKED), np.int32),
        fresh=np.empty(room, np.int32),
        counts=np.zeros(10, np.int64),
        marked=np.zeros(stops, np.uint8),
        marks=np.empty(stops, np.int32),
        first=np.full(lines, -1, np.int32),
        queue=np.empty(lines, np.int32),
        aboard=np.empty((aboard, SEATED + PACKED), np.int32),
        ends=np.empty((ends, 4), np.int32),
        cells=np.zeros(CELLS, np.int64),
        sign=np.zeros((1, SIGNS), np.int64),
        row=np.zeros(PACKED, np.int32),
        late=np.zeros(1, np.int64),
    )
