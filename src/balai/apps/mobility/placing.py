"""From what people type to where a journey begins or ends: a stop, a well-known place, a subdistrict, or a point."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from django.conf import settings
from django.utils.translation import gettext as _

from balai.base.areas.models import Area, Level
from balai.base.areas.queries import area_index
from balai.base.city import current_city
from balai.base.memo import remembered, remembered_each
from balai.base.packs.places_file import read_places
from balai.engines.geo.distances import distance

if TYPE_CHECKING:
    from balai.engines.transit.places import AtPoint, Place
    from balai.engines.transit.planner import Planner

STOP, WELL_KNOWN = "stop", "place"
MOST_SUGGESTED = 8
LONGEST_WORDS = 120
SAME_PLACE_METRES = 500.0
"""Stops of one name that lie closer together than this are one place; others are told apart by their subdistrict."""
USUAL_WALK, LONGEST_WALK = 1000.0, 5000.0
"""Metres in a straight line: how far one walks from a point to a stop, and how far where there is none nearer."""
BEYOND_NEAREST = 300.0
AREAS_REMEMBERED_SECONDS = 60
POINT_WORDS = re.compile(r"\s*(-?\d{1,3}(?:\.\d+)?)\s*,\s*(-?\d{1,3}(?:\.\d+)?)\s*")


@dataclass(frozen=True, slots=True)
class Known:
    """Something that a name may mean. `value` stands in the field and is found again by it in every language.

    `kind` is STOP, WELL_KNOWN or an area's level. `stop_id` is empty for all but stops. `words` are the folded words by which it is found.
    """

    value: str
    kind: str
    latitude: float
    longitude: float
    stop_id: str = ""
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What was typed for a place: the place and how to call it, or what may have been meant."""

    typed: str
    place: Place | None
    name: str = ""
    suggestions: tuple[Known, ...] = ()


@dataclass(slots=True)
class _Stops:
    """The named stops of a timetable: all, and by their folded name."""

    known: list[Known]
    named: dict[str, list[Known]] = field(default_factory=lambda: defaultdict(list))


_stops: WeakKeyDictionary[Planner, _Stops] = WeakKeyDictionary()


def find_place(planner: Planner, typed: str) -> Found:
    """The place that is meant, or up to eight that may be."""
    typed = " ".join(typed.split())[:LONGEST_WORDS]
    if point := point_of(typed):
        return Found(typed, point_place(planner, *point, name_of_point(*point)), name_of_point(*point))
    exact = _exact(planner, typed)
    if exact is None:
        like = list(_ranked(planner, typed))
        like = _named(like, fold(typed)) or like
        exact = like[0] if len(like) == 1 else None
        if exact is None:
            return Found(typed, None, "", tuple(like[:MOST_SUGGESTED]))
    return Found(exact.value, place_of(planner, exact), exact.value)


def suggest(planner: Planner, typed: str, *, kind: str = "") -> list[Known]:
    """What a name that is being typed may become, of one kind if that is asked for; the likeliest first, at most eight."""
    words = " ".join(typed.split())[:LONGEST_WORDS]
    found = _ranked(planner, words) if len(words) > 1 else iter(())
    return list(islice((known for known in found if kind in {"", known.kind}), MOST_SUGGESTED))


def place_of(planner: Planner, known: Known) -> Place:
    """Where a journey begins or ends that is to begin or end there."""
    from balai.engines.transit.places import AtStop  # noqa: PLC0415 (the engine is loaded by now)

    if known.stop_id:
        return AtStop(known.stop_id)
    return point_place(planner, known.latitude, known.longitude, known.value)


def point_place(planner: Planner, latitude: float, longitude: float, name: str) -> AtPoint:
    """A point from which one walks a kilometre; where no stop is that near, to the nearest within five."""
    from balai.engines.transit.near import straight_metres  # noqa: PLC0415
    from balai.engines.transit.places import AtPoint  # noqa: PLC0415 (the engine is loaded by now)

    timetable = planner.timetable
    nearest = straight_metres(latitude, longitude, timetable.latitudes, timetable.longitudes, timetable.served)
    closest = float(nearest.min(initial=LONGEST_WALK + 1))
    walk = min(closest + BEYOND_NEAREST, LONGEST_WALK) if USUAL_WALK < closest <= LONGEST_WALK else USUAL_WALK
    return AtPoint(latitude, longitude, name, walk)


def point_of(typed: str) -> tuple[float, float] | None:
    """Latitude and longitude written as `-6.19,106.82`, if that is what it is."""
    match = POINT_WORDS.fullmatch(typed)
    if match is None:
        return None
    latitude, longitude = float(match[1]), float(match[2])
    return (latitude, longitude) if abs(latitude) <= 90 and abs(longitude) <= 180 else None


def name_of_point(latitude: float, longitude: float) -> str:
    """A point by the subdistrict that it lies in, else by its numbers."""
    area = area_around(latitude, longitude)
    if area:
        return _("a point in %(area)s") % {"area": area}
    return f"{latitude:.4f}, {longitude:.4f}"


