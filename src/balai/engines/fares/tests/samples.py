"""Tariffs and rides for tests: Jakarta's own files, and small ones of every kind."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from balai.base.packs.tariffs_folder import read_tariff_file
from balai.engines.fares.definition import Tariff
from balai.engines.fares.reading import find_mistakes, read_tariff
from balai.engines.fares.rides import Ride
from balai.engines.fares.taps import IN, OUT, Tap

JAKARTA = Path(__file__).parents[5] / "cities" / "jakarta" / "tariffs"
ZONE = ZoneInfo("Asia/Jakarta")
MORNING = datetime(2026, 3, 2, 8, 0, tzinfo=ZONE)
"""A Monday, after the early hours."""

HEAD = """
tariff: sample
title: {id: "Contoh", en: "Sample"}
source: {id: "Contoh", en: "Sample"}
since: 2020-01-01
currency: IDR
rounding: {to: 100, how: nearest}
day_starts: "03:00"
"""
BUS = """
networks:
  - {code: bus, title: {id: Bus, en: Bus}, fares: [{flat: 3000}]}
  - {code: rail, title: {id: Rel, en: Rail}, fares: [{flat: 7000}]}
"""


@cache
def jakarta(name: str) -> Tariff:
    """A tariff of the Jakarta pack, by its file's name."""
    document, mistakes = read_tariff_file(JAKARTA / f"{name}.yaml", name)
    assert document is not None
    assert not mistakes
    return read_tariff(document.value)


def sample(text: str) -> Tariff:
    """The tariff of HEAD and this YAML."""
    source = parsed(text)
    assert find_mistakes(source) == []
    return read_tariff(source)


def parsed(text: str) -> dict[str, Any]:
    """HEAD and this YAML as a pack's reader gives them: days stay text."""
    source: dict[str, Any] = _whole(yaml.load(HEAD + text, Loader=yaml.BaseLoader))
    return source


def _whole(value: Any) -> Any:
    """BaseLoader leaves everything text; numbers and truth become themselves again."""
    if isinstance(value, dict):
        return {key: _whole(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_whole(inner) for inner in value]
    if value in ("true", "false"):
        return value == "true"
    return int(value) if isinstance(value, str) and value.isdecimal() else value


def at(minutes: float, start: datetime = MORNING) -> datetime:
    """So many minutes after the start."""
    return start + timedelta(minutes=minutes)


def ride(network: str, begin: float, end: float, metres: int = 0, **more: Any) -> Ride:
    """A ride by minutes after MORNING; origin and destination default to one place, so that every change is allowed."""
    values = {"origin": "here", "destination": "here", **more}
    return Ride(network, values.pop("origin"), values.pop("destination"), at(begin), at(end), metres, **values)


RAIL = [f"mrt-{name}" for name in ("lebak-bulus", "blok-m", "asean", "senayan", "dukuh-atas", "bundaran-hi")]
BUSES = ["tj-blok-m", "tj-csw", "tj-dukuh-atas", "tj-bundaran-hi", "tj-pulogadung", "tj-pemuda"]
TRAMS = ["lrt-velodrome", "lrt-pulomas", "lrt-kelapa-gading"]
STOPS = {"mrt": RAIL, "transjakarta": BUSES, "lrt": TRAMS, "mikrotrans": ["gang-satu", "gang-dua"]}


def random_rides(random: Random, count: int) -> list[Ride]:
    """Rides in Jakarta, one after the other, in whole seconds; often changing where one may."""
    clock, rides = datetime(2026, 3, 1, 20, tzinfo=UTC) + timedelta(seconds=random.randrange(86_400 * 7)), []
    for _ in range(count):
        network = random.choice(["mrt", "transjakarta", "transjakarta", "lrt", "mikrotrans"])
        clock += timedelta(seconds=random.choice([61, 200, 900, 3600, 40_000]))
        begun = clock
        clock += timedelta(seconds=random.choice([120, 1500, 4000, 9000, 20_000]))
        origin, destination = random.choice(STOPS[network]), random.choice(STOPS[network])
        operator = random.choice(["tj", "kopaja", "mayasari"]) if network == "transjakarta" else network
        rides.append(
            Ride(network, origin, destination, begun, clock, metres_of(network, origin, destination), operator)
        )
    return rides


def metres_of(network: str, origin: str, destination: str) -> int:
    """Some distance between two stops, the same both ways."""
    if origin == destination:
        return 0
    return 500 + sum(map(ord, network + origin + destination)) * 7919 % 40_000


def taps_of(rides: Sequence[Ride], card: str = "card") -> list[Tap]:
    """What the machines would have read."""
    taps = []
    for number, one in enumerate(rides):
        taps.append(Tap(f"{card}-{number}-in", card, one.boarded, IN, one.network, one.origin, one.operator))
        taps.append(Tap(f"{card}-{number}-out", card, one.alighted, OUT, one.network, one.destination, one.operator))
    return taps
