"""Rides, taps, distances and riders from CSV files, each mistake with its line."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from balai.engines.fares.lines import Lines
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.rides import Entitlement, Ride, Rider
from balai.engines.fares.taps import ClockCorrection, KnownDistances, Tap, mistake_in

Made = TypeVar("Made")
RIDES = ("network", "from", "to", "boarded", "alighted")
TAPS = ("key", "card", "at", "kind", "network", "stop")
DISTANCES = ("network", "from", "to", "metres")
RIDERS = ("card", "group")
LINES = ("network", "line", "stop", "name", "metres")
CORRECTIONS = ("key", "device", "since", "until", "add_seconds")


def read_rides(path: Path, zone: ZoneInfo) -> list[Ride]:
    """Rides: network, from, to, boarded, alighted; optional metres, operator. Times without a zone are the city's.

    Raises:
        FareError: the file cannot be read, or a line is wrong.
    """

    def ride(row: dict[str, str]) -> Ride:
        metres = int(row["metres"]) if row.get("metres") else None
        begun, ended = (_time(row[name], zone) for name in ("boarded", "alighted"))
        return Ride(row["network"], row["from"], row["to"], begun, ended, metres, row.get("operator", ""))

    return list(rows_of(path, RIDES, ride))


def read_taps(path: Path, zone: ZoneInfo) -> list[Tap]:
    """Taps: key, card, at, kind (in, out), network, stop; optional operator, vehicle, device.

    Raises:
        FareError: the file cannot be read, or a line is wrong.
    """

    def tap(row: dict[str, str]) -> Tap:
        more = (row.get(name, "") for name in ("operator", "vehicle", "device"))
        made = Tap(row["key"], row["card"], _time(row["at"], zone), row["kind"], row["network"], row["stop"], *more)
        if mistake := mistake_in(made):
            raise FareError(mistake)
        return made

    return list(rows_of(path, TAPS, tap))


def read_distances(path: Path) -> KnownDistances | Lines:
    """Distances: network, from, to, metres, the same both ways; or a pack's file of stops along lines (`read_lines`).

    Raises:
        FareError: the file cannot be read, or a line is wrong.
    """
    if "line" in _columns(path):
        return read_lines(path)
    rows = rows_of(path, DISTANCES, lambda row: ((row["network"], row["from"], row["to"]), int(row["metres"])))
    return KnownDistances(dict(rows))


def _columns(path: Path) -> list[str]:
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            return next(csv.reader(file), [])
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FareError(f"{path.name} cannot be read: {error}") from error


def read_riders(path: Path) -> dict[str, Rider]:
    """Who is entitled: card, group; optional since, until.

    Raises:
        FareError: the file cannot be read, or a line is wrong.
    """

    def entitlement(row: dict[str, str]) -> tuple[str, Entitlement]:
        since = date.fromisoformat(row["since"]) if row.get("since") else date.min
        until = date.fromisoformat(row["until"]) if row.get("until") else date.max
        return row["card"], Entitlement(row["group"], since, until)

    riders: dict[str, Rider] = {}
    for card, one in rows_of(path, RIDERS, entitlement):
        riders[card] = Rider((*riders.get(card, Rider()).entitlements, one))
    return riders


def read_corrections(path: Path, zone: ZoneInfo) -> list[ClockCorrection]:
    """Corrections of clocks: key, device, since, until, add_seconds.

    Raises:
        FareError: the file cannot be read, or a line is wrong.
    """

    def correction(row: dict[str, str]) -> ClockCorrection:
        since, until = (_time(row[name], zone) for name in ("since", "until"))
        return ClockCorrection(row["key"], row["device"], since, until, timedelta(seconds=int(row["add_seconds"])))

    return list(rows_of(path, CORRECTIONS, correction))


def _time(text: str, zone: ZoneInfo) -> datetime:
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=zone)


def rows_of(path: Path, needed: Sequence[str], make: Callable[[dict[str, str]], Made]) -> Iterator[Made]:
    """What `make` makes of each line of a CSV file with these columns.

    Raises:
        FareError: the file cannot be read, lacks a column, or `make` refuses a line, which is told.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, strict=True)
            missing = [name for name in needed if name not in (reader.fieldnames or ())]
            if missing:
                raise FareError(f"{path.name} lacks the column {', '.join(missing)}")
            for row in reader:
                try:
                    yield make({name: value or "" for name, value in row.items() if name})
                except (ValueError, TypeError) as error:
                    raise FareError(f"{path.name}, line {reader.line_num}: {error}") from error
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise FareError(f"{path.name} cannot be read: {error}") from error


def read_lines(path: Path) -> Lines:
    """Stops along lines: network, line, stop, name, metres; optional longitude, latitude of the stop in degrees.

    Raises:
        FareError: the file cannot be read, a line is wrong, or a stop stands twice on one line.
    """
    posts: dict[tuple[str, str], dict[str, int]] = {}
    names: dict[str, str] = {}
    points: dict[str, tuple[float, float]] = {}
    for row, point in rows_of(path, LINES, lambda row: (row, _point(row))):
        line = posts.setdefault((row["network"], row["line"]), {})
        if row["stop"] in line or not row["metres"].isdecimal():
            raise FareError(f"{path.name}: {row['stop']} stands twice on line {row['line']}, or has no metres")
        line[row["stop"]] = int(row["metres"])
        names.setdefault(row["stop"], row["name"])
        if point:
            points.setdefault(row["stop"], point)
    return Lines(posts, names, points)


def _point(row: dict[str, str]) -> tuple[float, float] | None:
    if not (row.get("longitude") and row.get("latitude")):
        return None
    longitude, latitude = float(row["longitude"]), float(row["latitude"])
    if not (abs(longitude) <= 180 and abs(latitude) <= 90):
        raise FareError("the point is not on Earth")
    return longitude, latitude
