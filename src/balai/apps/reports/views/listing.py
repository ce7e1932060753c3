"""Lists of reports: everyone's public ones, one's own, and finding one by its reference."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from balai.apps.cases import service as cases
from balai.apps.reports import cards, devices, kinds, places
from balai.apps.reports.access import own_case
from balai.apps.reports.views.common import active_language, keep_private
from balai.base.city import current_city
from balai.web.components import STATES
from balai.web.maps import map_start
from balai.web.words import clean_line

LISTED_STATES = [state for state in STATES if state not in {"refused", "withdrawn"}]


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str
    chosen: bool


def _address(filters: cases.Filters, name: str = "reports:list", **changes: str) -> str:
    facts = {**cases.written_filters(filters), **changes}
    query = urlencode({key: value for key, value in facts.items() if value})
    return reverse(name) + (f"?{query}" if query else "")


@gzip_page
@require_safe
def public_list(request: HttpRequest) -> HttpResponse:
    """Public reports, the newest first, narrowed by area, kind, state, time and a part of the map."""
    language, filters = active_language(), cases.read_filters(request.GET.dict())
    chosen = cases.written_filters(filters)
    page = cases.public_cases(filters=filters, cursor=cases.read_cursor(request.GET.get("mulai", "")))
    way = places.way_to(filters.area)
    context = {
        "points": cards.public_cards(page.rows, language),
        "start": map_start(),
        "next_url": _address(filters, mulai=page.next) if page.next else "",
        "first_url": _address(filters) if request.GET.get("mulai") else "",
        "feed_url": _address(filters, "reports:feed"),
        "data_url": _address(filters, "figures:data"),
        "figures_url": _address(cases.Filters(area=filters.area), "figures:overview"),
        "clusters_url": _address(replace(filters, box=None), "figures:clusters"),
        "unboxed_url": _address(replace(filters, box=None)) if filters.box else "",
        "chosen": chosen,
        "filtered": bool(chosen.keys() - {"kotak"}),
        "areas": _area_choices(filters.area),
        "way": [{"name": choice.name, "url": _address(filters, area=choice.code)} for choice in way],
        "whole_city_url": _address(filters, area=""),
        "kinds": _kind_choices(filters, language),
        "states": [Choice(state, str(STATES[state]), state == filters.state) for state in LISTED_STATES],
    }
    return render(request, "reports/list.html", context)


def _area_choices(chosen: str) -> list[Choice]:
    """The chosen area, and those within it; where nothing lies below, its neighbours."""
    way = places.way_to(chosen)
    within = places.areas_within(chosen) or places.areas_within(way[-2].code if len(way) > 1 else "")
    held = [Choice(chosen, way[-1].name, chosen=True)] if way else []
    return held + [Choice(area.code, area.name, chosen=False) for area in within if area.code != chosen]


def _kind_choices(filters: cases.Filters, language: str) -> list[tuple[Choice, list[Choice]]]:
    """Each service with its categories."""
    found = []
    for group in kinds.groups(language, logged_in=True):
        whole = Choice(group.code, group.title, filters.service == group.code and not filters.category)
        parts = [
            Choice(kind.key, kind.label, kind.key == f"{filters.service}/{filters.category}")
            for kind in group.kinds
            if not kind.key.endswith("/")
        ]
        found.append((whole, parts))
    return found


@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """The same list as an Atom feed (RFC 4287), for those who look after a neighbourhood."""
    language, filters = active_language(), cases.read_filters(request.GET.dict())
    city = current_city()
    title = _("Reports in %(area)s") % {"area": places.area_words(filters.area) or city.text(city.names, language)}
    atom = Atom1Feed(
        title=title,
        link=request.build_absolute_uri(_address(filters)),
        description="",
        language=language,
        feed_url=request.build_absolute_uri(),
    )
    for row in cases.public_cases(filters=filters).rows:
        address = request.build_absolute_uri(reverse("reports:public", args=[row.case.reference]))
        name = kinds.case_title(cases.service_of(row.case.service_id), row.case.category, language)
        atom.add_item(
            title=f"{name}: {cards.where_of(row.case)}",
            link=address,
            unique_id=address,
            description=row.words,
            pubdate=row.case.opened_at,
            updateddate=row.case.updated_at,
        )
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)


@require_safe
def find(request: HttpRequest) -> HttpResponse:
    """From a reference, typed in any way, to its page. A private report is not found, like one that is not there."""
    typed = clean_line(request.GET.get("nomor", "")[:80])
    if not typed:
        return render(request, "reports/find.html", {"typed": "", "missing": False})
    reference = cases.tidy_reference(typed)
    if devices.user_of(request):
        with suppress(Http404):
            return HttpResponseRedirect(own_case(request, reference).address())
    try:
        case = cases.find_public_case(reference)
    except cases.UnknownCase as unknown:
        context = {"typed": typed, "missing": True}
        return render(request, "reports/find.html", context, status=unknown.status)
    return HttpResponseRedirect(reverse("reports:public", args=[case.reference]))


@login_required
@keep_private
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the person who is logged in has reported, public or not."""
    user = devices.user_of(request)
    if user is None:
        return HttpResponseRedirect(reverse("reports:start"))
    page = cases.own_cases(user_id=user.pk, cursor=cases.read_cursor(request.GET.get("mulai", "")))
    context = {
        "points": cards.own_cards(page.rows, active_language(), user),
        "next_url": f"{reverse('reports:mine')}?{urlencode({'mulai': page.next})}" if page.next else "",
    }
    return render(request, "reports/mine.html", context)
