"""A run that goes on as other trips becomes one longer run, so that every search knows staying seated without asking.

Of such a run one boards the calls of its own trip alone, and gets off anywhere: who boards one of the trips that follow
takes that trip's own run. So no departure is there twice. A run that goes on so on some of its days only becomes two, each
with its days. Trips that follow are kept as far as they lead to stops which those before them do not: whoever stays on
longer could have got off there earlier.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from balai.engines.transit.compiled import Floats, Ints, Longs
from balai.engines.transit.errors import FeedRefused
from balai.engines.transit.network import ALIGHTING, BOARDING, SEATED
from balai.engines.transit.profiles import Calls, shared
from balai.engines.transit.services import Services
from balai.engines.transit.staying import DAY, Link, day_sets
from balai.engines.transit.timetable import Patterns, Profiles, Runs, Stays, Timetable
from balai.engines.transit.walks import METRES_PER_DEGREE

MOST_STAYS = 8
"""Times that one may stay seated without getting off once."""
MOST_CALLS = 20_000_000
"""Calls of all runs that go on as others."""

Way = tuple[tuple[int, int], ...]
"""The runs that follow, each with the service days after the first run's own."""


class Chain(NamedTuple):
    """A run, what it goes on as, and on which of its days."""

    run: int
    way: Way
    days: int


def chain(timetable: Timetable, links: Sequence[Link], *, most: int) -> Timetable:
    """The timetable with the runs that go on as others put together.

    Raises:
        FeedRefused: there would be more than `most` runs, or more calls than can be held.
    """
    if not links:
        return timetable
    chains = list(_chains(timetable, links, most))
    calls, kept, of_chain = _calls(timetable, chains)
    routes = timetable.patterns.routes[timetable.profiles.patterns[timetable.runs.profiles[[one.run for one in kept]]]]
    patterns, profiles, profile_of = shared(calls, routes.astype(np.int32))
    count = len(timetable.profiles.patterns)
    chosen = [count + int(profile_of[one]) if one >= 0 else -1 for one in of_chain]
    services, of_days = _services(timetable.services, timetable.runs, chains)
    runs, places = _runs(timetable.runs, chains, chosen, of_days)
    return replace(
        timetable,
        patterns=_patterns(timetable.patterns, patterns),
        profiles=_profiles(timetable.profiles, profiles, len(timetable.patterns.routes)),
        runs=runs,
        services=services,
        stays=_stays(timetable, chains, places),
    )


def _chains(timetable: Timetable, links: Sequence[Link], most: int) -> Iterator[Chain]:
    """What each run that goes on as another becomes: one run for each way on, and one for the days without any."""
    following: dict[int, list[Link]] = defaultdict(list)
    for link in links:
        following[link.before].append(link)
    known = day_sets(timetable.services.bits)
    stops = _Stops(timetable)
    left = [most]
    for run in sorted(following):
        days = known[timetable.runs.services[run]]
        ways: dict[Way, int] = defaultdict(int)
        for way, held in _ways(following, run, days, MOST_STAYS, left):
            ways[stops.worth(way)] |= held
        for way, held in ways.items():
            if way:
                days &= ~held
                yield Chain(run, way, held)
        if days:
            yield Chain(run, (), days)


def _ways(
    following: dict[int, list[Link]], run: int, days: int, most: int, left: list[int]
) -> Iterator[tuple[Way, int]]:
    """Every way on from a run on some of its days, each with the days; days without any come with none."""
    left[0] -= 1
    if left[0] < 0:
        raise FeedRefused("there are too many ways of staying seated from one trip to the next")
    rest = days
    for link in following.get(run, ()) if most else ():
        held = days & link.days
        if held:
            rest &= ~held
            for way, there in _ways(following, link.after, held << link.shift, most - 1, left):
                further = tuple((after, shift + link.shift) for after, shift in way)
                yield ((link.after, link.shift), *further), there >> link.shift
    if rest:
        yield (), rest


