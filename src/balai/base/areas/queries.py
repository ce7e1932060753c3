"""Reads of the administrative tree; finding the area of a point asks the database next to nothing."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from threading import Lock

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When
from django.db.models.functions import Length, Now

from balai.base.areas.models import Area, AreasVersion, Level
from balai.base.city import city_zone
from balai.base.memo import remembered
from balai.engines.geo.index import AreaIndex, Found

SECONDS_BETWEEN_LOOKS = 5.0
SHORTEST_SEARCH, LONGEST_SEARCH = 2, 80
MOST_FOUND = 50
SEARCHED_LEVELS = (Level.CITY, Level.DISTRICT, Level.SUBDISTRICT)


def find_area(longitude: float, latitude: float, *, level: str | None = None) -> Found:
    """Where a point lies: inside one area, among several (ask which), or outside (and how far).

    Without `level`, the narrowest one that has boundaries counts. A change of boundaries is seen within five seconds.

    Raises:
        PointNotOnEarth: the point is not on Earth.
        KeyError: no area of `level` has a boundary.
    """
    return _BOUNDARIES.index().find(longitude, latitude, level=level)


def area_index() -> AreaIndex:
    """The boundaries in force, in memory: for those who look up many points in one go."""
    return _BOUNDARIES.index()


def children(code: str, *, day: date) -> QuerySet[Area]:
    """The areas right below that of `code` which exist on `day`, by name, without their boundaries."""
    return _existing(day).filter(parent__code=code).order_by("name", "code")


def ancestors(area: Area) -> list[Area]:
    """The areas that hold this one, the widest first, without their boundaries. One query."""
    codes = area.path.split("/")[:-2]
    return list(Area.objects.filter(code__in=codes).defer("boundary").order_by(Length("path")))


def search_by_name(
    words: str, *, day: date, levels: Collection[str] = SEARCHED_LEVELS, limit: int = 10
) -> Sequence[Area]:
    """Areas whose name holds `words`, those that begin with them first, parents at hand. At most 50.

    Fewer than two letters, or more than eighty, find nothing.
    """
    words = " ".join(words.split())
    if not SHORTEST_SEARCH <= len(words) <= LONGEST_SEARCH:
        return []
    begins = Case(When(name__istartswith=words, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = _existing(day).filter(level__in=levels, name__icontains=words).select_related("parent")
    return list(found.defer("boundary", "parent__boundary").order_by(begins, "name", "code")[: min(limit, MOST_FOUND)])


def _existing(day: date) -> QuerySet[Area]:
    begun = Q(since__isnull=True) | Q(since__lte=day)
    return Area.objects.filter(begun, Q(until__isnull=True) | Q(until__gte=day)).defer("boundary")


@remembered(seconds=SECONDS_BETWEEN_LOOKS)
def _version() -> tuple[int, date | None]:
    """The number of the tree, and the day, because areas begin and end at midnight."""
    row = AreasVersion.objects.annotate(today=Now()).values_list("number", "today").first()
    return (row[0], row[1].astimezone(city_zone()).date()) if row else (0, None)


class _Boundaries:
    """The index of this process, and the version it was built from."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: tuple[tuple[int, date | None], AreaIndex] | None = None

    def index(self) -> AreaIndex:
        version = _version()
        held = self._held
        if held is None or held[0] != version:
            with self._lock:
                held = self._held
                if held is None or held[0] != version:
                    held = (version, _build(version[1]))
                    self._held = held
        return held[1]


def _build(day: date | None) -> AreaIndex:
    areas = Area.objects.filter(boundary__isnull=False)
    if day is not None:
        areas = areas.exclude(since__gt=day).exclude(until__lt=day)
    rows = areas.values_list("code", "level", "boundary").iterator()
    return AreaIndex(((code, level, boundary) for code, level, boundary in rows if boundary), levels=Level.values)


_BOUNDARIES = _Boundaries()
