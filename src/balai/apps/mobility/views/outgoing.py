"""What the city knows of its journeys, in the field's own formats: the feed that rules, and the running day."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
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
    return _binary(_part("alert"))


@require_safe
def alerts_json(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 (Django passes it)
    """The same as JSON, with the names of the reference."""
    return _as_json(_part("alert"))


@require_safe
def updates(request: HttpRequest) -> HttpResponse:  # noqa: ARG001 (Django passes it)
    """Late and cancelled trips as GTFS-Realtime TripUpdates, as far as a source tells them."""
    return _binary(_part("trip_update"))


@require_safe
def updates_json(request: HttpRequest) -> JsonResponse:  # noqa: ARG001 (Django passes it)
    """The same as JSON."""
    return _as_json(_part("trip_update"))


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


def _part(kind: str) -> Any:
    # Only this needs Protocol Buffers in a web process.
    from balai.engines.transit.telling import part_of  # noqa: PLC0415

    now = clock.now()
    at = int(now.timestamp())
    return part_of(realtime.message_of(realtime.stamp(now)), kind, at=at, until=at)


def _binary(message: Any) -> HttpResponse:
    response = HttpResponse(message.SerializeToString(), content_type="application/x-protobuf")
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response


def _as_json(message: Any) -> JsonResponse:
    from balai.engines.transit.telling import as_json  # noqa: PLC0415 (as above)

    response = JsonResponse(as_json(message))
    response.headers["Cache-Control"] = f"public, max-age={FRESH_SECONDS}"
    return response