class _Stops:
    """Where one may get off after staying seated."""

    def __init__(self, timetable: Timetable) -> None:
        self._timetable = timetable
        self._known: dict[int, frozenset[int]] = {}

    def worth(self, way: Way) -> Way:
        """The way as far as it leads to stops which it has not led to before."""
        led: set[int] = set()
        worth = 0
        for number, (run, _) in enumerate(way, start=1):
            new = self._of(run) - led
            worth = number if new else worth
            led |= new
        return way[:worth]

    def _of(self, run: int) -> frozenset[int]:
        pattern = int(self._timetable.profiles.patterns[self._timetable.runs.profiles[run]])
        if pattern not in self._known:
            patterns = self._timetable.patterns
            own = slice(patterns.begin[pattern] + 1, patterns.begin[pattern + 1])
            self._known[pattern] = frozenset(patterns.stops[own][patterns.flags[own] & ALIGHTING > 0].tolist())
        return self._known[pattern]


def _calls(timetable: Timetable, chains: Sequence[Chain]) -> tuple[Calls, list[Chain], list[int]]:
    """The calls of chains that differ in more than their runs, a chain for each, and which of them each chain is."""
    runs = timetable.runs
    numbers: dict[tuple[tuple[int, int], ...], int] = {}
    kept: list[Chain] = []
    of_chain: list[int] = []
    for one in chains:
        if not one.way:
            of_chain.append(-1)
            continue
        whole = ((one.run, 0), *one.way)
        begin = int(runs.starts[one.run])
        key = tuple((int(runs.profiles[run]), int(runs.starts[run]) + days * DAY - begin) for run, days in whole)
        of_chain.append(numbers.setdefault(key, len(kept)))
        if len(kept) < len(numbers):
            kept.append(one)
    lengths = np.diff(timetable.profiles.begin)
    total = sum(int(lengths[profile]) for key in numbers for profile, _ in key)
    if total > MOST_CALLS:
        raise FeedRefused(f"trips that go on as others would take {total:,} calls, more than {MOST_CALLS:,}")
    return _joined(timetable, list(numbers)), kept, of_chain


def _joined(timetable: Timetable, keys: list[tuple[tuple[int, int], ...]]) -> Calls:
    """The calls of trips one after the other, each given as its profile and its start after the first one's."""
    patterns, profiles = timetable.patterns, timetable.profiles
    parts = [part for key in keys for part in key]
    used = np.array([profile for profile, _ in parts], np.int64)
    lengths = np.diff(profiles.begin)[used]
    inside = np.arange(lengths.sum()) - np.repeat(np.cumsum(lengths) - lengths, lengths)
    times = np.repeat(profiles.begin[used], lengths) + inside
    place = np.repeat(patterns.begin[profiles.patterns[used]], lengths) + inside
    later = np.repeat(np.array([start for _, start in parts], np.int32), lengths)
    begins = np.cumsum(lengths) - lengths
    ordinal = np.concatenate([np.arange(len(key)) for key in keys])
    leads = np.cumsum([0, *(len(key) for key in keys)])
    begin = np.append(begins, len(place))[leads].astype(np.int64)
    stops = patterns.stops[place]
    metres = patterns.metres[place] + np.repeat(
        _before(timetable, patterns.metres[place], stops, begins, leads), lengths
    )
    return Calls(
        begin,
        stops,
        profiles.arrivals[times] + later,
        profiles.departures[times] + later,
        _flags(patterns.flags[place], begins, lengths, ordinal),
        metres,
    )


def _flags(
    flags: np.ndarray[tuple[int], np.dtype[np.uint8]], begins: Longs, lengths: Longs, ordinal: Longs
) -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    """One boards only the first trip, before its end, and gets off a later one only after its first stop."""
    made = flags.copy()
    head = np.flatnonzero(ordinal == 0)
    made[(begins + lengths - 1)[head]] &= ~np.uint8(BOARDING)
    seated = np.repeat(ordinal > 0, lengths)
    made[seated] = made[seated] & ALIGHTING | SEATED
    made[begins[ordinal > 0]] = SEATED
    return made


