"""What decides comparisons of travellers in the search for least fares, as the tariff says. Compiled with it."""

from __future__ import annotations

from typing import Any

from balai.engines.transit.cheapest_labels import is_hopeless, pack
from balai.engines.transit.fare_steps import (
    ANY_PLACE,
    KEYS,
    LATE,
    LENGTH,
    MATTER,
    OPEN,
    OPENED,
    PACKED,
    STEADY,
    THROUGH,
    WINDOW,
    Asked,
    FareMap,
    Labels,
)  # fmt: skip

sign: Any = None
sign_inside: Any = None
least: Any = None
dearer_beyond: Any = None


def metres_to_board(asked: Asked, stop: int, rides: int) -> int:
    """Metres that somebody who is ready to board must ride at least, with so many rides left; 0 where not known."""
    return int(asked.metres_board[rides, stop]) if len(asked.metres_board) else 0


def metres_to_go(asked: Asked, stop: int, rides: int) -> int:
    """Metres that somebody who just came must ride at least, with so many rides left; 0 where not known."""
    return int(asked.metres_come[rides, stop]) if len(asked.metres_come) else 0


def is_inside(fares: FareMap, line: int) -> bool:
    """Whether who gets off is still inside gates. Without a table of distances each ride stands alone."""
    return bool(fares.gates[fares.lines[line]]) and len(fares.pairs) > 0


def last_of_use(asked: Asked, labels: Labels, ends: int, rides: int, price: int) -> int:
    """Until when whoever will have paid so much at least may still be the best, whose package's clock runs out at `ends`.

    Until then only, where somebody is known to be there by `ends` and no dearer than all that goes on after it. Notes in
    the sign how long before the search's end that is; nothing, where by `ends` somebody is known to be there no dearer at
    all: then it makes no difference how long the clock runs.
    """
    horizon, time = asked.clock + asked.latest, ends - asked.clock
    labels.late[0] = 0
    if ends >= horizon:
        return horizon
    if is_hopeless(labels, time, rides + 1, price):
        return ends
    more = dearer_beyond(asked.tables, asked.facts)
    if more and is_hopeless(labels, time, rides + 1, price + more):
        labels.late[0] = horizon - ends
        return ends
    return horizon


def sign_ready(fares: FareMap, asked: Asked, labels: Labels, parent: int, stop: int, time: int, ahead: int) -> None:
    """Sign somebody who got off, as one who can board at a stop from a time on, outside of gates.

    Who was signed as inside of them is signed anew: outside nobody rides on as the same ride.
    """
    row, state = labels.row, labels.state[parent]
    if not asked.facts[STEADY] or labels.inside[parent, 0] >= 0:
        labels.late[0], until = 0, asked.clock + asked.latest
        if labels.states[state, OPEN]:
            ends = labels.states[state, OPENED] + asked.tables[0][WINDOW]
            until = last_of_use(asked, labels, ends, labels.rides[parent], labels.price[parent])
        sign(
            labels.states[state], asked.tables, asked.facts, asked.group, until, asked.clock + time,
            fares.places[stop], ahead, labels.sign[0],
        )  # fmt: skip
        labels.sign[0, LATE] = labels.late[0]
        pack(labels)
        return
    for item in range(PACKED):
        row[item] = labels.packs[parent, item]
    length, matter = 1 + LENGTH - KEYS, asked.facts[MATTER]
    if asked.facts[THROUGH] and row[length] < matter and row[length] + ahead >= matter:
        row[length] = matter


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
    price, until = int(least(labels.cells, asked.tables, asked.facts, asked.group, horizon, ahead)), horizon
    labels.late[0] = 0
    if labels.cells[OPEN] and not asked.facts[STEADY]:
        until = last_of_use(asked, labels, labels.cells[OPENED] + asked.tables[0][WINDOW], rides, price)
    sign(
        labels.cells, asked.tables, asked.facts, asked.group, until, asked.clock + time, ANY_PLACE, ahead,
        labels.sign[0],
    )  # fmt: skip
    labels.sign[0, LATE] = labels.late[0]
    return price
