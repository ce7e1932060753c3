"""Reads mobility/places.csv: well-known places that people travel to, by the words that they use for them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from balai.base.packs.mistakes import Mistake
from balai.base.packs.pack import City
from balai.base.packs.strict_yaml import read_text
from balai.engines.geo.distances import distance

FILE = "mobility/places.csv"
COLUMNS = ("name", "also", "longitude", "latitude")
HEADER = ",".join(COLUMNS)
LARGEST_FILE = 5_000_000
MOST_PLACES = 20_000
MOST_MISTAKES = 200
LONGEST_NAME = 80
FAR = 300_000.0
"""Metres from the map's start beyond which a point is taken for a slip."""


@dataclass(frozen=True, slots=True)
class PackPlace:
    """A well-known place: its name, other names that people use, and where it is (degrees)."""

    name: str
    also: tuple[str, ...]
    longitude: float
    latitude: float


class _Wrong(Exception):
    """One mistake on a line, on its way to the list."""

    def __init__(self, code: str, wrong: str, mend: str) -> None:
        super().__init__(wrong)
        self.code, self.wrong, self.mend = code, wrong, mend


def read_places(folder: Path, city: City) -> tuple[tuple[PackPlace, ...], list[Mistake]]:
    """The places whose lines are sound, and the mistakes of the others (at most 200); nothing where there is no file."""
    if not (folder / FILE).is_file():
        return (), []
    text = read_text(folder / FILE, FILE, largest=LARGEST_FILE)
    if isinstance(text, Mistake):
        return (), [text]
    places: dict[str, PackPlace] = {}
    mistakes: list[Mistake] = []
    for line, row in _rows_of(text):
        try:
            place = _place_of(row, line, city, places)
            places[place.name.casefold()] = place
        except _Wrong as wrong:
            mistakes.append(Mistake(FILE, line, wrong.code, wrong.wrong, wrong.mend))
        if len(mistakes) >= MOST_MISTAKES:
            break
    return tuple(places.values()), mistakes


def _rows_of(text: str) -> Iterator[tuple[int, list[str]]]:
    """Every line with its number; a right header is left out, so that line 1 is a wrong one."""
    reader = csv.reader(io.StringIO(text))
    for number, row in enumerate(reader):
        if number == 0 and tuple(row) == COLUMNS:
            continue
        if row:
            yield reader.line_num, [cell.strip() for cell in row]


def _place_of(row: list[str], line: int, city: City, others: Mapping[str, PackPlace]) -> PackPlace:
    if line == 1:
        raise _Wrong("places.header", "The first line does not name the columns.", f"Write the first line as {HEADER}")
    if line > MOST_PLACES:
        raise _Wrong("places.too-many", f"There are more than {MOST_PLACES:,} lines.", "Leave the least known out.")
    if len(row) != len(COLUMNS):
        wrong = f"The line has {len(row)} cells, not {len(COLUMNS)}."
        raise _Wrong("places.cells", wrong, "Write every comma; quote names that hold one.")
    name, also, longitude, latitude = row
    if not 0 < len(name) <= LONGEST_NAME:
        raise _Wrong("places.name", f"The place has no name, or one over {LONGEST_NAME} letters.", "Write its name.")
    if name.casefold() in others:
        raise _Wrong("places.twice", f"{name} stands here twice.", "Leave one of the lines out.")
    words = tuple(word.strip() for word in also.split(";") if word.strip())
    return PackPlace(name, words, *_point_of(name, longitude, latitude, city))


def _point_of(name: str, longitude: str, latitude: str, city: City) -> tuple[float, float]:
    try:
        x, y = float(longitude), float(latitude)
    except ValueError:
        wrong = f"{longitude!r}, {latitude!r} is not a longitude and a latitude."
        raise _Wrong("places.point", wrong, "Write both in degrees with a decimal point.") from None
    start = city.map
    if not (-180 <= x <= 180 and -90 <= y <= 90) or distance(x, y, start.longitude, start.latitude) > FAR:
        wrong = f"{name} lies at {longitude}, {latitude}, more than 300 km from the map's start."
        raise _Wrong("places.far", wrong, "Write longitude before latitude, or correct them.")
    return x, y
