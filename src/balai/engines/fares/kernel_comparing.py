"""The automaton inside a route search: which states may be compared, in the same numbers as `kernel`.

A route search keeps many states at each stop and may drop one only where another can never become dearer, whatever
rides follow. `sign` writes down what decides that: the first KEYS numbers must be equal, the others must not be higher.
What cannot make a difference any more (a clock that outlasts the search, metres beyond the ceiling, modes once there are
enough) is left out, so that as many states as possible meet. Where nothing is known, states are not compared.

Like `kernel`, one source runs as Python or compiled. Times are seconds in UTC; `horizon` is the time after which nobody
boards or alights.
"""

from __future__ import annotations

from balai.engines.fares.kernel import (
    ALIGHTED,
    ANYWHERE,
    BASE,
    BOARDING,
    CHARGED,
    CHEAPER,
    CLOSED,
    COUNT,
    DAY,
    DAY_BEFORE,
    DAY_CAP,
    DAY_STARTS,
    EACH,
    FLAT,
    FROM,
    GAP,
    JOINED,
    KIND,
    LEAST_MODES,
    METRES,
    MODES,
    MOST,
    MOST_RIDES,
    NETWORK_WIDTH,
    NETWORKS,
    NOWHERE,
    OPEN,
    OPENED,
    ORDINARY,
    PAID,
    PLACE,
    RIDES,
    ROUND_TO,
    RULE_WIDTH,
    RULES,
    SECONDS_OF_DAY,
    SPLITS,
    SUMMED,
    TERMS,
    UNIT,
    UNIT_HOW,
    UNTIL,
    WEEK,
    WEEK_BEFORE,
    WEEK_CAP,
    WINDOW,
    Cells,
    Row,
    Tables,
    day_of,
    joins,
    open_journey,
    reduced,
    rounded,
    rule_at,
    share_of_group,
)  # fmt: skip

KEYS, SIGNS = 7, 14
HOW_OPEN, CLOCK, LAST_END, ON_DAY, IN_WEEK, RIDE, RIDE_BEGAN = 0, 1, 2, 3, 4, 5, 6
SETTLED, BEFORE, TODAY, FARES, PACKAGES, LENGTH, LATE = 7, 8, 9, 10, 11, 12, 13

# Facts of a tariff (see `searching.facts_of`)
CAPPED, BY_DAY, MATTER, THROUGH, STEADY, WHOLE = 0, 1, 2, 3, 4, 5
ANY_PLACE = -2
"""Where somebody may still walk to any stop."""
ABOARD = -1
"""The time of somebody whose ride has not ended."""
UNMEASURED = -1


def is_over(state: Row, terms: Row, at: int, place: int) -> bool:
    """Whether every boarding at a place, at a time or later, begins a new journey."""
    if at > state[OPENED] + terms[WINDOW] or (terms[GAP] and at > state[ALIGHTED] + terms[GAP]):
        return True
    if terms[MOST_RIDES] and state[RIDES] >= terms[MOST_RIDES]:
        return True
    if terms[ANYWHERE] or place == ANY_PLACE:
        return False
    return state[PLACE] == NOWHERE or state[PLACE] != place


def has_modes(state: Row, terms: Row) -> bool:
    """Whether the journey has as many modes as the package asks for."""
    modes, bits = state[MODES], 0
    while modes:
        modes &= modes - 1
        bits += 1
    return bits >= terms[LEAST_MODES]


def sign(
    state: Row, tables: Tables, facts: Row, group: int, horizon: int, at: int, place: int, ahead: int, row: Cells
) -> None:
    """Write down what decides comparisons of a state of somebody who is at a place at a time, or aboard (ABOARD).

    `ahead` is the least number of metres still to ride in the package to where everybody goes, 0 where not known.
    """
    terms = tables[TERMS]
    for number in range(SIGNS):
        row[number] = 0
    if facts[CAPPED]:
        row[SETTLED], row[BEFORE] = state[PAID] - state[WEEK_BEFORE], state[WEEK_BEFORE] - state[DAY_BEFORE]
        row[TODAY], row[ON_DAY], row[IN_WEEK] = state[DAY_BEFORE], state[DAY], state[WEEK]
    else:
        row[TODAY] = state[PAID]
    if state[OPEN] and (at == ABOARD or not is_over(state, terms, at, place)):
        _sign_open(state, terms, facts, group, horizon, ahead, row)
    elif at == ABOARD:
        row[FARES] = state[ORDINARY]
    else:
        row[TODAY] += state[CHARGED]


