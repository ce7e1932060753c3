"""GTFS-Realtime on a day that is laid out: trips late, cancelled or skipping stops, and alerts.

The day that answers questions is never changed: a new one is made beside it, and questions move over when it is ready.
Source: GTFS Realtime reference 2.0 (github.com/google/transit).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from balai.engines.transit.alerts import Alert, read_alert
from balai.engines.transit.compiled import Ints
from balai.engines.transit.days import DAY, Day, with_slots
from balai.engines.transit.network import SEATED, Slots
from balai.engines.transit.realtime_trips import Part, meant, parts_by_trip
from balai.engines.transit.telling import parse
from balai.engines.transit.timetable import Patterns, Profiles

MOST_EXAMPLES = 5
MOST_LOOKS = 2_000_000
"""Vehicles looked at for all updates of a message; what comes then counts as unknown. A trip at headways has hundreds."""
CANCELED, DELETED = 3, 7
SKIPPED, NO_DATA = 1, 2
FURTHEST = 7 * DAY
"""Seconds from midnight: an update with a time beyond is not believed, and counts as unknown."""


@dataclass(frozen=True, slots=True)
class Applied:
    """How many trip updates were applied, and how many name a trip or stop that the day does not have.

    `examples` are trip ids of some of those.
    """

    applied: int
    unknown: int
    alerts: int
    examples: tuple[str, ...] = ()


@dataclass(slots=True)
class _Times:
    """A slot as it really runs: flags and seconds of the day of its calls, to be changed in place."""

    flags: Any
    arrivals: Any
    departures: Any
    skips: bool = False
    """Whether some flags changed."""
    until: int = 1 << 30
    """The first call of a trip that was cancelled: nobody stays seated there."""


@dataclass(slots=True)
class _Patch:
    """What changes: the slots that run otherwise, and those that do not run."""

    day: Day
    changed: dict[int, _Times] = field(default_factory=dict)
    cancelled: set[int] = field(default_factory=set)

    def planned(self, slot: int) -> _Times:
        """The times of a slot by the timetable."""
        day, profile = self.day, int(self.day.slots.profiles[slot])
        own = slice(day.profiles.begin[profile], day.profiles.begin[profile + 1])
        pattern, start = int(day.profiles.patterns[profile]), int(day.slots.starts[slot])
        return _Times(
            day.patterns.flags[_calls_of(day.patterns, pattern)].copy(),
            (day.profiles.arrivals[own] + start).astype(np.int64),
            (day.profiles.departures[own] + start).astype(np.int64),
        )


def apply_message(day: Day, content: bytes) -> tuple[Day, Applied]:
    """The day as a GTFS-Realtime message says it is; apply to the day of the timetable, not to an earlier answer.

    Delays hold until the next stop that an update names. A stop is found by its id; updates that give only
    stop_sequence count as unknown.

    Raises:
        NotRealtime: it is no such message, or larger than 64 MiB.
    """
    patch = _Patch(day)
    alerts, applied = _noted(patch, content)
    return replace(_patched(patch), alerts=alerts), applied


def judge_message(day: Day, content: bytes) -> Applied:
    """What `apply_message` would apply, without laying the day out anew.

    Raises:
        NotRealtime: as there.
    """
    return _noted(_Patch(day), content)[1]


def _noted(patch: _Patch, content: bytes) -> tuple[tuple[Alert, ...], Applied]:
    """Note in the patch what a message says; its alerts, and how much of it was understood."""
    message, day = parse(content), patch.day
    parts = parts_by_trip(day)
    midnight = _midnight(day)
    applied = unknown = 0
    left = MOST_LOOKS
    examples: list[str] = []
    alerts: list[Alert] = []
    for entity in message.entity:
        if entity.HasField("trip_update"):
            update = entity.trip_update
            left -= len(parts.get(update.trip.trip_id, ()))
            told = meant(day, parts, update) if left >= 0 else []
            known = [_update(patch, part, update, midnight) for part in told]
            if any(known):
                applied += 1
                continue
            unknown += 1
            if len(examples) < MOST_EXAMPLES:
                examples.append(update.trip.trip_id[:80])
        elif entity.HasField("alert"):
            alerts.append(read_alert(entity.id, entity.alert))
    return tuple(alerts), Applied(applied, unknown, len(alerts), tuple(examples))


def _midnight(day: Day) -> int:
    """Seconds since 1970 at noon minus twelve hours."""
    noon = datetime.combine(day.date, time(12), ZoneInfo(day.timetable.timezone))
    return int(noon.timestamp()) - DAY // 2


def _update(patch: _Patch, part: Part, update: Any, midnight: int) -> bool:
    """Note what an update says of a part of a slot; whether it could be understood."""
    day, own = patch.day, slice(part.begin, part.end)
    cancelled = update.trip.schedule_relationship in {CANCELED, DELETED}
    if cancelled and not part.begin:
        patch.cancelled.add(part.slot)
        return True
    times = patch.planned(part.slot)
    if cancelled:
        times = patch.changed.setdefault(part.slot, times)
        times.until = min(times.until, part.begin)
        return True
    begin = int(day.patterns.begin[day.profiles.patterns[day.slots.profiles[part.slot]]])
    called = day.patterns.stops[begin + part.begin : begin + part.end]
    stops: list[int] = day.timetable.homes[called].tolist()
    skipped = _shift(day, stops, update, times.arrivals[own], times.departures[own], midnight)
    if skipped is None:
        return False
    if skipped:
        times.flags[own][skipped] &= SEATED
        times.skips = True
    known = patch.changed.setdefault(part.slot, times)
    if known is not times:  # another trip of the vehicle, or this one, was told of before
        known.flags[own], known.skips = times.flags[own], known.skips or times.skips
        known.arrivals[own], known.departures[own] = times.arrivals[own], times.departures[own]
    return True


def _shift(day: Day, stops: list[int], update: Any, arrivals: Any, departures: Any, midnight: int) -> list[int] | None:
    """Move the times as the update says, in place; the calls that are skipped.

    None where a stop is not of the trip, or a time lies too far away.
    """
    if any(_too_far(one, midnight) for one in update.stop_time_update):
        return None
    numbers = day.timetable.stop_numbers
    skipped: list[int] = []
    call, delay = 0, int(update.delay)
    for one in update.stop_time_update:
        try:
            there = stops.index(numbers.get(one.stop_id, -1), call)
        except ValueError:
            return None
        _delay(arrivals, departures, call, there, delay)
        call = there + 1
        if one.schedule_relationship == SKIPPED:
            skipped.append(there)
        _delay(arrivals, departures, there, call, delay)
        if one.schedule_relationship not in {SKIPPED, NO_DATA}:
            delay = _moved(one, arrivals, departures, there, delay, midnight)
        elif one.schedule_relationship == NO_DATA:
            delay = 0
    _delay(arrivals, departures, call, len(stops), delay)
    both = np.empty(2 * len(stops), np.int64)
    both[0::2], both[1::2] = arrivals, departures
    if np.abs(both).max(initial=0) > FURTHEST:
        return None
    both = np.maximum.accumulate(both)  # nobody travels back in time, whatever is said
    arrivals[:], departures[:] = both[0::2], both[1::2]
    return skipped


def _too_far(one: Any, midnight: int) -> bool:
    times = [event.time for event in (one.arrival, one.departure) if event.time]
    return any(abs(at - midnight) > FURTHEST for at in times)


def _delay(arrivals: Any, departures: Any, begin: int, end: int, delay: int) -> None:
    arrivals[begin:end] += delay
    departures[begin:end] += delay


def _moved(one: Any, arrivals: Any, departures: Any, call: int, delay: int, midnight: int) -> int:
    """Set the times of one call, which already bear `delay`; the delay from there on."""
    planned_arrival, planned_departure = int(arrivals[call]) - delay, int(departures[call]) - delay
    if one.HasField("arrival"):
        arrivals[call] = one.arrival.time - midnight if one.arrival.time else planned_arrival + one.arrival.delay
        delay = int(arrivals[call]) - planned_arrival
        departures[call] = planned_departure + delay
    if one.HasField("departure"):
        departures[call] = (
            one.departure.time - midnight if one.departure.time else planned_departure + one.departure.delay
        )
        delay = int(departures[call]) - planned_departure
    return delay


def _patched(patch: _Patch) -> Day:
    """The day laid out anew with what changed."""
    day = patch.day
    if not patch.changed and not patch.cancelled:
        return replace(day, _spare=type(day._spare)())
    chosen = day.slots.profiles.copy()
    flags: list[tuple[int, Any]] = []
    profiles: list[tuple[int, Ints, Ints]] = []
    goes_on = np.isin(day.slots.runs, day.timetable.stays.runs)
    for slot, times in patch.changed.items():
        pattern, start = int(day.profiles.patterns[chosen[slot]]), int(day.slots.starts[slot])
        if goes_on[slot]:
            _keep_seats(day, slot, times)
        if times.skips:
            flags.append((pattern, times.flags))
            pattern = len(day.patterns.routes) + len(flags) - 1
        chosen[slot] = len(day.profiles.patterns) + len(profiles)
        profiles.append(
            (pattern, (times.arrivals - start).astype(np.int32), (times.departures - start).astype(np.int32))
        )
    keep = np.array([slot not in patch.cancelled for slot in range(len(chosen))], np.bool_)
    slots = Slots(day.slots.runs[keep], chosen[keep], day.slots.starts[keep])
    made = _with_patterns(day.patterns, flags), _with_profiles(day.profiles, profiles)
    return with_slots(day.timetable, day.date, slots, *made, day.rounds)


def _calls_of(patterns: Patterns, pattern: int) -> slice:
    return slice(patterns.begin[pattern], patterns.begin[pattern + 1])


def _keep_seats(day: Day, slot: int, times: _Times) -> None:
    """Nobody stays seated into a trip that leaves before its vehicle has come: one of the two is another vehicle's."""
    for _, call, _ in day.timetable.stays.of(int(day.slots.runs[slot])):
        if call >= times.until or times.arrivals[call - 1] > times.departures[call]:
            times.flags[call:] &= SEATED
            times.skips = True
    both = np.empty(2 * len(times.flags), np.int64)
    both[0::2], both[1::2] = times.arrivals, times.departures
    both = np.maximum.accumulate(both)
    times.arrivals[:], times.departures[:] = both[0::2], both[1::2]


