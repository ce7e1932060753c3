"""Journeys and what can be reached, as text for a terminal."""

from __future__ import annotations

from typing import Any

import numpy as np

from balai.engines.transit.compiled import NEVER
from balai.engines.transit.journeys import Journey, Ride
from balai.engines.transit.planner import Reached
from balai.engines.transit.timetable import Timetable


def clock(seconds: int) -> str:
    """A second of the day as 08:05; 25:10 after midnight."""
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"


def journeys_as_text(journeys: list[Journey]) -> str:
    """Each journey: a line for the whole, then one for each leg."""
    if not journeys:
        return "No journey was found."
    return "\n\n".join(_journey(journey) for journey in journeys)


def _journey(journey: Journey) -> str:
    minutes = (journey.arrival - journey.departure + 59) // 60
    head = f"{clock(journey.departure)} → {clock(journey.arrival)}  {minutes} min, {journey.transfers} transfers"
    lines = [f"{head}, {journey.walking_metres} m on foot"]
    for leg in journey.legs:
        times = f"  {clock(leg.departure)}  {clock(leg.arrival)}  "
        if isinstance(leg, Ride):
            often = f" (every {leg.headway // 60} min)" if leg.headway else ""
            toward = f" → {leg.headsign}" if leg.headsign else ""
            ends = f"{leg.calls[0].spot.name} to {leg.calls[-1].spot.name}"
            stay = "stay on board, it becomes " if leg.stays else ""
            lines.append(f"{times}{stay}{leg.route}{toward}{often}: {ends}, {len(leg.calls) - 1} stops")
        else:
            lines.append(f"{times}walk {leg.metres} m to {leg.target.name or 'the destination'} ({leg.source})")
    return "\n".join(lines)


def reached_as_rows(timetable: Timetable, reached: Reached) -> list[dict[str, Any]]:
    """The stops that can be reached, the quickest first, with whole minutes."""
    stops = timetable.stops
    order = np.argsort(reached.arrivals, kind="stable")
    return [
        {
            "stop_id": stops["stop_id"][int(stop)],
            "name": stops["stop_name"][int(stop)],
            "latitude": float(timetable.latitudes[stop]),
            "longitude": float(timetable.longitudes[stop]),
            "minutes": -(-(int(reached.arrivals[stop]) - reached.start) // 60),
        }
        for stop in order
        if reached.arrivals[stop] < NEVER and timetable.homes[stop] == stop
    ]


def reached_as_text(rows: list[dict[str, Any]]) -> str:
    """One line for each stop."""
    lines = [f"{row['minutes']:>4} min  {row['name']} ({row['stop_id']})" for row in rows]
    return "\n".join([*lines, f"\n{len(rows):,} stops"])