def _sign_open(state: Row, terms: Row, facts: Row, group: int, horizon: int, ahead: int, row: Cells) -> None:
    ends, enough = state[OPENED] + terms[WINDOW] < horizon, has_modes(state, terms)
    modes = -1 if enough else state[MODES]
    row[HOW_OPEN] = 1 + 2 * ((state[RIDES] if terms[MOST_RIDES] else 0) + 1024 * (modes + 1))
    row[CLOCK] = state[OPENED] if ends else 0
    row[LAST_END] = state[ALIGHTED] if terms[GAP] and state[ALIGHTED] + terms[GAP] < horizon else 0
    row[ON_DAY] = state[DAY] if facts[BY_DAY] or group else 0
    row[FARES], row[PACKAGES] = state[ORDINARY], state[CLOSED]
    if enough and not terms[CHEAPER] and not terms[SUMMED]:
        row[FARES] = 0
    elif enough and not (ends and terms[SPLITS]):
        # Beyond the ceiling the package is cheaper for good; a reduction may round it up by less than one step.
        row[FARES] = min(state[ORDINARY], state[CLOSED] + terms[MOST] + terms[ROUND_TO])
    row[LENGTH] = min(state[METRES], facts[MATTER])
    if facts[THROUGH] and not ends and state[METRES] + ahead >= facts[MATTER]:
        row[LENGTH] = facts[MATTER]


def sign_aboard(
    state: Cells, tables: Tables, facts: Row, group: int, horizon: int, network: int, boarded: int, local: int,
    origin: int, mark: int, trip: int, metres: int, row: Cells,
) -> None:  # fmt: skip
    """Write down what decides comparisons of passengers of one line; `state` becomes that of somebody aboard.

    Of two of them the one on the earlier trip (trips of a line keep their order) with equal keys and no higher number
    is at least as good wherever both get off. `mark` tells where they boarded, `metres` how far along the line that is,
    or UNMEASURED where rides are not measured along the line.
    """
    terms = tables[TERMS]
    if joins(state, tables, network, boarded, local, origin) != JOINED:
        open_journey(state, tables, network, boarded, local)
    rule = rule_at(tables, network, local)
    state[MODES] |= tables[NETWORKS][network * NETWORK_WIDTH + 2]
    state[RIDES] += 1
    flat = tables[RULES][rule * RULE_WIDTH + KIND] == FLAT
    if flat:
        percent = share_of_group(tables, group, network, day_of(local, terms))
        state[ORDINARY] += reduced(tables[RULES][rule * RULE_WIDTH + BASE], percent, terms)
    sign(state, tables, facts, group, horizon, ABOARD, ANY_PLACE, 0, row)
    measured = state[OPEN] and facts[MATTER]
    if measured:
        row[LENGTH] = state[METRES] - (0 if metres == UNMEASURED else metres)
    if not flat or (measured and metres == UNMEASURED):
        row[RIDE] = 1 + rule + 4096 * mark
    if state[OPEN] and terms[SPLITS] and state[OPENED] + terms[WINDOW] < horizon:
        row[RIDE_BEGAN] = boarded
    if terms[GAP]:
        row[LAST_END] = trip


