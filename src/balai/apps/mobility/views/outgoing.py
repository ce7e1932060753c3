"""What the city knows of its journeys, in the field's own formats: the feed that rules, and the running day."""

from __future__ import annotations

import csv
import io
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from balai.apps.mobility import realtime
from balai.apps.mobility.actions.publishing import outgoing
from balai.base import clock
from balai.base.city import city_zone, current_city
from balai.base.packs.places_file import COLUMNS, read_places
from balai.base.spreadsheets import harmless

FRESH_SECONDS = 30
AGAIN_SECONDS = 10
"""So long the running day is told as it was put together, unless more comes to be known: large messages cost seconds."""


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    """The feed that rules today with its fares, a GTFS zip; unchanged for who has it already (ETag)."""
    found = outgoing(clock.now().astimezone(city_zone()).date())
    path = found.path if found else None
    if path is None or not path.is_file():
        raise Http404
    tag = f'"{path.stem}"'
    unchanged = get_conditional_response(request, etag=tag)
    if unchanged is not None:
        unchanged.headers["ETag"] = tag
        return unchanged
    response = FileResponse(path.open("rb"), as_attachment=True, filename="gtfs.zip", content_type="application/zip")
    response.headers["ETag"] = tag
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Notices as GTFS-Realtime Alerts, those that are over left out."""
    return _running_day("alert")


@require_safe
def alerts_json(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """The same as JSON, with the names of the reference."""
    return _running_day("alert", as_json=True)


@require_safe
def updates(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Late and cancelled trips as GTFS-Realtime TripUpdates, as far as a source tells them."""
    return _running_day("trip_update")


@require_safe
def updates_json(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """The same as JSON."""
    return _running_day("trip_update", as_json=True)


@require_safe
def places(_request: HttpRequest) -> HttpResponse:
    """The well-known places of the city pack, as a table."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in read_places(Path(settings.CONFIGURATION.city), current_city())[0]:
        also = harmless("; ".join(one.also))
        writer.writerow([harmless(one.name), also, f"{one.longitude:.6f}", f"{one.latitude:.6f}"])
    response = HttpResponse(text.getvalue(), content_type="text/csv; charset=utf-8; header=present")
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


def _running_day(kind: str, *, as_json: bool = False) -> HttpResponse:
    now = clock.now()
    seconds = int(now.timestamp())
    content = _written(realtime.stamp(now), kind, seconds - seconds % AGAIN_SECONDS, as_json=as_json)
    response = HttpResponse(content, content_type="application/json" if as_json else "application/x-protobuf")
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


@lru_cache(maxsize=4)
def _written(held: realtime.Stamp, kind: str, at: int, *, as_json: bool) -> bytes:
    # Only this needs Protocol Buffers in a web process.
    from balai.engines.transit import telling  # noqa: PLC0415

    message = telling.part_of(realtime.message_of(held), kind, at=at, until=at + AGAIN_SECONDS)
    if as_json:
        return json.dumps(telling.as_json(message), ensure_ascii=False).encode()
    return bytes(message.SerializeToString())
