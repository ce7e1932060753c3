"""Begins a city pack for another city: small, without mistakes, and full of hints where to go on."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from string import Template

CORNER = 0.05
"""Degrees: half the side of the square that stands for the city until its boundaries are drawn."""
NAME = re.compile(r"\w[\w .,'’()-]{0,59}")
LANGUAGE = re.compile(r"[a-z]{2,3}")
COORDINATES = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")


class UnknownCountry(ValueError):
    """The country is not two letters that the time zone tables know."""


class FolderNotEmpty(ValueError):
    """The folder for the new pack holds something already."""


@dataclass(frozen=True, slots=True)
class NewCity:
    """What is known of a city at first: the rest of its pack is filled in by hand."""

    name: str
    country: str
    languages: tuple[str, ...]
    zone: str
    longitude: float
    latitude: float

    @property
    def code(self) -> str:
        """The name in small letters and dashes."""
        words = re.sub(r"[^a-z0-9]+", "-", self.name.lower()).strip("-")
        return (words if words[:1].isalpha() else f"city-{words}").strip("-")[:40]


def describe_city(*, name: str, country: str, languages: Sequence[str]) -> NewCity:
    """A city by its name and country; zone and map start are those of the country's first time zone.

    Raises:
        UnknownCountry: no such country.
        ValueError: no name, or a language that is not two or three small letters.
    """
    if not NAME.fullmatch(name.strip()):
        raise ValueError("A city's name has at most 60 letters, digits, spaces, dots, commas, dashes and apostrophes")
    if not languages or not all(LANGUAGE.fullmatch(language) for language in languages):
        raise ValueError("Write languages as two or three small letters, such as id,en")
    for line in files("tzdata").joinpath("zoneinfo/zone.tab").read_text().splitlines():
        code, _, rest = line.partition("\t")
        if code == country.upper() and len(code) == 2:
            place, zone = rest.split("\t")[:2]
            longitude, latitude = _degrees(place)
            return NewCity(" ".join(name.split()), code, tuple(dict.fromkeys(languages)), zone, longitude, latitude)
    raise UnknownCountry(f"{country!r} is not a country in two letters, such as ID")


def write_new_pack(folder: Path, city: NewCity) -> list[str]:
    """Write the pack into an empty or new folder; returns the names of its files.

    Raises:
        FolderNotEmpty: there is something in the folder.
        OSError: it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderNotEmpty(f"{folder} is not an empty folder")
    contents = {
        "city.yaml": _filled("city.yaml", city),
        "areas.csv": _filled("areas.csv", city),
        "areas.geojson": _squares(city),
        "organisations.yaml": _filled("organisations.yaml", city),
        "services/report-street.yaml": _filled("report-street.yaml", city),
    }
    for name, text in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return list(contents)


def _degrees(place: str) -> tuple[float, float]:
    """Longitude and latitude from ISO 6709 (±DDMM±DDDMM), as time zone tables write it."""
    match = COORDINATES.fullmatch(place)
    if match is None:
        raise UnknownCountry(f"{place!r} is not a place")
    north, south_degrees, south_minutes, _, east, degrees, minutes, _ = match.groups()
    latitude = (int(south_degrees) + int(south_minutes) / 60) * (1 if north == "+" else -1)
    longitude = (int(degrees) + int(minutes) / 60) * (1 if east == "+" else -1)
    return round(longitude, 3), round(latitude, 3)


def _filled(name: str, city: NewCity) -> str:
    """A template of the skeleton folder. `${key}` is a fact; `${words:…}` a text in each language of the city."""
    template = Path(__file__).with_name("skeleton") / f"{name}.txt"
    letters = re.sub(r"[^A-Z]", "", city.name.upper())
    facts = {
        "code": city.code,
        "name": json.dumps(city.name, ensure_ascii=False),
        "plain_name": city.name.replace(",", " ").replace('"', " "),
        "names": _each(city, dict.fromkeys(city.languages, city.name)),
        "languages": ", ".join(city.languages),
        "country": city.country,
        "zone": city.zone,
        "prefix": (letters + "CITY")[:3],
        "longitude": str(city.longitude),
        "latitude": str(city.latitude),
        "west": f"{city.longitude - CORNER / 2:.3f}",
        "east": f"{city.longitude + CORNER / 2:.3f}",
    }
    words: Mapping[str, Mapping[str, str]] = json.loads(Path(template).with_name("words.json").read_text("utf-8"))
    facts |= {f"words_{key}": _each(city, texts) for key, texts in words.items()}
    return Template(template.read_text("utf-8")).substitute(facts)


def _each(city: NewCity, texts: Mapping[str, str]) -> str:
    """A text in each language of the city, in English where it is not translated yet."""
    filled = {language: texts.get(language) or texts["en"] for language in city.languages}
    pairs = [
        f"{language}: {json.dumps(text.replace('NAME', city.name), ensure_ascii=False)}"
        for language, text in filled.items()
    ]
    return "{" + ", ".join(pairs) + "}"


def _squares(city: NewCity) -> str:
    west, east = city.longitude - CORNER, city.longitude + CORNER
    south, north = city.latitude - CORNER, city.latitude + CORNER
    squares = {
        "1": (west, east), "1.1": (west, east), "1.1.1": (west, city.longitude), "1.1.2": (city.longitude, east),
    }  # fmt: skip
    features = []
    for code, (left, right) in squares.items():
        corners = [(left, south), (right, south), (right, north), (left, north), (left, south)]
        ring = [[round(x, 4), round(y, 4)] for x, y in corners]
        geometry = {"type": "Polygon", "coordinates": [ring]}
        features.append(json.dumps({"type": "Feature", "properties": {"code": code}, "geometry": geometry}))
    head = '{"type": "FeatureCollection", "schematic": true, "features": [\n'
    return head + ",\n".join(features) + "\n]}\n"
