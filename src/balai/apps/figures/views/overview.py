"""Figures of an area or an agency: what came in, how long it took, whether promises were kept, what people thought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from balai.apps.cases import service as cases
from balai.apps.figures import asking, places, wording
from balai.apps.figures.asking import Asked
from balai.apps.figures.counting import AREA, ORGANISATION, Tally
from balai.apps.figures.estimates import Figures, figures_from
from balai.apps.figures.queries.sums import counted_at, first_month, months_of
from balai.apps.figures.views.charting import hours_chart, months_table, received_chart
from balai.apps.figures.views.private import private_rows
from balai.base import clock
from balai.base.city import city_zone
from balai.web.components import Column, Table, Words
from balai.web.questions.options import in_language


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure at the head of the page; `code` is where its definition stands. Not `known`: words in its place."""

    code: str
    title: str
    value: str
    sure: str
    base: str
    known: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


@gzip_page
@require_safe
def of_area(request: HttpRequest) -> HttpResponse:
    """The whole city, or an area with everything in it."""
    return _page(request, AREA)


@gzip_page
@require_safe
def of_agency(request: HttpRequest) -> HttpResponse:
    """The whole government, or an agency with everything beneath it."""
    return _page(request, ORGANISATION)


def _page(request: HttpRequest, kind: str) -> HttpResponse:
    now, language = clock.now(), translation.get_language() or settings.LANGUAGE_CODE
    today = now.astimezone(city_zone()).date()
    asked = asking.read_asked(kind, request.GET, today=today)
    period = asking.months_asked(asked.period, today)
    place = places.place_of(kind, asked.code, language)
    within = places.places_within(kind, asked.code, language)
    ids = [number for number in (place.id if place else None, *(one.id for one in within)) if number is not None]
    sums = months_of(kind, ids, service=asked.service, period=period)
    own = sums.get(place.id, {}) if place else {}
    months = [month for month in asking.months_in(period) if month <= today]
    by_month = {month: figures_from({month: own[month]}, now) for month in months if month in own}
    whole_city = not asked.code and kind == AREA
    context = {
        "kind": kind,
        "asked": asked,
        "place": place,
        "way": [(one, asked.address(code=one.code)) for one in places.way_to(kind, asked.code, language)],
        "whole_url": asked.address(code=""),
        "tabs": _tabs(asked),
        "tiles": _tiles(figures_from(own, now)),
        "is_empty": not own,
        "charts": [received_chart(months, by_month), hours_chart(months, by_month)] if own else [],
        "months_table": months_table(months, by_month),
        "within_table": _within_table(asked, within, sums, now) if within else None,
        "private": private_rows(place.id, period, asked.service, now, language) if whole_city and place else [],
        "services": _services(asked, language),
        "periods": _periods(asked, today),
        "counted_at": counted_at(),
        "list_url": _list_url(asked),
    }
    return render(request, "figures/overview.html", context)


def _tabs(asked: Asked) -> list[tuple[str, str, bool]]:
    """By area and by agency: the same figures, seen from two sides."""
    return [
        (_("By area"), asked.address(kind=AREA, code=""), asked.kind == AREA),
        (_("By agency"), asked.address(kind=ORGANISATION, code=""), asked.kind == ORGANISATION),
    ]


def _tiles(found: Figures) -> list[Tile]:
    count = wording.number_words
    return [
        Tile("received", _("Reports received"), count(found.received), "", _("%(n)s not accepted") % {"n": count(found.refused)}),
        Tile(
            "median",
            _("Half are done within"),
            wording.duration_value(found.median),
            wording.duration_range(found.median),
            _("%(n)s done so far") % {"n": count(found.done)},
            known=found.median.minutes is not None,
        ),
        Tile(
            "ninetieth",
            _("Nine in ten are done within"),
            wording.duration_value(found.ninetieth),
            wording.duration_range(found.ninetieth),
            _("%(n)s done so far") % {"n": count(found.done)},
            known=found.ninetieth.minutes is not None,
        ),
        *(
            Tile(code, title, wording.share_value(share), wording.share_range(share), _("of %(n)s") % {"n": count(share.whole)}, share.is_known)
            for code, title, share in (
                ("on_time", _("On time"), found.on_time),
                ("reopened", _("Opened again"), found.reopened),
                ("satisfied", _("Satisfied reporters"), found.satisfied),
            )
        ),
    ]  # fmt: skip


def _within_table(asked: Asked, within: list[places.Place], sums: dict[int, dict[date, Tally]], now: datetime) -> Table:
    columns = [
        Column(_("Area") if asked.kind == AREA else _("Organisation")),
        Column(_("Reports"), number=True),
        Column(_("Half within"), number=True),
        Column(_("Nine in ten within"), number=True),
        Column(_("On time"), number=True),
        Column(_("Opened again"), number=True),
        Column(_("Satisfied"), number=True),
    ]
    rows = []
    for place in within:
        months = sums.get(place.id, {})
        if months:
            rows.append(_row(asked, place, figures_from(months, now)))
    return Table(_("In alphabetical order"), columns, rows)


def _row(asked: Asked, place: places.Place, found: Figures) -> list[Words]:
    link = wording.link(asked.address(code=place.code), place.name)
    durations = [
        wording.cell(wording.duration_value(one), wording.duration_range(one))
        for one in (found.median, found.ninetieth)
    ]
    shares = [
        wording.cell(wording.share_value(one), wording.share_range(one))
        for one in (found.on_time, found.reopened, found.satisfied)
    ]
    return [link, wording.number_words(found.received), *durations, *shares]


def _services(asked: Asked, language: str) -> list[Choice]:
    found = [Choice("", _("All services"), not asked.service)]
    for code, service in cases.current_services().items():
        if service.public_by_default:
            found.append(Choice(code, in_language(service.title, language), code == asked.service))
    return found


def _periods(asked: Asked, today: date) -> list[Choice]:
    named = [(asking.YEAR, _("The last twelve months")), (asking.QUARTER, _("The last three months"))]
    named += [(year, year) for year in asking.years(today, first_month() or today)]
    return [Choice(value, label, value == asked.period) for value, label in named]


def _list_url(asked: Asked) -> str:
    """The reports behind the figures of an area."""
    if asked.kind != AREA:
        return ""
    query = [f"{key}={value}" for key, value in (("area", asked.code), ("jenis", asked.service)) if value]
    return reverse("reports:list") + ("?" + "&".join(query) if query else "")
