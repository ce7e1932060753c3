"""What rides cost, for everyone to read."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.formats import number_format
from django.views.decorators.http import require_safe

from balai.apps.mobility.ruling import timeline
from balai.base import clock
from balai.base.city import city_zone
from balai.engines.fares.definition import Tariff
from balai.engines.fares.describing import describe
from balai.web.components import Row
from balai.web.private_pages import active_language
from balai.web.templatetags.balai import text_of


@dataclass(frozen=True, slots=True)
class Shown:
    """A tariff on the page."""

    tariff: Tariff
    title: str
    source: str
    note: str
    rows: list[Row]


def grouped(number: int) -> str:
    """A whole number as the language of the page writes it."""
    return str(number_format(number, force_grouping=True))


def shown(tariff: Tariff) -> Shown:
    """A tariff as a page tells it."""
    rows = [Row(name, said) for name, said in describe(tariff, active_language())]
    note = text_of(tariff.note) if tariff.note else ""
    return Shown(tariff, text_of(tariff.title), text_of(tariff.source), note, rows)


@require_safe
def show(request: HttpRequest) -> HttpResponse:
    """The tariff that rules today, those that are to come, and those that were."""
    today = clock.now().astimezone(city_zone()).date()
    tariffs = timeline()
    context = {
        "current": [shown(tariff) for tariff in tariffs if tariff.holds_on(today)],
        "coming": [shown(tariff) for tariff in tariffs if tariff.since > today],
        "former": [shown(tariff) for tariff in reversed(tariffs) if tariff.until and tariff.until < today],
    }
    return render(request, "mobility/tariffs.html", context)
