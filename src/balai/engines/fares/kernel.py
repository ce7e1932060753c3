"""The tariff automaton: whole numbers in, whole rupiah out. One source, run as Python or compiled (see `bulk`).

A state is a row of WIDTH whole numbers, a tariff a tuple of rows (see `tables`). Times are seconds: `boarded` and
`alighted` on a clock that never jumps (UTC), `local` on the wall clock of the city, from which the hour and the day of
a tariff follow. Money is in whole rupiah, distances are in whole metres.

A *journey* is a chain of rides without a break. Within it the package's clock runs; a ride that is under way when it
ends closes the package at its full price and opens a new one (its metres are split by time, see `_ride_on`).
Everything is a function of what is passed: no clock, no order of arrival.
"""

from __future__ import annotations

from collections.abc import MutableSequence, Sequence

Cells = MutableSequence[int]
Row = Sequence[int]
Tables = tuple[Row, Row, Row, Row, Row, Row]

# Rows of a tariff
TERMS, NETWORKS, RULES, AMOUNTS, PERCENTS, VALIDITY = 0, 1, 2, 3, 4, 5

# Cells of a state
OPEN, OPENED, ALIGHTED, PLACE, MODES, RIDES, ORDINARY, CLOSED, METRES, CHARGED = 0, 1, 2, 3, 4, 5, 6, 7, 8, 9
DAY, DAY_BEFORE, WEEK, WEEK_BEFORE, PAID, NOTES, RULE, FARE, JOURNEYS = 10, 11, 12, 13, 14, 15, 16, 17, 18
NETWORK, BOARDED, LOCAL, ORIGIN, ZONE, GROUP = 19, 20, 21, 22, 23, 24
WIDTH = 25

# Terms of a tariff
DAY_STARTS, ROUND_TO, ROUND_HOW, COUNT, PACKAGED, LEAST_MODES, SUMMED, BOARDING, EACH, UNIT, UNIT_HOW = (
    0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
)  # fmt: skip
MOST, WINDOW, SPLITS, GAP, ANYWHERE, WITH_DAY, MOST_RIDES, CHEAPER, DAY_CAP, WEEK_CAP, DOUBLED, LONGEST = (
    11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22,
)  # fmt: skip

# A network's row: its rules from … up to …, the bit of its mode, whether the package takes it, whether one taps out
NETWORK_WIDTH = 5
# A rule's row: hours from … until …, weekdays, kind and its numbers
RULE_WIDTH = 13
FROM, UNTIL, WEEKDAYS, KIND, BASE, PER, OF, FREE, LEAST, TOP, TABLE, ZONES, HOW = (
    0,
    1,
    2,
    3,
    4,
    5,
    6,
    7,
    8,
    9,
    10,
    11,
    12,
)
FLAT, DISTANCE, STEPS, PAIRS = 0, 1, 2, 3

UP, NEAREST, DOWN = 0, 1, 2
SECONDS_OF_DAY = 86_400
THURSDAY = 3  # 1970-01-01, from which days are counted; Monday is 0
NOWHERE = -1
FAR = 1_000_000_000  # metres that stand for a ride without an end: beyond every cap
NO_CAP = 1 << 60

# Notes: why the last ride costs what it costs
JOINED, WINDOW_OVER, ELSEWHERE, NEW_DAY, OVERRUN, INTEGRATED, ORDINARY_CHEAPER, CAPPED = 1, 2, 4, 8, 16, 32, 64, 128
DAY_CAPPED, WEEK_CAPPED, INCOMPLETE, REDUCED, BY_HOUR, PACKAGE_REDUCED = 256, 512, 1024, 2048, 4096, 8192


