"""The first questions, asked by nobody: compiled code is read from disk, and a day is laid out."""

from __future__ import annotations

from datetime import date

import numpy as np

from balai.engines.transit.cheapest import CheapestPlanner
from balai.engines.transit.fare_steps import Tariffed
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


def wake_with(planner: Planner, tariff: Tariffed, day: date) -> None:
    """Ask for a least fare from one end of a line that runs on a day to its other end."""
    network = planner.day(day).network
    if not len(network.starts):
        return
    trip = int(np.argmax(network.starts >= 0))
    line = int(np.searchsorted(network.trips_begin, trip, side="right")) - 1
    ends = (network.stops[network.stops_begin[line]], network.stops[network.stops_begin[line + 1] - 1])
    names = planner.timetable.stops["stop_id"]
    there, here = (AtStop(str(names[int(stop)])) for stop in ends)
    CheapestPlanner(planner, tariff).depart(there, here, day, int(network.starts[trip]))
