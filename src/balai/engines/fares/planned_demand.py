"""Planned demand for a try-out: who wants to go where and when, and the journeys that a planner finds for them."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

import numpy as np

from balai.engines.fares.bulk import Numbers, Stops
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.planned import Journey, join_inside
from balai.engines.fares.rides import Ride, seconds_of
from balai.engines.fares.tables import Compiled
from balai.engines.fares.taps import Distances
from balai.engines.fares.trying import Demand

NEEDED = ("from", "to", "at")
MOST_PEOPLE = 10_000_000


@dataclass(frozen=True, slots=True)
class Wish:
    """Some people who want to leave for somewhere at a time. `group` is a tariff's, `area` a name to count by."""

    origin: str
    destination: str
    at: datetime
    people: int = 1
    group: str = ""
    area: str = ""


@dataclass(frozen=True, slots=True)
class Way:
    """What people with one wish ride."""

    wish: Wish
    rides: tuple[Ride, ...]


@dataclass(frozen=True, slots=True)
class Prepared:
    """The demand, and how many people's ways were left out because a distance that a fare needs is not known."""

    demand: Demand | None
    left_out: int


def read_wishes(lines: Iterable[str], zone: ZoneInfo, most: int) -> list[Wish]:
    """CSV: from, to, at (2026-11-23T07:30, in the zone unless it says its own); optional people, group, area.

    Raises:
        FareError: a column is missing, a line is wrong, or there are more than `most`.
    """
    reader = csv.DictReader(lines, strict=True)
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        raise FareError(f"The demand lacks the column {', '.join(missing)}")
    found: list[Wish] = []
    try:
        for row in reader:
            if len(found) >= most:
                raise FareError(f"The demand has more than {most} lines")
            found.append(_wish({name: (value or "").strip() for name, value in row.items() if name}, zone))
    except (ValueError, TypeError, AttributeError, csv.Error) as error:
        raise FareError(f"Line {reader.line_num} of the demand: {error}") from error
    return found


def _wish(row: dict[str, str], zone: ZoneInfo) -> Wish:
    at, people = datetime.fromisoformat(row["at"]), int(row.get("people") or 1)
    if not 1 <= people <= MOST_PEOPLE or not row["from"] or not row["to"]:
        raise FareError("from, to, or a sound number of people is missing")
    at = at if at.tzinfo else at.replace(tzinfo=zone)
    return Wish(row["from"], row["to"], at, people, row.get("group", ""), row.get("area", ""))


def first_to_arrive(journeys: Sequence[Journey]) -> Journey | None:
    """The one that people are taken to choose: the first to arrive, of several the one with the fewest rides."""
    ridden = [one for one in journeys if one.rides]
    return min(ridden, key=lambda one: (one.rides[-1].arrival, sum(not ride.stays for ride in one.rides)), default=None)


def prepare(
    ways: Sequence[Way],
    tariffs: Sequence[Compiled],
    distances: Distances,
    area_of: Callable[[str], str] = lambda _stop: "",
) -> Prepared:
    """The rides as a try-out takes them: joined inside the gates of the first tariff, metres as bills have them.

    Where a wish names no area, `area_of` its first stop counts.

    Raises:
        FareError: a tariff lacks a network that is ridden.
    """
    kept: list[tuple[int, Wish, str, Ride, int]] = []
    left_out = 0
    for number, way in enumerate(ways):
        joined = join_inside(tariffs[0].tariff, way.rides)
        metres = [distances(ride.network, ride.origin, ride.destination) for ride in joined]
        if any(_lacks(tariffs, ride, length) for ride, length in zip(joined, metres, strict=True)):
            left_out += way.wish.people
            continue
        area = way.wish.area or area_of(joined[0].origin)
        kept += [
            (number, way.wish, area, ride, -1 if length is None else length)
            for ride, length in zip(joined, metres, strict=True)
        ]
    return Prepared(_demand(kept) if kept else None, left_out)


def _lacks(tariffs: Sequence[Compiled], ride: Ride, metres: int | None) -> bool:
    return metres is None and any(one.needs_metres[one.network(ride.network)] for one in tariffs)


def _demand(kept: Sequence[tuple[int, Wish, str, Ride, int]]) -> Demand:
    networks = sorted({ride.network for _number, _wish, _area, ride, _metres in kept})
    stops = sorted({stop for *_, ride, _metres in kept for stop in (ride.origin, ride.destination)})
    groups = sorted({wish.group for _number, wish, *_ in kept})
    areas = sorted({area for _number, _wish, area, *_ in kept})
    ranks = [{name: rank for rank, name in enumerate(names)} for names in (networks, stops, groups, areas)]
    network_rank, stop_rank, group_rank, area_rank = ranks
    numbers = _column([number for number, *_ in kept])
    empty = np.empty(0, dtype=np.int64)
    return Demand(
        riders=numbers,
        journeys=numbers,
        networks=_column([network_rank[ride.network] for *_, ride, _metres in kept]),
        boarded=_column([seconds_of(ride.boarded) for *_, ride, _metres in kept]),
        alighted=_column([seconds_of(ride.alighted) for *_, ride, _metres in kept]),
        metres=_column([metres for *_, metres in kept]),
        origins=_column([stop_rank[ride.origin] for *_, ride, _metres in kept]),
        destinations=_column([stop_rank[ride.destination] for *_, ride, _metres in kept]),
        groups=_column([group_rank[wish.group] for _number, wish, *_ in kept]),
        areas=_column([area_rank[area] for _number, _wish, area, *_ in kept]),
        people=_column([wish.people for _number, wish, *_ in kept]),
        network_names=networks,
        group_names=groups,
        area_names=areas,
        stops=Stops(stops, empty, empty),
    )


def _column(values: Sequence[int]) -> Numbers:
    return np.asarray(values, dtype=np.int64)
