"""What maps and lists of places show: the city's areas by name, and their boundaries as GeoJSON."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import patch_response_headers
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import condition, require_safe

from balai.base.areas.models import Area, BoundarySource, Level
from balai.base.city import current_city
from balai.base.memo import remembered
from balai.engines.geo.shapes import geojson_of, shape_of
from balai.web.components import MapStart

REMEMBERED_SECONDS = 60
BOUNDARY_CACHE_SECONDS = 3600
BOUNDARY_TOLERANCE = 0.0005
"""Official boundaries are thinned to about fifty metres (in degrees): enough to find one's subdistrict on a phone."""
DECIMALS = 4

AreaGroup = tuple[str, list[tuple[str, str]]]


@remembered(REMEMBERED_SECONDS)
def _area_groups() -> list[AreaGroup]:
    """By city, then by district: the way in which people look for their own."""
    rows = Area.objects.filter(level=Level.SUBDISTRICT, until=None)
    rows = rows.order_by("parent__parent__code", "parent__name", "name")
    groups: dict[str, list[tuple[str, str]]] = {}
    for code, name, *above in rows.values_list("code", "name", "parent__name", "parent__parent__name"):
        groups.setdefault(", ".join(filter(None, above)), []).append((code, name))
    return list(groups.items())


@remembered(REMEMBERED_SECONDS)
def _area_options() -> SafeString:
    """Hundreds of options, the same in every language: made for each page they took most of its time."""
    return options_html(_area_groups())


class AreaGroups:
    """Subdistricts in groups, as ("district, city", [(code, name), …]); read when first looked at."""

    def __iter__(self) -> Iterator[AreaGroup]:
        return iter(_area_groups())

    def options(self) -> SafeString:
        return _area_options()


def options_html(groups: Iterable[AreaGroup]) -> SafeString:
    """The options of a select, in their groups; none is chosen."""
    return format_html_join(
        "",
        '<optgroup label="{}">{}</optgroup>',
        ((group, format_html_join("", '<option value="{}">{}</option>', areas)) for group, areas in groups),
    )


def chosen_among(groups: AreaGroups | Iterable[AreaGroup], code: str) -> SafeString:
    """The options of `groups`, of which that of `code`, if there is one, is chosen."""
    options = groups.options() if isinstance(groups, AreaGroups) else options_html(groups)
    option = format_html('<option value="{}"', code)
    return mark_safe(options.replace(option, f"{option} selected", 1))  # noqa: S308 (both were made safe above)


def area_groups() -> AreaGroups:
    return AreaGroups()


@remembered(REMEMBERED_SECONDS)
def _area_names() -> dict[str, str]:
    """Every area down to the subdistricts, closed ones too, named with those that hold it but the widest."""
    depths = {Level.PROVINCE: 1, Level.CITY: 1, Level.DISTRICT: 2, Level.SUBDISTRICT: 3}
    rows = Area.objects.filter(level__in=list(depths))
    return {
        code: ", ".join(filter(None, names[: depths[Level(level)]]))
        for code, level, *names in rows.values_list("code", "level", "name", "parent__name", "parent__parent__name")
    }


def area_words(code: str) -> str:
    """An area with those that hold it: "Cikini, Menteng, Jakarta Pusat"; the code when the city knows none such."""
    return _area_names().get(code, code)


def finder_attributes() -> dict[str, Any]:
    """What turns a long select into one that can be searched, where scripts run."""
    return {"data-finder": _("Search for a name"), "data-found": _("{n} found")}


def map_start() -> MapStart:
    """Where this city's maps begin."""
    start = current_city().map
    return MapStart(start.longitude, start.latitude, start.zoom, reverse("web:boundaries"))


@dataclass(frozen=True, slots=True)
class _Boundaries:
    body: bytes
    tag: str


@remembered(REMEMBERED_SECONDS)
def _boundaries() -> _Boundaries:
    areas = Area.objects.filter(level=Level.SUBDISTRICT, until=None).exclude(boundary=None).order_by("code")
    rows = list(areas.values_list("code", "name", "boundary", "boundary_source"))
    features = [
        {"type": "Feature", "properties": {"code": code, "name": name}, "geometry": _thinned(boundary, source)}
        for code, name, boundary, source in rows
        if boundary
    ]
    schematic = any(source == BoundarySource.SCHEMATIC for *_rest, source in rows)
    document = {"type": "FeatureCollection", "schematic": schematic, "features": features}
    body = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    return _Boundaries(body, f'"{hashlib.sha256(body).hexdigest()[:20]}"')


def _thinned(boundary: Mapping[str, Any], source: str) -> dict[str, Any]:
    shape = shape_of(boundary)
    if source == BoundarySource.OFFICIAL:
        shape = shape.simplify(BOUNDARY_TOLERANCE, preserve_topology=True)
    return geojson_of(shape, decimals=DECIMALS)


def _tag(_request: HttpRequest) -> str:
    return _boundaries().tag


@gzip_page
@require_safe
@condition(etag_func=_tag)
def boundaries(_request: HttpRequest) -> HttpResponse:
    """The boundaries of all subdistricts as GeoJSON (RFC 7946); `schematic` says that they are not official."""
    response = HttpResponse(_boundaries().body, content_type="application/geo+json")
    patch_response_headers(response, cache_timeout=BOUNDARY_CACHE_SECONDS)
    return response
