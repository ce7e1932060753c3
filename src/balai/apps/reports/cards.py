"""Cases as lists show them: a title, where, when, and a small photo."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balai.apps.cases import service as cases
from balai.apps.reports import kinds, places
from balai.apps.reports.access import PrivateCase
from balai.base import clock
from balai.base.people.models import User
from balai.web.components import Photo, Point
from balai.web.dates import day_text, relative_text

MOST_WORDS = 140


def public_cards(listed: Sequence[cases.ListedCase], language: str) -> list[Point]:
    """Public cases, each leading to its public page."""
    pictures = cases.first_pictures([row.case.id for row in listed])
    found = []
    for row in listed:
        case = row.case
        photo = None
        if case.id in pictures:
            address = reverse("reports:picture-small", args=[case.reference, pictures[case.id]])
            photo = Photo(address, _("Photo of the problem"))
        found.append(_card(row, language, url=reverse("reports:public", args=[case.reference]), photo=photo))
    return found


def own_cards(listed: Sequence[cases.ListedCase], language: str, user: User) -> list[Point]:
    """A person's own cases, each leading to its private page."""
    pictures = cases.first_pictures([row.case.id for row in listed], public_only=False)
    found = []
    for row in listed:
        private = PrivateCase(row.case, "", user)
        picture = pictures.get(row.case.id)
        photo = Photo(private.photo_address(picture, True), _("Photo of the problem")) if picture else None
        found.append(_card(row, language, url=private.address(), photo=photo))
    return found


def _card(row: cases.ListedCase, language: str, *, url: str, photo: Photo | None) -> Point:
    case = row.case
    title = kinds.case_title(cases.service_of(case.service_id), case.category, language)
    when = relative_text(case.opened_at, now=clock.now()) or day_text(case.opened_at)
    foot = [where_of(case), when]
    if case.supporters:
        foot.append(
            ngettext("%(count)d supporter", "%(count)d supporters", case.supporters) % {"count": case.supporters}
        )
    words = row.words if len(row.words) <= MOST_WORDS else row.words[:MOST_WORDS].rsplit(" ", 1)[0] + "…"
    return Point(
        title=title,
        url=url,
        longitude=case.longitude,
        latitude=case.latitude,
        state=case.public_state,
        text=words,
        foot=" · ".join(filter(None, foot)),
        photo=photo,
    )


def where_of(case: cases.Case) -> str:
    """The subdistrict and the district of a case."""
    way = places.way_to(case.area.code) if case.area else []
    return ", ".join(choice.name for choice in reversed(way[-2:]))
