"""The main navigation of the city's pages, for everyone in one list."""

from __future__ import annotations

import time
from uuid import UUID

from django.http import HttpRequest
from django.utils.translation import pgettext_lazy

from balai.apps.cases.views.notices import unread_in_navigation
from balai.apps.mobility.rules import LOOKING_ROLES
from balai.apps.mobility.service import has_timetable
from balai.apps.network.rules import READING_ROLES as NETWORK_ROLES
from balai.base import clock
from balai.base.city import city_zone
from balai.base.people.models import Role, User
from balai.base.people.queries import roles_of
from balai.web.navigation import Entry, members, visitors

ROLES_SECONDS = 60
MOST_REMEMBERED = 10_000
_remembered: dict[UUID, tuple[float, frozenset[str]]] = {}


def roles_held(request: HttpRequest) -> frozenset[str]:
    """The roles of whoever is logged in: which links to show, never who may. Up to a minute old."""
    user = getattr(request, "user", None)
    if not isinstance(user, User):
        return frozenset()
    known = _remembered.get(user.public_id)
    if known is None or time.monotonic() - known[0] > ROLES_SECONDS:
        if len(_remembered) >= MOST_REMEMBERED:
            _remembered.clear()
        today = clock.now().astimezone(city_zone()).date()
        known = (time.monotonic(), frozenset(held.role for held in roles_of(user, day=today)))
        _remembered[user.public_id] = known
    return known[1]


def staff(request: HttpRequest) -> bool:
    """People with a role other than the field crew's."""
    return members(request) and bool(roles_held(request) - {Role.CREW})


def crew(request: HttpRequest) -> bool:
    return members(request) and Role.CREW in roles_held(request)


def watchers(request: HttpRequest) -> bool:
    """People whose role is to look over others' work."""
    return members(request) and bool(roles_held(request) & {Role.SUPERVISOR, Role.AUDITOR})


def fare_watchers(request: HttpRequest) -> bool:
    """People who may try tariffs out."""
    return members(request) and bool(roles_held(request) & LOOKING_ROLES)


def network_watchers(request: HttpRequest) -> bool:
    """People who read what cities ask each other."""
    return members(request) and bool(roles_held(request) & NETWORK_ROLES)


def administrators(request: HttpRequest) -> bool:
    return members(request) and Role.ADMINISTRATOR in roles_held(request)


def travellers(request: HttpRequest) -> bool:
    """Everyone, in a city that has a timetable."""
    return bool(request) and has_timetable()


NAVIGATION = (
    Entry(pgettext_lazy("main navigation", "Report"), "reports:start"),
    Entry(pgettext_lazy("main navigation", "Services"), "requests:catalogue"),
    Entry(pgettext_lazy("main navigation", "All reports"), "reports:list"),
    Entry(pgettext_lazy("main navigation", "Votes"), "votes:list"),
    Entry(pgettext_lazy("main navigation", "Journeys"), "mobility:plan", shown_to=travellers),
    Entry(pgettext_lazy("main navigation", "Figures"), "figures:overview"),
    Entry(pgettext_lazy("main navigation", "Fares"), "mobility:tariffs"),
    Entry(pgettext_lazy("main navigation", "Other cities"), "network:overview"),
    Entry(pgettext_lazy("main navigation", "My reports"), "reports:mine", shown_to=members),
    Entry(pgettext_lazy("main navigation", "Work list"), "desk:list", shown_to=staff),
    Entry(pgettext_lazy("main navigation", "Supervision"), "supervision:overview", shown_to=watchers),
    Entry(pgettext_lazy("main navigation", "Tariffs"), "mobility:try", shown_to=fare_watchers),
    Entry(pgettext_lazy("main navigation", "Questions of cities"), "network:inquiries", shown_to=network_watchers),
    Entry(pgettext_lazy("main navigation", "People"), "supervision:people", shown_to=administrators),
    Entry(pgettext_lazy("main navigation", "Notices"), "desk:notices", shown_to=staff, count=unread_in_navigation),
    Entry(pgettext_lazy("main navigation", "Field work"), "desk:crew", shown_to=crew),
    Entry(pgettext_lazy("main navigation", "Log in"), "account_login", shown_to=visitors, at_end=True),
    Entry(pgettext_lazy("main navigation", "My account"), "accounts:profile", shown_to=members, at_end=True),
    Entry(pgettext_lazy("main navigation", "Log out"), "account_logout", shown_to=members, post=True),
)