def sign_inside(
    state: Row, tables: Tables, facts: Row, group: int, horizon: int, network: int, boarded: int, local: int, mark: int,
    row: Cells,
) -> None:  # fmt: skip
    """Write down what decides comparisons of somebody who got off but is still inside a network's gates.

    Riding on from there is the same ride, and may be shorter than it was so far: nothing is left out. `mark` tells
    where the ride began.
    """
    terms = tables[TERMS]
    sign(state, tables, facts, group, horizon, ABOARD, ANY_PLACE, 0, row)
    row[FARES], row[LENGTH] = state[ORDINARY], state[METRES]
    row[RIDE] = 1 + rule_at(tables, network, local) + 4096 * (network + 256 * mark)
    if state[OPEN] and terms[SPLITS] and state[OPENED] + terms[WINDOW] < horizon:
        row[RIDE_BEGAN] = boarded


def least(state: Row, tables: Tables, facts: Row, group: int, horizon: int, ahead: int) -> int:
    """What somebody in this state will have paid at least at the end, whatever follows."""
    terms = tables[TERMS]
    if not state[OPEN]:
        return state[PAID] + state[CHARGED]
    metres = state[METRES]
    if facts[WHOLE] or (facts[THROUGH] and state[OPENED] + terms[WINDOW] >= horizon):
        metres += ahead
    if terms[SUMMED]:
        whole = min(terms[MOST], state[ORDINARY])
    else:
        units = rounded(metres, terms[UNIT], terms[UNIT_HOW])
        whole = state[CLOSED] + min(terms[MOST], terms[BOARDING] + terms[EACH] * units)
    price = reduced(whole, share_of_group(tables, group, terms[COUNT], state[DAY]), terms)
    if terms[CHEAPER] or not has_modes(state, terms):
        price = min(price, state[ORDINARY])
    left = min(terms[DAY_CAP] - state[DAY_BEFORE], terms[WEEK_CAP] - state[WEEK_BEFORE])
    return state[PAID] + max(0, min(price, left))


def runs_out(state: Cells, tables: Tables, network: int, boarded: int, local: int, origin: int) -> int:
    """When the clock of a package runs out for somebody who boards."""
    if joins(state, tables, network, boarded, local, origin) == JOINED:
        return state[OPENED] + tables[TERMS][WINDOW]
    return boarded + tables[TERMS][WINDOW]


def dearer_beyond(tables: Tables, facts: Row) -> int:
    """What is added at least to the least price, where somebody goes on after the clock of a package ran out.

    Two packages cost together at least what one would have cost for the metres of both, and its price for boarding once
    more: where every ride counts by the metre, units begun count whole, and nothing else can be cheaper.
    """
    terms = tables[TERMS]
    return min(terms[BOARDING], terms[MOST]) if facts[WHOLE] else 0


def later_may_differ(
    state: Cells,
    tables: Tables,
    facts: Row,
    group: int,
    horizon: int,
    network: int,
    boarded: int,
    local: int,
    origin: int,
) -> bool:
    """Whether waiting for a later vehicle of the same line may ever be cheaper than this one."""
    terms, left = tables[TERMS], horizon - boarded
    if terms[GAP] or _rules_change(tables, network, local, left):
        return True
    if (facts[BY_DAY] or group) and _until(terms[DAY_STARTS], local) <= left:
        return True
    if joins(state, tables, network, boarded, local, origin) == JOINED:
        return state[OPENED] + terms[WINDOW] < horizon
    return tables[NETWORKS][network * NETWORK_WIDTH + 3] != 0 and terms[WINDOW] < left


def _until(hour: int, local: int) -> int:
    """Seconds until the wall clock next shows an hour of the day."""
    return SECONDS_OF_DAY - (local - hour) % SECONDS_OF_DAY


def _rules_change(tables: Tables, network: int, local: int, left: int) -> bool:
    rules, place = tables[RULES], network * NETWORK_WIDTH
    first, last = tables[NETWORKS][place], tables[NETWORKS][place + 1]
    if last - first < 2:
        return False
    for number in range(first, last):
        row = number * RULE_WIDTH
        if min(_until(rules[row + FROM], local), _until(rules[row + UNTIL], local)) <= left:
            return True
    return _until(0, local) <= left
