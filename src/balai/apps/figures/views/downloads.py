"""Public cases to take away: as CSV, GeoJSON and Atom, with the filters of the list; and what is in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from balai.apps.cases import service as cases
from balai.apps.figures import downloading
from balai.apps.figures.dictionary import column_rows
from balai.apps.figures.downloading import Feed, Writing
from balai.apps.figures.naming import Names
from balai.apps.figures.turns import Turn
from balai.base import clock
from balai.base.city import city_zone, current_city
from balai.web.components import STATES, Column, Table

TYPES = {
    "csv": "text/csv; charset=utf-8; header=present",
    "geojson": "application/geo+json",
    "atom": "application/atom+xml; charset=utf-8",
}
RETRY_SECONDS = 60
Pieces = Callable[[Iterator[cases.PublicRow], Writing], Iterator[bytes]]


@require_safe
def as_csv(request: HttpRequest) -> HttpResponseBase:
    """One line for each public case, safe for spreadsheets."""
    return _stream(request, "csv", downloading.csv_pieces)


@require_safe
def as_geojson(request: HttpRequest) -> HttpResponseBase:
    """One feature for each public case."""
    now = clock.now().astimezone(city_zone())
    return _stream(request, "geojson", lambda rows, writing: downloading.geojson_pieces(rows, writing, at=now))


@require_safe
def as_atom(request: HttpRequest) -> HttpResponseBase:
    """All that fit as a feed; `reports:feed` is the short one, for readers that come back."""
    city, language = current_city(), _language()
    feed = Feed(
        title=_("Reports in %(area)s") % {"area": city.text(city.names, language)},
        author=city.text(city.government, language),
        address=request.build_absolute_uri(),
        page=request.build_absolute_uri(reverse("reports:list")),
        at=clock.now().astimezone(city_zone()),
    )
    return _stream(request, "atom", lambda rows, writing: downloading.atom_pieces(rows, writing, feed))


def _language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def _stream(request: HttpRequest, kind: str, pieces: Pieces) -> HttpResponseBase:
    turn = Turn.take()
    if turn is None:
        answer = render(request, "figures/busy.html", status=503)
        answer.headers["Retry-After"] = str(RETRY_SECONDS)
        return answer
    filters = cases.read_filters(request.GET.dict())
    zone, reference = city_zone(), "AAA-0000-0000"
    pattern = request.build_absolute_uri(reverse("reports:public", args=[reference]))
    writing = Writing(
        Names(_language()), lambda moment: moment.astimezone(zone), lambda found: pattern.replace(reference, found)
    )
    stream = StreamingHttpResponse(turn.through(_pieces(filters, writing, pieces)), content_type=TYPES[kind])
    stream.headers["Content-Disposition"] = f'attachment; filename="{_file_name(kind)}"'
    stream.headers["Link"] = f'<{downloading.LICENCE_URL}>; rel="license"'
    stream.headers["Cache-Control"] = "no-cache"
    return stream


def _pieces(filters: cases.Filters, writing: Writing, pieces: Pieces) -> Iterator[bytes]:
    """Asks the database only when it is read, inside the read-only transaction that lasts as long as the stream."""
    yield from pieces(cases.public_rows(filters), writing)


def _file_name(kind: str) -> str:
    day = clock.now().astimezone(city_zone()).date()
    return f"laporan-{current_city().code}-{day.isoformat()}.{kind}"


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """The ways to take the data away, what each column means, and what may be done with it."""
    filters = cases.read_filters(request.GET.dict())
    query = urlencode(cases.written_filters(filters))
    ending = f"?{query}" if query else ""
    ways = [
        ("CSV", _("For spreadsheets and statistics"), reverse("figures:csv") + ending),
        ("GeoJSON", _("For maps and geographic programs"), reverse("figures:geojson") + ending),
        ("Atom", _("For programs that read feeds"), reverse("figures:atom") + ending),
    ]
    columns = Table(
        _("Columns"), [Column(_("Column")), Column(_("Kind")), Column(_("Meaning"))], column_rows(), caption_hidden=True
    )
    states = Table(
        _("States"), [Column(_("Code")), Column(_("Meaning"))], [[code, str(words)] for code, words in STATES.items()]
    )
    context = {
        "ways": ways,
        "columns": columns,
        "states": states,
        "licence": downloading.LICENCE,
        "licence_url": downloading.LICENCE_URL,
        "filtered": bool(query),
        "list_url": reverse("reports:list") + ending,
        "now": clock.now(),
    }
    return render(request, "figures/data.html", context)
