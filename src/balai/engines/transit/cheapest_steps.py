"""The search for least fares, as it is compiled: RAPTOR whose stops hold many labels, told apart by the tariff's states.

Delling, Pajor and Werneck, "Round-Based Public Transit Routing" (2015), section on more criteria (McRAPTOR), within
bounds found beforehand as by Delling, Dibbelt and Pajor, "Fast and Exact Public Transit Routing with Restricted Pareto
Sets" (2019). The functions named first are those of the tariff; `cheapest_compiling` puts them in place.
"""

from __future__ import annotations

from typing import Any

from balai.engines.transit.cheapest_labels import (
    is_beaten,
    is_hopeless,
    keep_state,
    mark,
    new_label,
    note_end,
    pack,
    put_in,
    sit_down,
    take_cells,
)  # fmt: skip
from balai.engines.transit.cheapest_signs import is_inside, last_of_use, metres_to_board, sign_off, sign_ready
from balai.engines.transit.compiled import NEVER
from balai.engines.transit.fare_steps import (
    CHARGED,
    FRESH,
    LACKING,
    LATE,
    LONGEST,
    PACKED,
    PAID,
    STEADY,
    UNKNOWN,
    UNMEASURED,
    WINDOW,
    Asked,
    FareMap,
    Labels,
)  # fmt: skip
from balai.engines.transit.network import Network, departs, first_trip

start: Any = None
ride: Any = None
sign_aboard: Any = None
least: Any = None
runs_out: Any = None
later_may_differ: Any = None


def metres_ridden(fares: FareMap, line: int, at: int, on: int, off: int, origin: int, stop: int) -> int:
    """Metres that a ride is charged for, 0 where they don't count; UNKNOWN where nobody knows them."""
    network = fares.lines[line]
    if not fares.measured[network]:
        return 0
    if not len(fares.pairs):
        return int(fares.along[at + off] - fares.along[at + on])
    begin, end = fares.ranks[network, origin], fares.ranks[network, stop]
    if begin < 0 or end < 0:
        return UNKNOWN
    return int(fares.pairs[fares.pair_begin[network] + begin * fares.pair_size[network] + end])


def make_ready(fares: FareMap, asked: Asked, labels: Labels, parent: int, stop: int, time: int, inside: int) -> None:
    """Somebody who rode can board at a stop from a time on, unless others are better; `inside`: 1 inside gates."""
    rides, state = labels.rides[parent], labels.state[parent]
    if time > asked.board_by[asked.rides - rides, stop]:
        return
    there = time + asked.ahead[stop]
    if is_hopeless(labels, there, rides + 1, labels.price[parent]):
        return
    ahead, before = metres_to_board(asked, stop, asked.rides - rides), state
    if inside:
        ahead, before = 0, labels.inside[parent, 0]
        for item in range(PACKED):
            labels.row[item] = labels.packs[parent, item]
    else:
        sign_ready(fares, asked, labels, parent, stop, time, ahead)
    if is_beaten(labels, 2 * stop, time, labels.row):
        return
    price = least(
        labels.states[before], asked.tables, asked.facts, asked.group, asked.clock + asked.latest, ahead
    )  # fmt: skip
    if price > labels.price[parent] and is_hopeless(labels, there, rides + 1, price):
        return
    label = new_label(labels, time, stop, rides, parent, state, price)
    if label < 0:
        return
    put_in(labels, 2 * stop, time, label, labels.row)
    if inside:
        for item in range(3):
            labels.inside[label, item] = labels.inside[parent, item]
    mark(labels, stop)


def change(network: Network, fares: FareMap, asked: Asked, labels: Labels) -> None:
    """From where vehicles arrived: change there, or walk one footpath and board there."""
    for index in range(labels.counts[FRESH]):
        label = labels.fresh[index]
        if not labels.alive[label] or labels.counts[LACKING]:
            continue
        stop, time = labels.stop[label], labels.time[label]
        inside = int(labels.inside[label, 0] >= 0)
        begin = network.walk_begin[stop]
        for path in range(begin - int(network.change[stop] < NEVER), network.walk_begin[stop + 1]):
            there, target, still = time + network.change[stop], stop, inside
            if path >= begin:
                there, target = time + network.walk_seconds[path], network.walk_targets[path]
                still = inside if fares.homes[target] == fares.homes[stop] else 0
            make_ready(fares, asked, labels, label, target, there, still)


