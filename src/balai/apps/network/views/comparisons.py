"""Cities beside each other: all figures of all cities, and one figure over two years."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from balai.apps.indicators.service import Indicator, indicators
from balai.apps.network.comparing import US, Value, lines, places
from balai.apps.network.queries.comparing import MONTHS, newest_of_all, series_of, trusted_peers
from balai.apps.network.views.common import language, name_of, own_name, peer_link
from balai.apps.network.wording import QUALITIES, cell, place_words
from balai.base import clock
from balai.base.city import city_zone
from balai.web.components import Column, Table, Words
from balai.web.questions.options import in_language


@gzip_page
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """The newest value of every figure for every city."""
    newest, peers = newest_of_all(list(indicators())), trusted_peers()
    names = {code: in_language(one.names, language()) for code, one in indicators().items()}
    columns = [Column(_("City")), *(Column(name, number=True) for name in names.values())]
    rows = [_row(own_name(), newest[US]), *(_row(peer_link(peer), newest.get(peer.pk, {})) for peer in peers)]
    table = Table(_("The newest figures of every city, in the order of their addresses"), columns, rows)
    return render(request, "network/compare.html", {"table": table, "names": names})


def _row(name: Words, values: dict[str, tuple[str, Value]]) -> list[Words]:
    found: list[Words] = [name]
    for code, one in indicators().items():
        _period, value = values.get(code, ("", None))
        found.append(cell(value, one.unit, unlike=bool(value and value.version != one.version)))
    return found


@gzip_page
@require_safe
def compare_one(request: HttpRequest, code: str) -> HttpResponse:
    """One figure: its definition, each city's newest value and place, and two years of each as a drawing."""
    one = indicators().get(code)
    if one is None:
        raise Http404
    periods = months_before(clock.now().astimezone(city_zone()).date())
    series, peers = series_of(code, periods), trusted_peers()
    names: dict[int, Words] = {US: own_name(), **{peer.pk: name_of(peer) for peer in peers}}
    newest = {city: _newest(found) for city, found in series.items()}
    values = {city: value for city, (_period, value) in newest.items() if value is not None}
    ranked = places(values, version=one.version, direction=one.direction)
    drawn = lines(series, periods)
    links = {US: own_name(), **{peer.pk: peer_link(peer) for peer in peers}}
    context = {
        "indicator": one,
        "title": in_language(one.names, language()),
        "meaning": in_language(one.meaning, language()),
        "table": _table(one, links, newest, ranked),
        "ranked": bool(ranked),
        "drawings": [(names[city], drawn[city]) for city in names if city in drawn and series[city]],
        "first": periods[0],
        "last": periods[-1],
        "unlike": [names[city] for city, value in values.items() if value.version != one.version and city in names],
        "without": [names[city] for city in names if city not in values],
    }
    return render(request, "network/compare_one.html", context)


def _newest(found: dict[str, Value]) -> tuple[str, Value | None]:
    period = max(found, default="")
    return period, found.get(period)


def _table(one: Indicator, links: dict[int, Any], newest: dict[int, Any], ranked: dict[int, Any]) -> Table:
    columns = [
        Column(_("City")),
        Column(_("Newest value"), number=True),
        Column(_("Month")),
        Column(_("Quality of the data")),
        *([Column(pgettext("among cities", "Place"), number=True)] if ranked else []),
    ]
    rows = []
    for city, link in links.items():
        period, value = newest.get(city, ("", None))
        unlike = bool(value and value.version != one.version)
        quality = str(QUALITIES.get(value.quality, "–")) if value else "–"
        row = [link, cell(value, one.unit, unlike=unlike), period or "–", quality]
        rows.append([*row, place_words(ranked.get(city))] if ranked else row)
    return Table(_("Every city, in the order of their addresses"), columns, rows)


def months_before(today: date) -> list[str]:
    """The names of the last months, the newest last."""
    number = today.year * 12 + today.month - 1
    return [f"{one // 12}-{one % 12 + 1:02d}" for one in range(number - MONTHS, number + 1)]


@require_safe
def compare_data(_request: HttpRequest, code: str) -> HttpResponse:
    """The same for machines: every value with its interval, its definition's version, its quality."""
    one = indicators().get(code)
    if one is None:
        raise Http404
    periods = months_before(clock.now().astimezone(city_zone()).date())
    addresses = {peer.pk: peer.address for peer in trusted_peers()}
    found = [
        {"city": addresses.get(city, ""), "period": period, "value": _text(value.value), "low": _text(value.low),
         "high": _text(value.high), "version": value.version, "quality": value.quality, "missing": value.missing}
        for city, months in series_of(code, periods).items()
        for period, value in sorted(months.items())
    ]  # fmt: skip
    return JsonResponse({"indicator": code, "version": one.version, "values": found})


def _text(value: Any) -> str | None:
    return None if value is None else format(value.normalize(), "f")
