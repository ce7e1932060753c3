"""Published figures for machines: the list, each signed document, its rows, the definitions, the catalogue."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import conditional_page, require_safe

from balai.apps.indicators.catalogue import Publisher, datasets, turtle
from balai.apps.indicators.model import definitions_file
from balai.apps.indicators.models import Publication
from balai.apps.indicators.queries.publications import list_of_publications, publication_of
from balai.base.city import current_city

JSON = "application/json"
A_WHILE, FOR_EVER = "public, max-age=300", "public, max-age=31536000, immutable"


@require_safe
@conditional_page
def published(_request: HttpRequest) -> HttpResponse:
    """What was published, and where it stands in the log."""
    found = list_of_publications(settings.CONFIGURATION.address)
    return _open(JsonResponse({"schema": "balai-publications/1", "publications": found}), A_WHILE)


@require_safe
def document(_request: HttpRequest, period: str, number: int) -> HttpResponse:
    """One publication, signed."""
    return _open(HttpResponse(bytes(_found(period, number).file), content_type=JSON), FOR_EVER)


@require_safe
def rows(_request: HttpRequest, period: str, number: int) -> HttpResponse:
    """The rows from which it was computed."""
    content = bytes(_found(period, number).rows)
    return _open(HttpResponse(content, content_type="text/csv; charset=utf-8; header=present"), FOR_EVER)


@require_safe
@conditional_page
def definitions(_request: HttpRequest) -> HttpResponse:
    """What each indicator means."""
    return _open(HttpResponse(definitions_file(), content_type=JSON), A_WHILE)


@require_safe
@conditional_page
def catalogue(_request: HttpRequest) -> HttpResponse:
    """The catalogue of open data (DCAT-AP 3.0)."""
    city = current_city()
    newest = Publication.objects.order_by("-at").values_list("at", flat=True).first()
    changed = newest.isoformat() if newest else "2026-01-01T00:00:00+00:00"
    publisher = Publisher(
        settings.CONFIGURATION.address, dict(city.names), dict(city.government), city.languages, changed
    )
    return _open(HttpResponse(turtle(publisher, datasets()), content_type="text/turtle; charset=utf-8"), A_WHILE)


def _found(period: str, number: int) -> Publication:
    found = publication_of(period, number)
    if found is None:
        raise Http404
    return found


def _open(response: HttpResponse, caching: str) -> HttpResponse:
    """For anyone's program, from anywhere."""
    response.headers["Cache-Control"] = caching
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response
