"""The board of a stop, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from balai.apps.mobility.notices import Notice, notice_of
from balai.apps.mobility.placing import area_around
from balai.apps.mobility.planning import clock, color_of, means_of

if TYPE_CHECKING:
    from balai.engines.transit.boards import Line
    from balai.engines.transit.journeys import Ride
    from balai.engines.transit.planner import Planner

MOST_ROWS = 30
EACH_WAY = 3
"""Departures shown of one line in one direction, so that a frequent one leaves room for the others."""
SEARCHED = 300


@dataclass(frozen=True, slots=True)
class BoardRow:
    """A departure. `time` says "about every 5 minutes" where the operator promises no times."""

    time: str
    line: str
    headsign: str
    platform: str


@dataclass(frozen=True, slots=True)
class BoardLine:
    """A line that stops here, on whatever day."""

    name: str
    long_name: str
    means: str
    agency: str
    color: str


@dataclass(frozen=True, slots=True)
class Board:
    """A stop as its page shows it. `wheelchair` as GTFS has it: 0 unknown, 1 possible, 2 not. `known` the day is."""

    name: str
    longitude: float
    latitude: float
    area: str
    wheelchair: int
    rows: tuple[BoardRow, ...]
    lines: tuple[BoardLine, ...]
    notices: tuple[Notice, ...]
    known: bool = True


def board_of(planner: Planner, stop_id: str, at: datetime) -> Board:
    """What leaves a stop, or any platform of a station, from a moment on.

    Raises:
        UnknownStop: there is no such stop.
    """
    from balai.engines.transit.boards import alerts_at, board, lines_at  # noqa: PLC0415 (the engine is loaded by now)
    from balai.engines.transit.errors import NotServed  # noqa: PLC0415

    timetable = planner.timetable
    stops = timetable.platforms(stop_id)
    number = timetable.stop_numbers[stop_id]
    lines = lines_at(timetable, stops)
    rides: list[Ride] = []
    notices: list[Notice] = []
    known = True
    try:
        day = planner.day(at.date())
    except NotServed:
        known = False
    else:
        rides = board(day, stops, at.hour * 3600 + at.minute * 60, most=SEARCHED)
        ids = frozenset([stop_id, *(str(timetable.stops["stop_id"][stop]) for stop in stops)])
        told = alerts_at(day, ids, lines, int(at.timestamp()))
        notices = [notice_of(alert.id, alert.header, alert.description) for alert in told]
    latitude, longitude = float(timetable.latitudes[number]), float(timetable.longitudes[number])
    return Board(
        str(timetable.stops["stop_name"][number] or stop_id),
        longitude,
        latitude,
        area_around(latitude, longitude),
        int(timetable.stops["wheelchair_boarding"][number] or 0),
        tuple(_rows(rides)),
        tuple(_line(line) for line in lines),
        tuple(notices),
        known,
    )


def _rows(rides: list[Ride]) -> list[BoardRow]:
    """Three departures of each line and direction; one row where only an interval is promised."""
    shown: dict[tuple[str, str], int] = {}
    rows: list[BoardRow] = []
    for ride in rides:
        way = (ride.route_id, ride.headsign)
        shown[way] = shown.get(way, 0) + 1
        if shown[way] > (1 if ride.headway else EACH_WAY):
            continue
        time = clock(ride.departure)
        if ride.headway:
            time = _("about %(time)s, then every %(every)d minutes") % {"time": time, "every": ride.headway // 60}
        rows.append(BoardRow(time, ride.route, ride.headsign, ride.calls[0].spot.platform))
    return rows[:MOST_ROWS]


def _line(line: Line) -> BoardLine:
    return BoardLine(line.name, line.long_name, means_of(line.kind), line.agency, color_of(line.color))
