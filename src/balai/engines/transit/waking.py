"""The first questions, asked by nobody: compiled code is read from disk, and a day is laid out."""

from __future__ import annotations

from datetime import date

from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner


def wake(planner: Planner, day: date) -> None:
    """Ask one question of each kind about a day that the timetable knows; what follows finds everything ready."""
    timetable = planner.timetable
    if len(timetable.served) < 2:
        return
    there, here = (AtStop(str(timetable.stops["stop_id"][int(stop)])) for stop in timetable.served[[0, -1]])
    planner.depart(there, here, day, 8 * 3600)
    planner.arrive(there, here, day, 9 * 3600)
    planner.window(there, here, day, 8 * 3600, 8 * 3600 + 600)
    planner.reach(there, day, 8 * 3600, 10)
