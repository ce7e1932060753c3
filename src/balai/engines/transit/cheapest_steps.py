"""The search for least fares, as it is compiled: RAPTOR whose stops hold many labels, told apart by the tariff's states.

Delling, Pajor and Werneck, "Round-Based Public Transit Routing" (2015), section on more criteria (McRAPTOR), within
bounds found beforehand as by Delling, Dibbelt and Pajor, "Fast and Exact Public Transit Routing with Restricted Pareto
Sets" (2019). The functions named first are those of the tariff; `cheapest_compiling` puts them in place.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from balai.engines.transit.cheapest_labels import (
    is_beaten,
    is_hopeless,
    keep_state,
    mark,
    new_label,
    note_end,
    sit_down,
    take_cells,
    without_beaten,
)  # fmt: skip
from balai.engines.transit.compiled import NEVER
from balai.engines.transit.fare_steps import (
    ANY_PLACE,
    CHARGED,
    FRESH,
    LONGEST,
    PAID,
    SIGNS,
    UNKNOWN,
    UNMEASURED,
    Asked,
    FareMap,
    Labels,
)  # fmt: skip
from balai.engines.transit.network import Network, departs, first_trip

start: Any = None
ride: Any = None
sign: Any = None
sign_aboard: Any = None
sign_inside: Any = None
least: Any = None
later_may_differ: Any = None


def metres_to_board(asked: Asked, stop: int, rides: int) -> int:
    """Metres that somebody who is ready to board must ride at least, with so many rides left; 0 where not known."""
    return int(asked.metres_board[rides, stop]) if len(asked.metres_board) else 0


def metres_to_go(asked: Asked, stop: int, rides: int) -> int:
    """Metres that somebody who just came must ride at least, with so many rides left; 0 where not known."""
    return int(asked.metres_come[rides, stop]) if len(asked.metres_come) else 0


def metres_ridden(fares: FareMap, line: int, at: int, on: int, off: int, origin: int, stop: int) -> int:
    """Metres that a ride is charged for, 0 where they don't count; UNKNOWN where nobody knows them."""
    network = fares.lines[line]
    if not fares.measured[network]:
        return 0
    if not len(fares.pairs):
        return int(np.rint(fares.along[at + off] - fares.along[at + on]))
    begin, end = fares.ranks[network, origin], fares.ranks[network, stop]
    if begin < 0 or end < 0:
        return UNKNOWN
    return int(fares.pairs[fares.pair_begin[network] + begin * fares.pair_size[network] + end])


def make_ready(fares: FareMap, asked: Asked, labels: Labels, parent: int, stop: int, time: int, inside: int) -> None:
    """Somebody who rode can board at a stop from a time on, unless others are better; `inside`: 1 inside gates."""
    rides, state = labels.rides[parent], labels.state[parent]
    if time > asked.board_by[asked.rides - rides, stop]:
        return
    ahead = metres_to_board(asked, stop, asked.rides - rides)
    row, before = labels.sign[0], state
    if inside:
        before = labels.inside[parent, 0]
        for place in range(SIGNS):
            row[place] = labels.signs[parent, place]
    else:
        sign(
            labels.states[state], asked.tables, asked.facts, asked.group, asked.clock + asked.latest,
            asked.clock + time, fares.places[stop], ahead, row,
        )  # fmt: skip
    if is_beaten(labels, labels.ready[stop], time, labels.sign):
        return
    price = least(
        labels.states[before],
        asked.tables,
        asked.facts,
        asked.group,
        asked.clock + asked.latest,
        0 if inside else ahead,
    )
    if is_hopeless(labels, time + asked.ahead[stop], rides + 1, price):
        return
    first = without_beaten(labels, labels.ready[stop], time, labels.sign)
    label = new_label(labels, time, stop, rides, parent, state)
    if label < 0:
        return
    labels.next[label], labels.ready[stop] = first, label
    if inside:
        for item in range(3):
            labels.inside[label, item] = labels.inside[parent, item]
    mark(labels, stop)


def change(network: Network, fares: FareMap, asked: Asked, labels: Labels) -> None:
    """From where vehicles arrived: change there, or walk one footpath and board there."""
    for index in range(labels.counts[FRESH]):
        label = labels.fresh[index]
        if not labels.alive[label]:
            continue
        stop, time = labels.stop[label], labels.time[label]
        inside = int(labels.inside[label, 0] >= 0)
        if network.change[stop] < NEVER:
            make_ready(fares, asked, labels, label, stop, time + network.change[stop], inside)
        for path in range(network.walk_begin[stop], network.walk_begin[stop + 1]):
            there = time + network.walk_seconds[path]
            make_ready(fares, asked, labels, label, network.walk_targets[path], there, 0)


