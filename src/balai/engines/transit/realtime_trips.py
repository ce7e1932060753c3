"""Which vehicles of a day a GTFS-Realtime trip means: those of the trip itself, and those that go on as it."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from typing import Any, NamedTuple

import numpy as np

from balai.engines.transit.days import DAY, Day


class Part(NamedTuple):
    """A trip as a part of a slot: its calls `begin` up to `end`, when it begins by the timetable, and how many service days
    after the day that was laid out.
    """

    slot: int
    begin: int
    end: int
    start: int
    days: int


def parts_by_trip(day: Day) -> dict[str, list[Part]]:
    """Each trip's own slots, and those of trips that go on as it."""
    found: dict[str, list[Part]] = defaultdict(list)
    runs, stays = day.timetable.runs, day.timetable.stays
    chosen = day.slots.runs
    lengths = np.diff(day.profiles.begin)[day.slots.profiles].tolist()
    starts = runs.starts[chosen].tolist()
    offsets = ((day.slots.starts - runs.starts[chosen]) // DAY).tolist()
    ids = day.timetable.trips["trip_id"]
    goes_on = np.isin(chosen, stays.runs).tolist()
    for slot, trip in enumerate(ids.gather(runs.trips[chosen].tolist())):
        if not goes_on[slot]:
            found[trip].append(Part(slot, 0, lengths[slot], starts[slot], offsets[slot]))
            continue
        following = stays.of(int(chosen[slot]))
        bounds = [*(call for _, call, _ in following), lengths[slot]]
        found[trip].append(Part(slot, 0, bounds[0], starts[slot], offsets[slot]))
        first = int(day.profiles.begin[day.slots.profiles[slot]])
        for (follower, call, days), end in zip(following, bounds[1:], strict=True):
            start = starts[slot] + int(day.profiles.departures[first + call]) - days * DAY
            found[ids[follower]].append(Part(slot, call, end, start, offsets[slot] + days))
    return found


def meant(day: Day, parts: dict[str, list[Part]], update: Any) -> list[Part]:
    """What an update means: its trip, begun on its date and at its time, where it says so."""
    trip = update.trip
    wanted = trip.start_date or f"{day.date:%Y%m%d}"
    chosen = [
        part for part in parts.get(trip.trip_id, []) if f"{day.date + timedelta(days=part.days):%Y%m%d}" == wanted
    ]
    if not trip.start_time:
        return chosen
    hours, minutes, seconds = (
        int(part) if len(part) <= 3 and part.isascii() and part.isdigit() else -1
        for part in [*trip.start_time.split(":"), "", ""][:3]
    )
    return [part for part in chosen if part.start == hours * 3600 + minutes * 60 + seconds]