def until_aboard(
    fares: FareMap, asked: Asked, labels: Labels, label: int, number: int, boarded: int, origin: int
) -> int:
    """Until when somebody who boards, with the cells as they are before, may still be the best."""
    labels.late[0] = 0
    if asked.facts[STEADY]:
        return asked.clock + asked.latest
    ends = runs_out(
        labels.cells, asked.tables, number, asked.clock + boarded, asked.wall + boarded, fares.places[origin]
    )  # fmt: skip
    return last_of_use(asked, labels, ends, labels.rides[label], labels.price[label])


def waits(fares: FareMap, asked: Asked, labels: Labels, number: int, boarded: int, origin: int, until: int) -> bool:
    """Whether a later vehicle of the line may ever be cheaper.

    Who opens a package by boarding has one that lasts the longer, the later that is: then all the search's time counts.
    """
    if until == asked.clock + boarded + asked.tables[0][WINDOW]:
        until = asked.clock + asked.latest
    return later_may_differ(  # type: ignore[no-any-return]
        labels.cells, asked.tables, asked.facts, asked.group, until, number, asked.clock + boarded,
        asked.wall + boarded, fares.places[origin],
    )  # fmt: skip


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
        there = leaves + asked.ahead[stop]
        if leaves > limit or is_hopeless(labels, there, labels.rides[label] + 1, labels.price[label]):
            return
        boarded = labels.inside[label, 1] if goes_on else leaves
        take_cells(labels, before)
        until = until_aboard(fares, asked, labels, label, number, boarded, origin)
        later = asked.tables[0][14] != 0 if goes_on else waits(fares, asked, labels, number, boarded, origin, until)
        metres = UNMEASURED
        if not goes_on and not len(fares.pairs):
            metres = int(fares.along[network.stops_begin[line] + call])
        sign_aboard(
            labels.cells, asked.tables, asked.facts, asked.group, until, number, asked.clock + boarded,
            asked.wall + boarded, fares.places[origin], 65536 + origin if goes_on else call, trip, metres,
            labels.sign[0],
        )  # fmt: skip
        labels.sign[0, LATE] = labels.late[0]
        price = least(labels.cells, asked.tables, asked.facts, asked.group, asked.clock + asked.latest, ahead)
        if price <= labels.price[label] or not is_hopeless(labels, there, labels.rides[label] + 1, price):
            pack(labels)
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
        label = new_label(labels, time, stop, rides, parent, 0, price)
        note_end(labels, there, rides, paid, label)
    if rides < asked.rides and not is_hopeless(labels, time + asked.ahead[stop], rides + 1, price):
        label = note_arrival(labels, label, time, stop, rides, parent, price)
    if label < 0:
        return
    way = labels.way
    way[label, 0], way[label, 1] = line, labels.aboard[passenger, 1] - network.trips_begin[line]
    way[label, 2], way[label, 3] = labels.aboard[passenger, 2], place
    if is_inside(fares, line):
        for item in range(3):
            labels.inside[label, item] = labels.aboard[passenger, 3 + item]


def note_arrival(labels: Labels, label: int, time: int, stop: int, rides: int, parent: int, price: int) -> int:
    """Somebody goes on from a stop, unless another there is at least as good; the label, or -1 as it was."""
    pack(labels)
    bag = 2 * stop + 1
    if is_beaten(labels, bag, time, labels.row):
        return label
    if label < 0:
        label = new_label(labels, time, stop, rides, parent, 0, price)
        if label < 0:
            return label
    labels.state[label] = keep_state(labels)
    for item in range(PACKED):
        labels.packs[label, item] = labels.row[item]
    put_in(labels, bag, time, label, labels.row)
    labels.fresh[labels.counts[FRESH]] = label
    labels.counts[FRESH] += 1
    return label