def fold(text: str) -> str:
    """Small letters without accents, words apart by one space: as names are compared."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text.casefold()) if not _is_mark(letter))
    return " ".join("".join(letter if letter.isalnum() else " " for letter in plain).split())


def _is_mark(letter: str) -> bool:
    return unicodedata.combining(letter) > 0


def _exact(planner: Planner, typed: str) -> Known | None:
    """What bears just this name: a stop before a well-known place before an area; None where two are as good."""
    stops = _stops_of(planner)
    folded = fold(typed)
    for those in (stops.named.get(folded, []), _named(well_known(), folded), _named(_areas(), folded)):
        same = [one for one in those if one.value.casefold() == typed.casefold()] or those
        if len(same) == 1:
            return same[0]
        if same:
            return None
    number = planner.timetable.stop_numbers.get(typed)
    return None if number is None else _by_id(planner, typed, number)


def _by_id(planner: Planner, stop_id: str, number: int) -> Known:
    table = planner.timetable
    name = str(table.stops["stop_name"][number] or stop_id)
    return Known(name, STOP, float(table.latitudes[number]), float(table.longitudes[number]), stop_id)


def _named(known: Iterable[Known], folded: str) -> list[Known]:
    return [one for one in known if folded in one.words] if folded else []


def _ranked(planner: Planner, typed: str) -> Iterator[Known]:
    """What holds each of the words, those first whose names begin so; stops before places before areas."""
    wanted = fold(typed)
    if not wanted:
        return
    found = [
        (_rank(one, wanted), kind, len(one.value), one.value, one)
        for kind, those in enumerate((_stops_of(planner).known, well_known(), _areas()))
        for one in those
        if all(any(word in name for name in one.words) for word in wanted.split())
    ]
    for *_order, one in sorted(found, key=lambda row: row[:4]):
        yield one


def _rank(known: Known, wanted: str) -> int:
    if wanted in known.words:
        return -1
    if any(name.startswith(wanted) for name in known.words):
        return 0
    return 1 if any(f" {name}".find(f" {wanted}") >= 0 for name in known.words) else 2


def _stops_of(planner: Planner) -> _Stops:
    found = _stops.get(planner)
    if found is None:
        found = _stops[planner] = _gather(planner)
    return found


def _gather(planner: Planner) -> _Stops:
    """Every stop or station where something stops, each place once."""
    timetable = planner.timetable
    names, ids = timetable.stops["stop_name"].to_list(), timetable.stops["stop_id"].to_list()
    numbers = dict.fromkeys(timetable.places[timetable.served].tolist())
    named: dict[str, list[Known]] = defaultdict(list)
    for number in numbers:
        name = str(names[number] or ids[number])
        at = (float(timetable.latitudes[number]), float(timetable.longitudes[number]))
        named[fold(name) or ids[number]].append(
            Known(name, STOP, *at, str(ids[number]), (fold(name), fold(ids[number])))
        )
    stops = _Stops([])
    for folded, those in named.items():
        for one in _apart(those):
            stops.known.append(one)
            stops.named[folded].append(one)
            if fold(one.value) != folded:
                stops.named[fold(one.value)].append(one)
    return stops


def _apart(those: list[Known]) -> list[Known]:
    """Stops of one name as places: those close together are one, and each of several is called after its area."""
    kept: list[Known] = []
    for one in those:
        if all(distance(one.longitude, one.latitude, had.longitude, had.latitude) > SAME_PLACE_METRES for had in kept):
            kept.append(one)
    if len(kept) == 1:
        return kept
    called: dict[str, Known] = {}
    for one in kept:
        area = area_around(one.latitude, one.longitude)
        value = f"{one.value} ({area})" if area else f"{one.value} ({one.stop_id})"
        if value in called:
            value = f"{one.value} ({one.stop_id})"
        called[value] = Known(value, STOP, one.latitude, one.longitude, one.stop_id, (*one.words, fold(value)))
    return list(called.values())


def well_known() -> tuple[Known, ...]:
    """The places of the pack's mobility/places.csv."""
    return _well_known_in(Path(settings.CONFIGURATION.city))


@remembered_each(4)
def _well_known_in(folder: Path) -> tuple[Known, ...]:
    return tuple(
        Known(one.name, WELL_KNOWN, one.latitude, one.longitude, "", tuple(map(fold, (one.name, *one.also))))
        for one in read_places(folder, current_city())[0]
    )


@remembered(AREAS_REMEMBERED_SECONDS)
def _areas() -> tuple[Known, ...]:
    """Districts and subdistricts, each with what it lies in, so that one name means one area."""
    rows = Area.objects.filter(level__in=(Level.DISTRICT, Level.SUBDISTRICT), until=None, latitude__isnull=False)
    return tuple(
        Known(f"{name}, {above}", level, latitude, longitude, "", (fold(name), fold(f"{name}, {above}")))
        for level, name, above, latitude, longitude in rows.order_by("-level", "code").values_list(
            "level", "name", "parent__name", "latitude", "longitude"
        )
        if latitude is not None and longitude is not None
    )


@remembered(AREAS_REMEMBERED_SECONDS)
def _area_names() -> dict[str, str]:
    return dict(Area.objects.filter(level=Level.SUBDISTRICT).values_list("code", "name"))


def area_around(latitude: float, longitude: float) -> str:
    """The name of the subdistrict that a point lies in; nothing outside the city or where there are no boundaries."""
    try:
        found = area_index().find(longitude, latitude, level=Level.SUBDISTRICT)
    except KeyError:
        return ""
    return _area_names().get(found.candidates[0].code, "") if found.candidates else ""
