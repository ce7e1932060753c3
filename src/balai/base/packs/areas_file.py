"""Reads areas.csv: the administrative tree, one area on each line, parents before children."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from balai.base.packs.mistakes import Mistake
from balai.base.packs.pack import City, PackArea
from balai.base.packs.strict_yaml import read_text
from balai.engines.geo.distances import distance

FILE = "areas.csv"
COLUMNS = ("code", "level", "name", "parent", "longitude", "latitude", "since", "until")
HEADER = ",".join(COLUMNS)
LARGEST_FILE = 50_000_000
MOST_ROWS = 300_000
MOST_MISTAKES = 200
CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9.-]{0,39}")
LONGEST_NAME = 120
LONGEST_PATH = 300
FAR = 1_000_000.0
"""Metres from the map's start beyond which a point is taken for a slip."""


class _Wrong(Exception):
    """One mistake on a line, on its way to the list."""

    def __init__(self, code: str, wrong: str, mend: str) -> None:
        super().__init__(wrong)
        self.code, self.wrong, self.mend = code, wrong, mend


def read_areas(folder: Path, city: City) -> tuple[tuple[PackArea, ...], list[Mistake]]:
    """The areas whose lines are sound, and the mistakes of the others (at most 200)."""
    text = read_text(folder / FILE, FILE, largest=LARGEST_FILE)
    if isinstance(text, Mistake):
        return (), [text]
    reading = _Reading(city)
    try:
        for line, row in _rows_of(text):
            reading.take(line, row)
            if len(reading.mistakes) >= MOST_MISTAKES:
                break
    except _Wrong as wrong:
        reading.mistakes.append(Mistake(FILE, 1, wrong.code, wrong.wrong, wrong.mend))
    if not reading.areas and not reading.mistakes:
        mend = f"Write one line for each area below {HEADER}"
        reading.mistakes.append(Mistake(FILE, 1, "areas.none", "There is no area.", mend))
    return tuple(reading.areas.values()), reading.mistakes


def _rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text), strict=True)
    try:
        header = next(reader, [])
        if tuple(header) != COLUMNS:
            separated = len(header) == 1 and ";" in header[0]
            mend = "Save it with commas, not semicolons." if separated else f"Write the first line as {HEADER}"
            raise _Wrong("areas.header", "The first line does not name the columns.", mend)
        for row in reader:
            if reader.line_num > MOST_ROWS:
                raise _Wrong(
                    "areas.too-many", f"There are more than {MOST_ROWS:,} lines.", "Leave out the narrowest level."
                )
            if row:
                yield reader.line_num, [cell.strip() for cell in row]
    except csv.Error as error:
        raise _Wrong(
            "areas.csv", f"Line {reader.line_num} is not CSV: {error}.", "Close each quote on its line."
        ) from error


class _Reading:
    """The tree, growing line by line."""

    def __init__(self, city: City) -> None:
        self.city = city
        self.levels = list(city.levels)
        self.areas: dict[str, PackArea] = {}
        self.first: dict[str, int] = {}
        self.root = ""
        self.mistakes: list[Mistake] = []

    def take(self, line: int, row: list[str]) -> None:
        try:
            area = self._area_of(line, row)
            self.areas[area.code] = area
        except _Wrong as wrong:
            self.mistakes.append(Mistake(FILE, line, wrong.code, wrong.wrong, wrong.mend))

    def _area_of(self, line: int, row: list[str]) -> PackArea:
        if len(row) != len(COLUMNS):
            wrong = f"The line has {len(row)} cells, not {len(COLUMNS)}."
            raise _Wrong("areas.cells", wrong, "Write every comma; quote names that hold one.")
        code, level, name, parent, longitude, latitude, since, until = row
        self._check_code(code, line)
        if level not in self.levels:
            mend = f"Use one of {', '.join(self.levels)}, or add it to levels in city.yaml."
            raise _Wrong("areas.level", f"{level!r} is not a level of this city.", mend)
        if not 0 < len(name) <= LONGEST_NAME:
            raise _Wrong("areas.name", f"{code} has no name, or one over {LONGEST_NAME} letters.", "Write its name.")
        path = self._path_of(code, level, parent)
        begins, ends = _day_of(since, "since"), _day_of(until, "until")
        if begins and ends and ends < begins:
            raise _Wrong("areas.dates", f"{code} ends on {until}, before it begins.", "Swap since and until.")
        x, y = self._point_of(code, longitude, latitude)
        return PackArea(code, level, name, parent, path, x, y, begins, ends)

    def _check_code(self, code: str, line: int) -> None:
        if not CODE.fullmatch(code):
            mend = "Use letters, digits, dots and dashes, at most 40."
            raise _Wrong("areas.code", f"{code!r} cannot be a code.", mend)
        first = self.first.setdefault(code, line)
        if first != line:
            raise _Wrong("areas.code-twice", f"{code} already stands on line {first}.", "Give each area its own code.")

    def _path_of(self, code: str, level: str, parent: str) -> str:
        if not parent:
            if self.root:
                wrong = f"{code} has no parent, and neither has {self.root}."
                raise _Wrong("areas.two-roots", wrong, "Give all but the topmost area a parent.")
            self.root = code
            return f"{code}/"
        above = self.areas.get(parent)
        if above is None:
            wrong = f"The parent {parent} of {code} does not stand on a sound line above."
            raise _Wrong("areas.parent", wrong, "Write the parent first, with this code.")
        if self.levels.index(above.level) >= self.levels.index(level):
            wrong = f"{code} is a {level} in {parent}, which is a {above.level}."
            raise _Wrong("areas.parent-level", wrong, "The parent must be of a wider level.")
        path = f"{above.path}{code}/"
        if len(path) > LONGEST_PATH:
            raise _Wrong("areas.path", f"The codes above {code} are too long together.", "Use shorter codes.")
        return path

    def _point_of(self, code: str, longitude: str, latitude: str) -> tuple[float | None, float | None]:
        if not longitude and not latitude:
            return None, None
        try:
            x, y = float(longitude), float(latitude)
        except ValueError:
            wrong = f"{longitude!r}, {latitude!r} is not a longitude and a latitude."
            raise _Wrong("areas.point", wrong, "Write both in degrees with a decimal point, or neither.") from None
        start = self.city.map
        on_earth = -180 <= x <= 180 and -90 <= y <= 90
        if on_earth and distance(x, y, start.longitude, start.latitude) <= FAR:
            return x, y
        if -90 <= x <= 90 and -180 <= y <= 180 and distance(y, x, start.longitude, start.latitude) <= FAR:
            raise _Wrong("areas.swapped", f"{code} has latitude before longitude.", "Swap the two numbers.")
        wrong = f"{code} lies at {longitude}, {latitude}, more than 1,000 km from the map's start."
        raise _Wrong("areas.far", wrong, "Correct the point, or map in city.yaml.")


def _day_of(text: str, column: str) -> date | None:
    if not text:
        return None
    try:
        if len(text) != 10:
            raise ValueError  # noqa: TRY301 (fromisoformat also knows shorter ways to write a day)
        return date.fromisoformat(text)
    except ValueError:
        raise _Wrong("areas.date", f"{column} is {text!r}, not a day.", "Write it as 2026-01-31.") from None
