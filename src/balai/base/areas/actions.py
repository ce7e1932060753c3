"""Writes the administrative tree and its boundaries."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db import connection, transaction

from balai.base.areas.models import Area, AreasVersion, BoundarySource
from balai.base.audit.actions import record_act
from balai.base.packs import Pack, PackArea
from balai.engines.geo.boundaries import Boundary
from balai.engines.geo.shapes import geojson_of

if TYPE_CHECKING:  # people belong to areas, so areas may not stand on people
    from balai.base.people.models import User

CHUNK = 500
PLAIN_FIELDS = ("level", "name", "path", "since", "until", "longitude", "latitude")


@dataclass(frozen=True, slots=True)
class AreasLoaded:
    """What loading a pack changed. `kept` are areas of the database that the pack does not name."""

    created: int
    changed: int
    kept: tuple[str, ...]


@transaction.atomic
def load_areas(*, pack: Pack, by: User | None, now: datetime) -> AreasLoaded:
    """Bring the tree of a city pack into the database. Doing it twice changes nothing the second time.

    Official boundaries stay; the pack's take the place of schematic ones. Areas that the pack no longer names stay too:
    cases lie in them. End an area with `until` in areas.csv instead of removing its line.
    """
    version = _lock()
    held = {area.code: area for area in Area.objects.select_related("parent")}
    ids = {code: area.id for code, area in held.items()}
    missing = [area for area in pack.areas if area.code not in held]
    for _, group in groupby(sorted(missing, key=_depth), key=_depth):
        rows = [_fill(Area(), area, pack, ids) for area in group]
        Area.objects.bulk_create(rows, batch_size=5000)
        ids |= {row.code: row.id for row in rows}
    changed = [
        _fill(held[area.code], area, pack, ids)
        for area in pack.areas
        if area.code in held and _differs(held[area.code], area, pack)
    ]
    fields = ["parent", *PLAIN_FIELDS, "boundary", "boundary_source"]
    Area.objects.bulk_update(changed, fields, batch_size=CHUNK)
    if missing or changed:
        _renew(version)
        record_act(code="areas.loaded", by=by, now=now, reference=pack.city.code)
    named = {area.code for area in pack.areas}
    return AreasLoaded(len(missing), len(changed), tuple(sorted(code for code in held if code not in named)))


@transaction.atomic
def import_boundaries(
    *,
    boundaries: Sequence[Boundary],
    by: User | None,
    now: datetime,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> int:
    """Make these the official boundaries of the areas with their codes; others are left as they are.

    `progress` is told how many of how many are written. Returns how many areas have a new boundary.
    """
    version = _lock()
    written = 0
    for start in range(0, len(boundaries), CHUNK):
        chunk = boundaries[start : start + CHUNK]
        written += _write_boundaries({item.code: json.dumps(geojson_of(item.shape)) for item in chunk})
        progress(start + len(chunk), len(boundaries))
    if written:
        _renew(version)
        record_act(code="boundaries.imported", by=by, now=now, reference=f"{written} areas")
    return written


def _write_boundaries(geometries: Mapping[str, str]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            """
            UPDATE areas_area SET boundary = new.geometry::jsonb, boundary_source = %s
            FROM unnest(%s::text[], %s::text[]) AS new (code, geometry)
            WHERE areas_area.code = new.code
            """,
            [BoundarySource.OFFICIAL, list(geometries), list(geometries.values())],
        )
        return int(cursor.rowcount)


def _lock() -> AreasVersion:
    """One writer of the tree at a time."""
    AreasVersion.objects.bulk_create([AreasVersion(id=1)], ignore_conflicts=True)
    return AreasVersion.objects.select_for_update().get(id=1)


def _renew(version: AreasVersion) -> None:
    AreasVersion.objects.filter(id=version.id).update(number=secrets.randbits(62))


def _depth(area: PackArea) -> int:
    return area.path.count("/")


def _boundary_of(area: PackArea, pack: Pack) -> tuple[Mapping[str, Any] | None, str]:
    boundary = pack.boundaries.get(area.code)
    if boundary is None:
        return None, BoundarySource.NONE
    return boundary, BoundarySource.SCHEMATIC if pack.boundaries_are_schematic else BoundarySource.OFFICIAL


def _differs(row: Area, area: PackArea, pack: Pack) -> bool:
    parent = row.parent.code if row.parent else ""
    if parent != area.parent or any(getattr(row, name) != getattr(area, name) for name in PLAIN_FIELDS):
        return True
    boundary, source = _boundary_of(area, pack)
    return row.boundary_source != BoundarySource.OFFICIAL and (row.boundary, row.boundary_source) != (boundary, source)


def _fill(row: Area, area: PackArea, pack: Pack, ids: Mapping[str, int]) -> Area:
    row.code = area.code
    row.parent_id = ids[area.parent] if area.parent else None
    for name in PLAIN_FIELDS:
        setattr(row, name, getattr(area, name))
    if row.boundary_source != BoundarySource.OFFICIAL:
        row.boundary, row.boundary_source = _boundary_of(area, pack)
    return row