def _before(timetable: Timetable, metres: Floats, stops: Ints, begins: Longs, leads: Longs) -> Floats:
    """For each trip of the chains, the metres before it: of the trips before, and from where one ends to the next."""
    ends = np.append(begins[1:], len(stops)) - 1
    latitude, longitude = timetable.latitudes[stops], timetable.longitudes[stops]
    north = latitude[begins[1:]] - latitude[ends[:-1]]
    east = (longitude[begins[1:]] - longitude[ends[:-1]]) * np.cos(np.radians(latitude[begins[1:]]))
    steps = np.append(0.0, metres[ends[:-1]] + np.hypot(north, east) * METRES_PER_DEGREE)
    whole = np.cumsum(steps)
    return np.asarray(whole - np.repeat(whole[leads[:-1]], np.diff(leads)))


def _services(services: Services, runs: Runs, chains: Sequence[Chain]) -> tuple[Services, list[int]]:
    """The services, more of them for sets of days which no run has had so far, and the service of each chain."""
    known = day_sets(services.bits)
    numbers: dict[int, int] = {}
    chosen: list[int] = []
    for one in chains:
        own = int(runs.services[one.run])
        chosen.append(own if known[own] == one.days else numbers.setdefault(one.days, len(known) + len(numbers)))
    width = services.bits.shape[1]
    made = np.frombuffer(b"".join(days.to_bytes(width, "little") for days in numbers), np.uint8).reshape(-1, width)
    turned = np.packbits(np.unpackbits(made, axis=1, bitorder="little"), axis=1)
    ids = services.ids + ("",) * len(numbers)
    return Services(ids, services.first, services.days, np.concatenate([services.bits, turned])), chosen


def _runs(runs: Runs, chains: Sequence[Chain], profiles: list[int], services: list[int]) -> tuple[Runs, Ints]:
    """The runs, each that goes on replaced by what it becomes, and where each chain is among them."""
    of_run = np.array([one.run for one in chains], np.int64)
    others = np.setdiff1d(np.arange(len(runs.trips)), of_run)
    source = np.concatenate([others, of_run])
    own = np.array(profiles, np.int32)
    own = np.where(own < 0, runs.profiles[of_run], own)
    profile = np.concatenate([runs.profiles[others], own])
    service = np.concatenate([runs.services[others], np.array(services, np.int32)])
    order = np.argsort(source, kind="stable")
    places = np.empty(len(order), np.int32)
    places[order] = np.arange(len(order), dtype=np.int32)
    source = source[order]
    made = Runs(
        runs.trips[source],
        profile[order].astype(np.int32),
        runs.starts[source],
        service[order].astype(np.int32),
        runs.headways[source],
    )
    return made, places[len(others) :]


def _stays(timetable: Timetable, chains: Sequence[Chain], places: Ints) -> Stays:
    lengths = np.diff(timetable.profiles.begin)
    rows: list[tuple[int, int, int, int]] = []
    for one, place in sorted(zip(chains, places.tolist(), strict=True), key=lambda pair: pair[1]):
        call = int(lengths[timetable.runs.profiles[one.run]])
        for run, days in one.way:
            rows.append((place, int(timetable.runs.trips[run]), call, days))
            call += int(lengths[timetable.runs.profiles[run]])
    return Stays(*np.array(rows, np.int32).reshape(-1, 4).T.copy())


def _patterns(old: Patterns, new: Patterns) -> Patterns:
    return Patterns(
        np.concatenate([old.begin, old.begin[-1] + new.begin[1:]]),
        np.concatenate([old.stops, new.stops]),
        np.concatenate([old.flags, new.flags]),
        np.concatenate([old.metres, new.metres]),
        np.concatenate([old.routes, new.routes]),
    )


def _profiles(old: Profiles, new: Profiles, patterns: int) -> Profiles:
    return Profiles(
        np.concatenate([old.begin, old.begin[-1] + new.begin[1:]]),
        np.concatenate([old.patterns, new.patterns + np.int32(patterns)]),
        np.concatenate([old.arrivals, new.arrivals]),
        np.concatenate([old.departures, new.departures]),
    )
