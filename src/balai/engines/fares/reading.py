"""From a parsed tariff file to a `Tariff`, with every mistake named by its place in the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from balai.engines.fares.definition import Fare, FareKind, Group, Interchange, Network, Package, Tariff, Zone
from balai.engines.fares.lint import WEEKDAYS, lint
from balai.engines.fares.mistakes import FareError, TariffMistake

SCHEMA_PATH = Path(__file__).with_name("tariff.schema.json")
TEXTS = frozenset({"title", "source", "note"})
ALL_DAYS = (0, 1, 2, 3, 4, 5, 6)


@cache
def tariff_schema() -> Mapping[str, Any]:
    """The published JSON Schema (2020-12) of a tariff file."""
    schema: Mapping[str, Any] = json.loads(SCHEMA_PATH.read_text(encoding="utf-8"))
    return schema


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(tariff_schema())


def find_mistakes(source: Any, *, languages: Iterable[str] = ()) -> list[TariffMistake]:
    """Everything wrong with a parsed tariff file; an empty list when it is sound.

    `languages` are those that each text must exist in.
    """
    shape = [_shape_mistake(error) for error in _validator().iter_errors(source)]
    if shape:
        return sorted(shape, key=lambda mistake: [str(part) for part in mistake.path])
    return [*lint(source), *_missing_languages(source, (), frozenset(languages))]


def _shape_mistake(error: jsonschema.ValidationError) -> TariffMistake:
    path: tuple[str | int, ...] = tuple(error.absolute_path)
    schema: Mapping[str, Any] = error.schema if isinstance(error.schema, Mapping) else {}
    mend = str(schema.get("description") or "See docs/reference/tariff-file.md for this key.")
    sentence = error.message if len(error.message) < 300 else f"{error.message[:300]}…"
    instance: Any = error.instance
    if error.validator == "additionalProperties" and isinstance(instance, Mapping):
        known = list(schema.get("properties", {}))
        unknown = [key for key in instance if key not in known]
        near = get_close_matches(unknown[0], known, n=1) if unknown else []
        path = (*path, *unknown[:1])
        mend = f"Did you mean `{near[0]}`?" if near else f"Known here: {', '.join(known)}."
    return TariffMistake("tariff.shape", path, f"{sentence.rstrip('.')}.", mend)


def _missing_languages(node: Any, path: tuple[str | int, ...], languages: frozenset[str]) -> Iterator[TariffMistake]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in TEXTS and isinstance(value, Mapping):
                for language in sorted(languages - value.keys()):
                    wrong = f"This text has no {language!r}."
                    yield TariffMistake("tariff.language", (*path, key), wrong, f"Add {language}: …")
            else:
                yield from _missing_languages(value, (*path, key), languages)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _missing_languages(value, (*path, number), languages)


def read_tariff(source: Mapping[str, Any]) -> Tariff:
    """The tariff of a parsed file without mistakes (see `find_mistakes`)."""
    canonical = json.dumps(source, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    caps, taps = source.get("caps", {}), source.get("taps", {})
    since = date.fromisoformat(source["since"])
    until = date.fromisoformat(source["until"]) if "until" in source else None
    return Tariff(
        code=source["tariff"],
        version=hashlib.sha256(canonical.encode()).hexdigest(),
        title=source["title"],
        source=source["source"],
        note=source.get("note", {}),
        since=since,
        until=until,
        currency=source["currency"],
        round_to=source["rounding"]["to"],
        round_how=source["rounding"]["how"],
        day_starts=_clock(source["day_starts"]),
        networks=tuple(_network(item) for item in source["networks"]),
        package=_package(source["package"]) if "package" in source else None,
        day_cap=caps.get("day"),
        week_cap=caps.get("week"),
        groups=tuple(_group(item, since, until) for item in source.get("groups", ())),
        double_within=int(taps.get("double_within", "60 seconds").split()[0]),
        longest_ride=int(taps.get("longest_ride", "6 hours").split()[0]) * 3600,
        shares_by=source.get("shares", {"by": "boarding"})["by"],
    )


def tariff_on(tariffs: Sequence[Tariff], code: str, day: date) -> Tariff:
    """The file of that code which holds on a ticket day; of several the one that began last.

    Raises:
        FareError: none holds.
    """
    found = [tariff for tariff in tariffs if tariff.code == code and tariff.holds_on(day)]
    if not found:
        raise FareError(f"No tariff {code} holds on {day}")
    return max(found, key=lambda tariff: tariff.since)


def _clock(text: str) -> int:
    hours, minutes = text.split(":")
    return int(hours) * 3600 + int(minutes) * 60


def _network(source: Mapping[str, Any]) -> Network:
    return Network(
        code=source["code"],
        title=source["title"],
        mode=source.get("mode", source["code"]),
        tap_out=source.get("tap_out", True),
        fares=tuple(_fare(item) for item in source["fares"]),
        zones=tuple(Zone(item["code"], tuple(item["stops"])) for item in source.get("zones", ())),
        gates=source.get("gates", False),
    )


def _fare(source: Mapping[str, Any]) -> Fare:
    between = (_clock(source["between"][0]), _clock(source["between"][1])) if "between" in source else None
    weekdays = tuple(WEEKDAYS.index(day) for day in source["weekdays"]) if "weekdays" in source else ALL_DAYS
    if "flat" in source:
        return Fare(FareKind.FLAT, between, weekdays, base=source["flat"])
    if "zones" in source:
        zones = source["zones"]
        if "steps" in zones:
            return Fare(FareKind.STEPS, between, weekdays, amounts=tuple(zones["steps"]))
        table = tuple(amount for row in zones["table"] for amount in row)
        return Fare(FareKind.TABLE, between, weekdays, amounts=table)
    given = source["distance"]
    return Fare(
        FareKind.DISTANCE,
        between,
        weekdays,
        base=given["boarding"],
        per_kilometre=given["per_kilometre"],
        free_kilometres=given.get("free_kilometres", 0),
        least=given.get("least", 0),
        most=given["most"],
        kilometres=given["kilometres"],
    )


def _package(source: Mapping[str, Any]) -> Package:
    price, window = source["price"], source["window"]
    named = source.get("interchanges")
    return Package(
        networks=tuple(source["networks"]),
        most=price["most"],
        window=window["minutes"] * 60,
        splits=window["until"] == "last_alighting",
        least_modes=source.get("least_modes", 1),
        boarding=price.get("boarding"),
        per_kilometre=price.get("per_kilometre", 0),
        kilometres=price.get("kilometres", "begun"),
        gap=int(source["gap"].split()[0]) * 60 if "gap" in source else 0,
        interchanges=None if named is None else tuple(Interchange(one["name"], tuple(one["stops"])) for one in named),
        most_rides=source.get("most_rides", 0),
        ends_with_day=source.get("ends_with_day", False),
        cheaper=source.get("cheaper", True),
    )


def _group(source: Mapping[str, Any], since: date, until: date | None) -> Group:
    return Group(
        code=source["code"],
        title=source["title"],
        since=date.fromisoformat(source["since"]) if "since" in source else since,
        until=date.fromisoformat(source["until"]) if "until" in source else until or date.max,
        pays=source.get("pays", {}),
        pays_package=source.get("pays_package", 100),
    )