def get_on(network: Network, fares: FareMap, asked: Asked, labels: Labels, label: int, line: int, call: int) -> None:
    """Somebody who is ready boards the next trip of a line, and later ones where these may ever be cheaper."""
    number, stop = fares.lines[line], labels.stop[label]
    begin = labels.inside[label, 0]
    goes_on = begin >= 0 and fares.lines[labels.way[labels.parent[label], 0]] == number
    origin = labels.inside[label, 2] if goes_on else stop
    before = begin if goes_on else labels.state[label]
    if fares.zones[number, origin] == UNKNOWN:
        return
    ahead = 0 if goes_on else metres_to_board(asked, stop, asked.rides - labels.rides[label])
    first, last = network.trips_begin[line], network.trips_begin[line + 1]
    limit = asked.board_by[asked.rides - labels.rides[label], stop]
    for trip in range(first_trip(network, call, first, last, labels.time[label]), last):
        leaves = departs(network, trip, call)
        if leaves > limit:
            return
        boarded = labels.inside[label, 1] if goes_on else leaves
        take_cells(labels, before)
        later = asked.tables[0][14] != 0
        if not goes_on:
            later = later_may_differ(
                labels.cells, asked.tables, asked.facts, asked.group, asked.clock + asked.latest, number,
                asked.clock + boarded, asked.wall + boarded, fares.places[origin],
            )  # fmt: skip
        metres = UNMEASURED
        if not goes_on and not len(fares.pairs):
            metres = int(fares.along[network.stops_begin[line] + call])
        sign_aboard(
            labels.cells, asked.tables, asked.facts, asked.group, asked.clock + asked.latest, number,
            asked.clock + boarded, asked.wall + boarded, fares.places[origin],
            65536 + origin if goes_on else call, trip, metres, labels.sign[0],
        )  # fmt: skip
        price = least(labels.cells, asked.tables, asked.facts, asked.group, asked.clock + asked.latest, ahead)
        if not is_hopeless(labels, leaves + asked.ahead[stop], labels.rides[label] + 1, price):
            sit_down(labels, label, trip, call, before, boarded, origin, price)
        if not later:
            return


def charge(
    network: Network, fares: FareMap, asked: Asked, labels: Labels, passenger: int, line: int, place: int, time: int
) -> bool:
    """The cells become the state of a passenger who gets off at a call; whether that can be priced.

    Where no end is read, the ride counts as one that ended where and when it began.
    """
    number = fares.lines[line]
    stop, origin = network.stops[network.stops_begin[line] + place], labels.aboard[passenger, 5]
    boarded, alighted = labels.aboard[passenger, 4], time
    if not fares.taps_out[number]:
        stop, alighted = origin, boarded
    at, on = network.stops_begin[line], labels.aboard[passenger, 2]
    metres = metres_ridden(fares, line, at, on, place, origin, stop)
    if metres == UNKNOWN or fares.zones[number, stop] == UNKNOWN or alighted - boarded > asked.tables[0][LONGEST]:
        return False
    take_cells(labels, labels.aboard[passenger, 3])
    ride(
        labels.cells, asked.tables, number, asked.clock + boarded, asked.wall + boarded, asked.clock + alighted, metres,
        fares.zones[number, origin], fares.zones[number, stop], fares.places[origin], fares.places[stop], 1,
        asked.group,
    )  # fmt: skip
    return True


def sign_off(fares: FareMap, asked: Asked, labels: Labels, passenger: int, line: int, stop: int, time: int) -> int:
    """Sign the cells as those of somebody who got off; what that person will have paid at least in the end."""
    horizon, number = asked.clock + asked.latest, fares.lines[line]
    if is_inside(fares, line):
        boarded, origin = labels.aboard[passenger, 4], labels.aboard[passenger, 5]
        sign_inside(
            labels.cells, asked.tables, asked.facts, asked.group, horizon, number, asked.clock + boarded,
            asked.wall + boarded, origin, labels.sign[0],
        )  # fmt: skip
        before = labels.states[labels.aboard[passenger, 3]]
        return int(least(before, asked.tables, asked.facts, asked.group, horizon, 0))
    rides = labels.rides[labels.aboard[passenger, 0]] + 1
    ahead = metres_to_go(asked, stop, asked.rides - rides)
    sign(
        labels.cells, asked.tables, asked.facts, asked.group, horizon, asked.clock + time, ANY_PLACE, ahead,
        labels.sign[0],
    )  # fmt: skip
    return int(least(labels.cells, asked.tables, asked.facts, asked.group, horizon, ahead))


def is_inside(fares: FareMap, line: int) -> bool:
    """Whether who gets off is still inside gates. Without a table of distances each ride stands alone."""
    return bool(fares.gates[fares.lines[line]]) and len(fares.pairs) > 0


def get_off(
    network: Network, fares: FareMap, asked: Asked, labels: Labels, passenger: int, line: int, place: int, time: int
) -> None:
    """A passenger gets off: the ride is charged, and who is not beaten is noted."""
    if not charge(network, fares, asked, labels, passenger, line, place, time):
        return
    stop, parent = network.stops[network.stops_begin[line] + place], labels.aboard[passenger, 0]
    rides, label = labels.rides[parent] + 1, -1
    price = sign_off(fares, asked, labels, passenger, line, stop, time)
    paid, there = labels.cells[PAID] + labels.cells[CHARGED], time + asked.egress[stop]
    if there <= asked.latest and not is_hopeless(labels, there, rides, paid):
        label = new_label(labels, time, stop, rides, parent, 0)
        note_end(labels, there, rides, paid, label)
    if rides < asked.rides and not is_hopeless(labels, time + asked.ahead[stop], rides + 1, price):
        label = note_arrival(labels, label, time, stop, rides, parent)
    if label < 0:
        return
    way = labels.way
    way[label, 0], way[label, 1] = line, labels.aboard[passenger, 1] - network.trips_begin[line]
    way[label, 2], way[label, 3] = labels.aboard[passenger, 2], place
    if is_inside(fares, line):
        for item in range(3):
            labels.inside[label, item] = labels.aboard[passenger, 3 + item]


def note_arrival(labels: Labels, label: int, time: int, stop: int, rides: int, parent: int) -> int:
    """Somebody goes on from a stop, unless another there is at least as good; the label, or -1 as it was."""
    if is_beaten(labels, labels.rode[stop], time, labels.sign):
        return label
    first = without_beaten(labels, labels.rode[stop], time, labels.sign)
    if label < 0:
        label = new_label(labels, time, stop, rides, parent, 0)
        if label < 0:
            return label
    labels.state[label] = keep_state(labels)
    labels.next[label], labels.rode[stop] = first, label
    labels.fresh[labels.counts[FRESH]] = label
    labels.counts[FRESH] += 1
    return label
