"""The rounds of the search for least fares, compiled together with a tariff's automaton."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from types import FunctionType, SimpleNamespace
from typing import Any

import numba

from balai.engines.transit import cheapest_labels, cheapest_signs, cheapest_steps, fare_steps, legs, network
from balai.engines.transit.cheapest_labels import is_beaten, is_hopeless, mark, new_label, note_end, pack, put_in
from balai.engines.transit.cheapest_steps import change, get_off, get_on
from balai.engines.transit.compiled import NEVER, Ints
from balai.engines.transit.fare_steps import (
    ABOARD,
    ANY_PLACE,
    BAG_BEGIN,
    BAG_SIZE,
    ENDS,
    FRESH,
    LABELS,
    LACKING,
    MARKS,
    SINCE,
    STATES,
    UNKNOWN,
    WHO,
    Asked,
    FareMap,
    Labels,
    Tariffed,
)  # fmt: skip
from balai.engines.transit.network import ALIGHTING, BOARDING, Network, arrives

start: Any = None
sign: Any = None


def begin(asked: Asked, labels: Labels, stops: Ints, seconds: Ints, leave: int) -> None:
    """Nobody is anywhere but at the stops where the journey may begin."""
    labels.places[:] = 0
    labels.slots[:] = -1
    labels.marked[:] = 0
    labels.counts[:] = 0
    start(labels.cells, asked.group)
    for cell in range(fare_steps.KEPT):
        labels.states[0, cell] = labels.cells[cell]
    labels.counts[STATES] = 1
    horizon = asked.clock + asked.latest
    for index in range(len(stops)):
        stop, time = stops[index], leave + seconds[index]
        sign(
            labels.cells, asked.tables, asked.facts, asked.group, horizon, asked.clock + time, ANY_PLACE, 0,
            labels.sign[0],
        )  # fmt: skip
        pack(labels)
        if time <= asked.board_by[asked.rides, stop] and not is_beaten(labels, 2 * stop, time, labels.row):
            label = new_label(labels, time, stop, 0, -1, 0, 0)
            if label >= 0:
                put_in(labels, 2 * stop, time, label, labels.row)
                mark(labels, stop)


def queue_lines(network: Network, fares: FareMap, labels: Labels) -> int:
    """Note the lines that the tariff knows at the marked stops, and the first call at which somebody may board."""
    queued = 0
    for index in range(labels.counts[MARKS]):
        stop = labels.marks[index]
        for call in range(network.calls_begin[stop], network.calls_begin[stop + 1]):
            line, place = network.call_lines[call], network.call_places[call]
            if fares.lines[line] == UNKNOWN:
                continue
            if labels.first[line] < 0:
                labels.queue[queued] = line
                queued += 1
                labels.first[line] = place
            elif place < labels.first[line]:
                labels.first[line] = place
    return queued


def go_along(network: Network, fares: FareMap, asked: Asked, labels: Labels, line: int, rides: int) -> None:
    """Go along a line with everybody who boards it in this round."""
    at = network.stops_begin[line]
    length = network.stops_begin[line + 1] - at
    labels.counts[ABOARD] = 0
    for call in range(labels.first[line], length):
        stop = network.stops[at + call]
        limit = asked.alight_by[asked.rides - rides, stop]
        if network.flags[at + call] & ALIGHTING and limit > 0:
            for passenger in range(labels.counts[ABOARD]):
                time = arrives(network, labels.aboard[passenger, 1], call)
                price = labels.aboard[passenger, 6]
                if time <= limit and not is_hopeless(labels, time + asked.ahead[stop], rides, price):
                    get_off(network, fares, asked, labels, passenger, line, call, time)
        if labels.marked[stop] and network.flags[at + call] & BOARDING and call + 1 < length:
            bag = labels.places[2 * stop, BAG_BEGIN]
            for entry in range(bag, bag + labels.places[2 * stop, BAG_SIZE]):
                if labels.bags[entry, WHO] >= labels.counts[SINCE]:
                    get_on(network, fares, asked, labels, labels.bags[entry, WHO], line, call)


def search(
    network: Network,
    fares: FareMap,
    asked: Asked,
    labels: Labels,
    stops: Ints,
    seconds: Ints,
    leave: int,
    walk: int,
    known: Ints,
) -> int:
    """Leave at a time; who is on foot all the way takes `walk` seconds. Whether there was room enough.

    `known` are rides and prices for which the arrival is settled, whenever it is: only what improves on them is found.
    """
    begin(asked, labels, stops, seconds, leave)
    for one in range(len(known)):
        note_end(labels, leave, known[one, 0], known[one, 1], -1)
    if walk < NEVER:
        note_end(labels, leave + walk, 0, 0, -1)
    rides = 0
    while rides < asked.rides and labels.counts[MARKS] > 0 and not labels.counts[LACKING]:
        rides += 1
        queued = queue_lines(network, fares, labels)
        labels.counts[FRESH] = 0
        for index in range(queued):
            line = labels.queue[index]
            if not labels.counts[LACKING]:
                go_along(network, fares, asked, labels, line, rides)
            labels.first[line] = -1
        for index in range(labels.counts[MARKS]):
            labels.marked[labels.marks[index]] = 0
        labels.counts[MARKS] = 0
        labels.counts[SINCE] = labels.counts[LABELS]
        if rides < asked.rides and not labels.counts[LACKING]:
            change(network, fares, asked, labels)
    for index in range(labels.counts[MARKS]):
        labels.marked[labels.marks[index]] = 0
    return int(labels.counts[LACKING] == 0)


def write_ends(labels: Labels, rows: Ints) -> None:
    """Each end as a row of `balai.engines.transit.legs`: start, arrival, rides, then line, trip, on and off of each.

    Without rides: the walk, and what was known before.
    """
    for end in range(labels.counts[ENDS]):
        label = labels.ends[end, 3]
        rows[end, 1], rows[end, 2] = labels.ends[end, 0], 0
        if label < 0:
            continue
        rows[end, 2] = labels.ends[end, 1]
        for number in range(labels.ends[end, 1] - 1, -1, -1):
            for item in range(4):
                rows[end, legs.HEAD + number * 4 + item] = labels.way[label, item]
            label = labels.parent[labels.parent[label]]


ENTRIES = ("search", "write_ends")
MODULES = (cheapest_labels.__name__, cheapest_signs.__name__, cheapest_steps.__name__, __name__)
SOURCES = (
    Path(__file__),
    *(Path(module.__file__ or "") for module in (cheapest_labels, cheapest_signs, cheapest_steps, fare_steps, network)),
)


def compiled_search(tariff: Tariffed) -> Any:
    """`search` and `write_ends` as machine code, with the functions of this kind of tariff inside."""
    return _compiled(tariff.stamp, tuple(sorted(tariff.steps.items())))


@cache
def _compiled(stamp: str, steps: tuple[tuple[str, Any], ...]) -> Any:
    own = sha256(b"".join(path.read_bytes() for path in SOURCES)).hexdigest()[:12]
    shared: dict[str, Any] = {
        **vars(cheapest_labels),
        **vars(cheapest_signs),
        **vars(cheapest_steps),
        **globals(),
        **dict(steps),
    }
    functions = [
        value
        for value in shared.values() if isinstance(value, FunctionType) and value.__module__ in MODULES
    ]  # fmt: skip
    for function in functions:
        copied = FunctionType(function.__code__, shared, function.__name__)
        # Kept code bears the stamps of all sources that went into it: Numba itself looks at one file only.
        copied.__module__, copied.__qualname__ = function.__module__, f"{function.__name__}_{stamp}_{own}"
        # Only what Python calls needs a way in from Python, which takes longer to compile than the rest.
        inner = function.__name__ not in ENTRIES
        options: dict[str, Any] = {"cache": True, "nogil": True, "no_cpython_wrapper": inner, "no_cfunc_wrapper": True}
        # Nothing here makes arrays. Counting references to all of them at each call took more than half of the time, and
        # handing them over half of the rest.
        options["_nrt"], options["forceinline"] = False, inner
        shared[function.__name__] = numba.njit(**options)(copied)
    return SimpleNamespace(search=shared["search"], write_ends=shared["write_ends"])