def rounded(amount: int, divisor: int, how: int) -> int:
    """`amount` / `divisor` as a whole number: up, to the nearest (halves up), or down."""
    if how == UP:
        return -(-amount // divisor)
    if how == NEAREST:
        return (2 * amount + divisor) // (2 * divisor)
    return amount // divisor


def reduced(amount: int, percent: int, terms: Row) -> int:
    """`percent` of an amount, rounded as the tariff says."""
    if percent == 100:
        return amount
    return rounded(amount * percent, 100 * terms[ROUND_TO], terms[ROUND_HOW]) * terms[ROUND_TO]


def day_of(local: int, terms: Row) -> int:
    """The ticket day of a wall-clock second, counted from 1970-01-01."""
    return (local - terms[DAY_STARTS]) // SECONDS_OF_DAY


def share_of_group(tables: Tables, group: int, column: int, day: int) -> int:
    """What part (percent) a group pays on a network or for a package (column COUNT) on a day."""
    validity = tables[VALIDITY]
    if group <= 0 or day < validity[2 * group] or day > validity[2 * group + 1]:
        return 100
    return tables[PERCENTS][group * (tables[TERMS][COUNT] + 1) + column]


def rule_at(tables: Tables, network: int, local: int) -> int:
    """The first of a network's rules that holds at that hour; its last one holds always."""
    networks, rules = tables[NETWORKS], tables[RULES]
    first, last = networks[network * NETWORK_WIDTH], networks[network * NETWORK_WIDTH + 1]
    second, weekday = local % SECONDS_OF_DAY, (local // SECONDS_OF_DAY + THURSDAY) % 7
    for number in range(first, last):
        row = number * RULE_WIDTH
        start, until = rules[row + FROM], rules[row + UNTIL]
        inside = start <= second < until if start < until else second >= start or second < until
        if inside and rules[row + WEEKDAYS] >> weekday & 1:
            return number
    return last - 1


def fare_of(tables: Tables, rule: int, metres: int, start: int, end: int, complete: int) -> int:
    """The ordinary fare of one ride by a rule; without an end, the rule's highest."""
    rules, amounts = tables[RULES], tables[AMOUNTS]
    row = rule * RULE_WIDTH
    kind, base = rules[row + KIND], rules[row + BASE]
    if kind == FLAT:
        return base
    if not complete:
        return rules[row + TOP]
    if kind == DISTANCE:
        units = rounded(metres, rules[row + OF], rules[row + HOW]) - rules[row + FREE]
        return min(rules[row + TOP], max(rules[row + LEAST], base + rules[row + PER] * max(0, units)))
    count = rules[row + ZONES]
    if kind == STEPS:
        return amounts[rules[row + TABLE] + min(abs(end - start), count - 1)]
    return amounts[rules[row + TABLE] + start * count + end]


def joins(state: Cells, tables: Tables, network: int, boarded: int, local: int, origin: int) -> int:
    """JOINED when a boarding goes on with the open journey, else the note that says why not (0: none is open)."""
    terms = tables[TERMS]
    if not state[OPEN] or not tables[NETWORKS][network * NETWORK_WIDTH + 3]:
        return 0
    if terms[WITH_DAY] and day_of(local, terms) != state[DAY]:
        return NEW_DAY
    if boarded - state[OPENED] > terms[WINDOW]:
        return WINDOW_OVER
    if terms[GAP] and boarded - state[ALIGHTED] > terms[GAP]:
        return ELSEWHERE
    if not terms[ANYWHERE] and (state[PLACE] == NOWHERE or state[PLACE] != origin):
        return ELSEWHERE
    return ELSEWHERE if terms[MOST_RIDES] and state[RIDES] >= terms[MOST_RIDES] else JOINED


def open_journey(state: Cells, tables: Tables, network: int, boarded: int, local: int) -> None:
    """Close what is open and begin anew with this boarding."""
    terms = tables[TERMS]
    close_journey(state)
    day = day_of(local, terms)
    week = (day + THURSDAY) // 7
    if day != state[DAY]:
        state[DAY], state[DAY_BEFORE] = day, 0
    if week != state[WEEK]:
        state[WEEK], state[WEEK_BEFORE] = week, 0
    state[OPEN] = 1 if terms[PACKAGED] and tables[NETWORKS][network * NETWORK_WIDTH + 3] else 0
    state[OPENED], state[MODES], state[RIDES] = boarded, 0, 0
    state[ORDINARY], state[CLOSED], state[METRES] = 0, 0, 0
    state[JOURNEYS] += 1


def close_journey(state: Cells) -> None:
    """What the open journey costs is paid for good."""
    state[PAID] += state[CHARGED]
    state[DAY_BEFORE] += state[CHARGED]
    state[WEEK_BEFORE] += state[CHARGED]
    state[CHARGED], state[OPEN] = 0, 0


def _ride_on(state: Cells, terms: Row, boarded: int, alighted: int, metres: int) -> int:
    """Add a ride's metres; where the package ends under way, split them by time, rounded down, and open the next."""
    note, since, left = 0, max(boarded, state[OPENED]), metres
    while terms[SPLITS] and state[OPEN] and alighted > state[OPENED] + terms[WINDOW]:
        ends = state[OPENED] + terms[WINDOW]
        if alighted > since:
            left -= left * (ends - since) // (alighted - since)
        state[CLOSED] += terms[MOST]
        state[METRES], state[OPENED], since = 0, ends, ends
        note = OVERRUN
    state[METRES] += left
    return note


def package_price(state: Row, terms: Row) -> int:
    """What the packages of the open journey cost before reductions, closed ones included."""
    if terms[SUMMED]:
        return min(terms[MOST], state[ORDINARY])
    units = rounded(state[METRES], terms[UNIT], terms[UNIT_HOW])
    return state[CLOSED] + min(terms[MOST], terms[BOARDING] + terms[EACH] * units)


def _charge(state: Cells, tables: Tables, group: int) -> int:
    """Set what the journey costs so far, and tell why."""
    terms, notes, price = tables[TERMS], 0, state[ORDINARY]
    modes, bits = state[MODES], 0
    while modes:
        modes &= modes - 1
        bits += 1
    if state[OPEN] and bits >= terms[LEAST_MODES]:
        whole = package_price(state, terms)
        percent = share_of_group(tables, group, terms[COUNT], state[DAY])
        integrated = reduced(whole, percent, terms)
        if integrated <= price or not terms[CHEAPER]:
            notes |= INTEGRATED if integrated != price or not terms[SUMMED] else 0
            notes |= CAPPED if whole >= state[CLOSED] + terms[MOST] else 0
            notes |= PACKAGE_REDUCED if percent != 100 else 0
            price = integrated
        else:
            notes |= ORDINARY_CHEAPER
    left_today, left_this_week = terms[DAY_CAP] - state[DAY_BEFORE], terms[WEEK_CAP] - state[WEEK_BEFORE]
    if price > min(left_today, left_this_week):
        price = max(0, min(left_today, left_this_week))
        notes |= DAY_CAPPED if left_today <= left_this_week else WEEK_CAPPED
    state[CHARGED] = price
    return notes


def ride(
    state: Cells, tables: Tables, network: int, boarded: int, local: int, alighted: int, metres: int,
    start: int, end: int, origin: int, place: int, complete: int, group: int,
) -> int:  # fmt: skip
    """Take one ride; what it adds to the bill in rupiah (negative: it makes the journey cheaper).

    `start` and `end` are zones of the network, `origin` and `place` the places of boarding and alighting: equal
    numbers are one interchange. A ride that is not `complete` has no end that is known.
    """
    terms, before = tables[TERMS], state[PAID] + state[CHARGED]
    notes = joins(state, tables, network, boarded, local, origin)
    if notes != JOINED:
        open_journey(state, tables, network, boarded, local)
    rule = rule_at(tables, network, local)
    whole = fare_of(tables, rule, metres, start, end, complete)
    percent = share_of_group(tables, group, network, day_of(local, terms))
    fare = reduced(whole, percent, terms)
    notes |= REDUCED if percent != 100 else 0
    notes |= 0 if rule + 1 == tables[NETWORKS][network * NETWORK_WIDTH + 1] else BY_HOUR
    notes |= 0 if complete else INCOMPLETE
    state[RULE], state[FARE] = rule, fare
    state[ORDINARY] += fare
    state[MODES] |= tables[NETWORKS][network * NETWORK_WIDTH + 2]
    state[RIDES] += 1
    notes |= _ride_on(state, terms, boarded, alighted, metres if complete else FAR)
    state[ALIGHTED], state[PLACE] = alighted, place if complete else NOWHERE
    notes |= _charge(state, tables, group)
    state[NOTES] = notes
    return state[PAID] + state[CHARGED] - before


def board(state: Cells, network: int, at: int, local: int, origin: int, zone: int) -> None:
    """A boarding, kept until `alight`. Nothing is charged yet."""
    state[NETWORK], state[BOARDED], state[LOCAL], state[ORIGIN], state[ZONE] = network, at, local, origin, zone


def alight(state: Cells, tables: Tables, at: int, metres: int, place: int, zone: int) -> int:
    """The end of the ride that `board` began; what it adds to the bill in rupiah."""
    network = state[NETWORK]
    state[NETWORK] = NOWHERE
    return ride(
        state, tables, network, state[BOARDED], state[LOCAL], at, metres, state[ZONE], zone, state[ORIGIN], place,
        1, state[GROUP],
    )  # fmt: skip


def start(state: Cells, group: int) -> None:
    """A rider of a group who has not travelled yet."""
    for cell in range(WIDTH):
        state[cell] = 0
    state[PLACE], state[NETWORK], state[GROUP], state[DAY], state[WEEK] = NOWHERE, NOWHERE, group, -1, -1