def _with_patterns(patterns: Patterns, changed: list[tuple[int, Any]]) -> Patterns:
    if not changed:
        return patterns
    old = [_calls_of(patterns, pattern) for pattern, _ in changed]
    lengths = [len(flags) for _, flags in changed]
    return Patterns(
        np.concatenate([patterns.begin, patterns.begin[-1] + np.cumsum(lengths)]),
        np.concatenate([patterns.stops, *(patterns.stops[one] for one in old)]),
        np.concatenate([patterns.flags, *(flags for _, flags in changed)]),
        np.concatenate([patterns.metres, *(patterns.metres[one] for one in old)]),
        np.concatenate([patterns.routes, patterns.routes[[pattern for pattern, _ in changed]]]),
    )


def _with_profiles(profiles: Profiles, changed: list[tuple[int, Ints, Ints]]) -> Profiles:
    if not changed:
        return profiles
    lengths = [len(arrivals) for _, arrivals, _ in changed]
    return Profiles(
        np.concatenate([profiles.begin, profiles.begin[-1] + np.cumsum(lengths)]),
        np.concatenate([profiles.patterns, np.array([pattern for pattern, _, _ in changed], np.int32)]),
        np.concatenate([profiles.arrivals, *(arrivals for _, arrivals, _ in changed)]),
        np.concatenate([profiles.departures, *(departures for _, _, departures in changed)]),
    )
