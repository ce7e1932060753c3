"""GTFS-Realtime on a day that is laid out: trips late, cancelled or skipping stops, and alerts.

The day that answers questions is never changed: a new one is made beside it, and questions move over when it is ready.
Source: GTFS Realtime reference 2.0 (github.com/google/transit).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np

from balai.engines.transit.alerts import Alert, read_alert
from balai.engines.transit.compiled import Ints
from balai.engines.transit.days import DAY, Day, with_slots
from balai.engines.transit.network import Slots
from balai.engines.transit.telling import parse
from balai.engines.transit.timetable import Patterns, Profiles

MOST_EXAMPLES = 5
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
class _Patch:
    """What changes: profiles and patterns to add, the new profile of slots, and slots that do not run."""

    day: Day
    profiles: list[tuple[int, Ints, Ints]] = field(default_factory=list)
    patterns: list[tuple[int, Any]] = field(default_factory=list)
    changed: dict[int, int] = field(default_factory=dict)
    cancelled: set[int] = field(default_factory=set)


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
    slots = _slots_by_trip(day)
    midnight = _midnight(day)
    applied = unknown = 0
    examples: list[str] = []
    alerts: list[Alert] = []
    for entity in message.entity:
        if entity.HasField("trip_update"):
            update = entity.trip_update
            known = [_update(patch, slot, update, midnight) for slot in _slots(day, slots, update)]
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


def _slots_by_trip(day: Day) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    ids = day.timetable.trips["trip_id"].gather(day.timetable.runs.trips[day.slots.runs].tolist())
    for slot, trip in enumerate(ids):
        found[trip].append(slot)
    return found


def _slots(day: Day, slots: dict[str, list[int]], update: Any) -> list[int]:
    """The slots that an update means: of its trip, begun on its date and at its time, where it says so."""
    trip = update.trip
    chosen = slots.get(trip.trip_id, [])
    starts, runs = day.slots.starts, {slot: int(day.timetable.runs.starts[day.slots.runs[slot]]) for slot in chosen}
    wanted = trip.start_date or f"{day.date:%Y%m%d}"
    days = {slot: day.date + timedelta(days=(int(starts[slot]) - runs[slot]) // DAY) for slot in chosen}
    chosen = [slot for slot in chosen if f"{days[slot]:%Y%m%d}" == wanted]
    if not trip.start_time:
        return chosen
    hours, minutes, seconds = (
        int(part) if len(part) <= 3 and part.isascii() and part.isdigit() else -1
        for part in [*trip.start_time.split(":"), "", ""][:3]
    )
    return [slot for slot in chosen if runs[slot] == hours * 3600 + minutes * 60 + seconds]


def _update(patch: _Patch, slot: int, update: Any, midnight: int) -> bool:
    """Note what an update says of one slot; whether it could be understood."""
    day = patch.day
    if update.trip.schedule_relationship in {CANCELED, DELETED}:
        patch.cancelled.add(slot)
        return True
    profile, start = int(day.slots.profiles[slot]), int(day.slots.starts[slot])
    own = slice(day.profiles.begin[profile], day.profiles.begin[profile + 1])
    pattern = int(day.profiles.patterns[profile])
    begin = day.patterns.begin[pattern]
    stops: list[int] = day.patterns.stops[begin : begin + own.stop - own.start].tolist()
    arrivals = (day.profiles.arrivals[own] + start).astype(np.int64)
    departures = (day.profiles.departures[own] + start).astype(np.int64)
    skipped = _shift(day, stops, update, arrivals, departures, midnight)
    if skipped is None:
        return False
    if skipped:
        flags = day.patterns.flags[begin : begin + len(stops)].copy()
        flags[skipped] = 0
        patch.patterns.append((pattern, flags))
        pattern = len(day.patterns.routes) + len(patch.patterns) - 1
    patch.changed[slot] = len(day.profiles.patterns) + len(patch.profiles)
    patch.profiles.append((pattern, (arrivals - start).astype(np.int32), (departures - start).astype(np.int32)))
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
    patterns, profiles = _with_patterns(day.patterns, patch), _with_profiles(day.profiles, patch)
    chosen = day.slots.profiles.copy()
    for slot, profile in patch.changed.items():
        chosen[slot] = profile
    keep = np.array([slot not in patch.cancelled for slot in range(len(chosen))], np.bool_)
    slots = Slots(day.slots.runs[keep], chosen[keep], day.slots.starts[keep])
    return with_slots(day.timetable, day.date, slots, patterns, profiles, day.rounds)


def _with_patterns(patterns: Patterns, patch: _Patch) -> Patterns:
    if not patch.patterns:
        return patterns
    old = [slice(patterns.begin[pattern], patterns.begin[pattern + 1]) for pattern, _ in patch.patterns]
    lengths = [len(flags) for _, flags in patch.patterns]
    return Patterns(
        np.concatenate([patterns.begin, patterns.begin[-1] + np.cumsum(lengths)]),
        np.concatenate([patterns.stops, *(patterns.stops[one] for one in old)]),
        np.concatenate([patterns.flags, *(flags for _, flags in patch.patterns)]),
        np.concatenate([patterns.metres, *(patterns.metres[one] for one in old)]),
        np.concatenate([patterns.routes, patterns.routes[[pattern for pattern, _ in patch.patterns]]]),
    )


def _with_profiles(profiles: Profiles, patch: _Patch) -> Profiles:
    if not patch.profiles:
        return profiles
    lengths = [len(arrivals) for _, arrivals, _ in patch.profiles]
    return Profiles(
        np.concatenate([profiles.begin, profiles.begin[-1] + np.cumsum(lengths)]),
        np.concatenate([profiles.patterns, np.array([pattern for pattern, _, _ in patch.profiles], np.int32)]),
        np.concatenate([profiles.arrivals, *(arrivals for _, arrivals, _ in patch.profiles)]),
        np.concatenate([profiles.departures, *(departures for _, _, departures in patch.profiles)]),
    )
