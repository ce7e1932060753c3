"""Reads city.yaml: first its shape by the schema, then what a schema cannot know."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, time
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from balai.base.packs.mistakes import Mistake
from balai.base.packs.pack import City, Contact, Holiday, MapStart, OfficeCalendar
from balai.base.packs.shape import shape_mistakes
from balai.base.packs.strict_yaml import Document, Place, read_yaml

FILE = "city.yaml"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
LEVELS = ("province", "city", "district", "subdistrict", "rw", "rt")
TEXT_KEYS = frozenset({"names", "government", "label", "note"})


def read_city(folder: Path) -> tuple[City | None, list[Mistake]]:
    """The city, or None with the mistakes of its file."""
    document, mistakes = read_yaml(folder / FILE, FILE)
    if document is None:
        return None, mistakes
    mistakes = shape_mistakes(document, "city")
    if mistakes:
        return None, mistakes
    mistakes = [
        *language_mistakes(document, tuple(document.value["languages"]), "city"),
        *_zone_mistakes(document),
        *_level_mistakes(document),
        *_hours_mistakes(document),
        *_holiday_mistakes(document),
    ]
    return (None if mistakes else _city_of(document.value)), sorted(mistakes)


def language_mistakes(document: Document, languages: tuple[str, ...], name: str) -> Iterator[Mistake]:
    """Texts that lack one of the city's languages, or have one that the city does not."""
    for place, texts in _texts_in(document.value, ()):
        key = place[-1]
        for language in languages:
            if language not in texts:
                wrong = f"`{key}` has no text in `{language}`."
                yield document.mistake(f"{name}.language-missing", place, wrong, f"Add {language}: …")
        for language in texts:
            if language not in languages:
                wrong = f"`{key}` has a text in `{language}`, which is not a language of this city."
                mend = f"Remove it, or add {language} to languages in {FILE}."
                yield document.mistake(f"{name}.language-unknown", (*place, language), wrong, mend)


def _texts_in(value: Any, place: Place) -> Iterator[tuple[Place, Mapping[str, str]]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            if key in TEXT_KEYS and isinstance(inner, dict):
                yield (*place, key), inner
            else:
                yield from _texts_in(inner, (*place, key))
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _texts_in(inner, (*place, number))


def _zone_mistakes(document: Document) -> Iterator[Mistake]:
    zone = document.value["zone"]
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield document.mistake(
            "city.zone", ("zone",), f"{zone!r} is not a time zone.", "Write an IANA name such as Asia/Jakarta."
        )


def _level_mistakes(document: Document) -> Iterator[Mistake]:
    codes = [level["code"] for level in document.value["levels"]]
    for number, code in enumerate(codes):
        place = ("levels", number, "code")
        if code in codes[:number]:
            yield document.mistake("city.twice", place, f"The level {code} stands twice.", "Keep one of them.")
        elif number and LEVELS.index(code) < LEVELS.index(codes[number - 1]):
            wrong = f"The level {code} is wider than {codes[number - 1]} before it."
            yield document.mistake("city.level-order", place, wrong, f"Order them: {', '.join(LEVELS)}.")


def _hours_mistakes(document: Document) -> Iterator[Mistake]:
    hours = document.value["calendar"]["hours"]
    if not any(hours.values()):
        yield document.mistake(
            "city.never-open", ("calendar", "hours"), "The offices never open.", 'Add hours: monday: ["08:00-16:00"].'
        )
    for day, ranges in hours.items():
        closed_at = ""
        for number, text in enumerate(ranges):
            opens, closes = text.split("-")
            place = ("calendar", "hours", day, number)
            if closes <= opens:
                wrong = f"{text} on {day} ends before it begins."
                yield document.mistake(
                    "city.hours-end", place, wrong, "Write the earlier time first, such as 08:00-16:00."
                )
            elif opens < closed_at:
                wrong = f"{text} on {day} begins before the range before it has ended."
                yield document.mistake("city.hours-overlap", place, wrong, "Order the ranges and let none overlap.")
            closed_at = max(closed_at, closes)


def _holiday_mistakes(document: Document) -> Iterator[Mistake]:
    first: dict[date, int] = {}
    for year, holidays in document.value["calendar"]["holidays"].items():
        for number, holiday in enumerate(holidays):
            place = ("calendar", "holidays", year, number, "date")
            text = holiday["date"]
            try:
                day = date.fromisoformat(text)
            except ValueError:
                yield document.mistake(
                    "city.holiday-date", place, f"{text} is not a day of the calendar.", "Write year-month-day."
                )
                continue
            if str(day.year) != year:
                wrong = f"{text} stands under {year}."
                yield document.mistake("city.holiday-year", place, wrong, f"Move it under {day.year}, or correct it.")
            if day in first:
                wrong = f"{text} already stands on line {first[day]}."
                yield document.mistake("city.holiday-twice", place, wrong, "Keep one, and name both feasts in it.")
            first.setdefault(day, document.line_of(place))


def _city_of(value: Mapping[str, Any]) -> City:
    languages = tuple(value["languages"])
    holidays = tuple(
        Holiday(date.fromisoformat(item["date"]), item["names"], item.get("provisional", False))
        for year in value["calendar"]["holidays"].values()
        for item in year
    )
    calendar = OfficeCalendar(
        zone=value["zone"],
        hours={
            WEEKDAYS.index(day): tuple(_range_of(text) for text in ranges)
            for day, ranges in value["calendar"]["hours"].items()
        },
        holidays={holiday.day: holiday.names[languages[0]] for holiday in holidays},
    )
    boundaries = value.get("boundaries", {})
    return City(
        code=value["city"],
        names=value["names"],
        government=value["government"],
        languages=languages,
        country=value["country"],
        currency=value["currency"],
        zone=value["zone"],
        reference_prefix=value["reference_prefix"],
        map=MapStart(**value["map"]),
        levels={level["code"]: level["names"] for level in value["levels"]},
        calendar=calendar,
        holidays=holidays,
        boundary_label=boundaries.get("label", {}),
        boundary_note=boundaries.get("note", {}),
        contacts=tuple(Contact(**contact) for contact in value.get("contacts", ())),
        invented={item["below"]: item["note"] for item in value.get("demo", ())},
        secretariat=value.get("secretariat", False),
    )


def _range_of(text: str) -> tuple[time, time]:
    opens, closes = text.split("-")
    return time.fromisoformat(opens), time() if closes == "24:00" else time.fromisoformat(closes)
