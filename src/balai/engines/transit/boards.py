"""What a stop's board shows: the vehicles that leave next, and the lines that stop there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from balai.engines.transit.alerts import Alert
from balai.engines.transit.days import Day
from balai.engines.transit.journeys import Ride
from balai.engines.transit.network import BOARDING, SEATED
from balai.engines.transit.timetable import Timetable
from balai.engines.transit.unfolding import Ridden, parts_of


@dataclass(frozen=True, slots=True)
class Line:
    """A route as a stop names it; `kind` is GTFS route_type, `color` six hexadecimal digits or nothing."""

    route_id: str
    agency: str
    name: str
    long_name: str
    kind: int
    color: str


def board(day: Day, stops: Sequence[int], seconds: int, *, most: int) -> list[Ride]:
    """The next rides that one may begin at any of these stops, from `seconds` of the day on, each to its last stop.

    The earliest first, at most `most`; a vehicle that calls at several of the stops counts where it comes first, and one
    that goes on as several trips counts once.
    """
    found = [
        (departure, line, trip, place)
        for stop in day.timetable.with_inner(stops)
        for line, place in _calls(day, stop)
        for departure, trip in _leaving(day, line, place, seconds, most)
    ]
    shown: dict[tuple[int, int], Ridden] = {}
    runs = day.timetable.runs
    for _departure, line, trip, place in sorted(found):
        last = int(day.network.stops_begin[line + 1] - day.network.stops_begin[line]) - 1
        number = int(day.network.trips_begin[line]) + trip
        vehicle = int(runs.trips[day.run_of(number)]), int(day.network.starts[number])
        shown.setdefault(vehicle, Ridden(line, trip, place, last))
        if len(shown) == most:
            break
    return [parts_of(day, ride)[0] for ride in shown.values()]


def _calls(day: Day, stop: int) -> list[tuple[int, int]]:
    """Lines and the place in each where one may board at a stop; the last call of a line is none."""
    network = day.network
    own = slice(network.calls_begin[stop], network.calls_begin[stop + 1])
    pairs = zip(network.call_lines[own].tolist(), network.call_places[own].tolist(), strict=True)
    return [
        (line, place)
        for line, place in pairs
        if network.flags[network.stops_begin[line] + place] & BOARDING
        and place < network.stops_begin[line + 1] - network.stops_begin[line] - 1
    ]


def _leaving(day: Day, line: int, place: int, seconds: int, most: int) -> list[tuple[int, int]]:
    """Departure and trip of the next trips of a line at one of its calls: no trip overtakes another on a line."""
    network = day.network
    own = slice(network.trips_begin[line], network.trips_begin[line + 1])
    departures = network.starts[own] + network.departures[network.times[own] + place]
    first = int(np.searchsorted(departures, seconds))
    return [(int(departures[trip]), trip) for trip in range(first, min(len(departures), first + most))]


def lines_at(timetable: Timetable, stops: Sequence[int]) -> list[Line]:
    """The routes of which some trip, on whatever day, calls at one of these stops; by name, numbers as numbers."""
    here = np.isin(timetable.patterns.stops, np.array(timetable.with_inner(stops), np.int32))
    calls = np.flatnonzero(here & (timetable.patterns.flags & SEATED == 0))
    patterns = np.unique(np.searchsorted(timetable.patterns.begin, calls, side="right") - 1)
    rows = [timetable.routes.row(int(route)) for route in np.unique(timetable.patterns.routes[patterns])]
    lines = [
        Line(
            row["route_id"],
            row["agency_name"] or "",
            row["route_short_name"] or row["route_long_name"] or row["route_id"],
            row["route_long_name"] or "",
            row["route_type"],
            row["route_color"] or "",
        )
        for row in rows
    ]
    return sorted(lines, key=lambda line: (_number(line.name), line.name, line.route_id))


def _number(name: str) -> int:
    digits = "".join(letter if letter.isascii() and letter.isdigit() else " " for letter in name).split()
    return int(digits[0][:9]) if digits else 1_000_000_000


def alerts_at(day: Day, stop_ids: frozenset[str], lines: Sequence[Line], moment: int) -> list[Alert]:
    """The alerts that hold at a second since 1970 and concern one of the stops, or a whole line that calls there."""
    routes = {line.route_id for line in lines}
    return [
        alert
        for alert in day.alerts
        if alert.holds_at(moment)
        and any(
            concern.stop_id in stop_ids if concern.stop_id else concern.route_id in routes and not concern.trip_id
            for concern in alert.concerns
        )
    ]
