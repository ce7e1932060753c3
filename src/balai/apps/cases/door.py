"""The door of the desk: who may open a page, and in which of their roles they act there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from balai.apps.accounts.service import officer_gate, officer_ready
from balai.apps.cases.directory import directory
from balai.apps.cases.models import Case
from balai.apps.cases.queries.case_page import find_case
from balai.apps.cases.queries.work_list import Scope
from balai.apps.cases.references import tidy_reference
from balai.apps.cases.refusals import UnknownCase
from balai.apps.cases.rules import may_read
from balai.base import clock
from balai.base.city import city_zone
from balai.base.people.absences import standing_in_today
from balai.base.people.models import Role, User
from balai.base.people.queries import roles_of
from balai.base.people.rules import HeldRole, reaches
from balai.engines.casework.decisions import Actor
from balai.web.errors import wants_json
from balai.web.templatetags.balai import text_of

ACTING_AS = "desk.acting_as"
"""Session key: the role in which an officer with several roles acts. Checked anew on each request."""
DESK = "balai.desk"
"""Where a request keeps its Desk, for the navigation around the page."""
ROLE_WORDS: dict[str, Any] = dict(Role.choices)


@dataclass(frozen=True, slots=True)
class Desk:
    """An officer at work: the person, the role they act in, and the other roles that open this page."""

    user: User
    held: HeldRole
    others: tuple[HeldRole, ...] = field(default=())

    @property
    def actor(self) -> Actor:
        return Actor(self.user.pk, self.held.role, self.held.organisation_code, self.held.area_path)

    @property
    def organisations(self) -> frozenset[int]:
        """Ids of the organisations that the acting role reaches: its own and those beneath it."""
        return organisations_of(self.held)

    @property
    def scope(self) -> Scope:
        """What the work list is about."""
        whole = len(self.organisations) == len(directory().by_id)
        standing_in = standing_in_today().get(self.user.pk, frozenset())
        return Scope(self.user.pk, None if whole else self.organisations, standing_in=standing_in)

    def find(self, reference: str) -> Case:
        """A case that one of the officer's roles may read.

        Raises:
            UnknownCase: there is none, or it never lay with an organisation of theirs.
        """
        case = find_case(tidy_reference(reference))
        if not any(may_read(case, organisations_of(held)) for held in (self.held, *self.others)):
            raise UnknownCase
        return case


def organisations_of(held: HeldRole) -> frozenset[int]:
    """Ids of the organisations that a role reaches."""
    if not held.area_path:
        return directory().ids_from(held.organisation_code)
    entries = directory().by_id.values()
    return frozenset(entry.id for entry in entries if reaches(held, entry.path, entry.area_path))


def key_of(held: HeldRole) -> str:
    """A role's name in forms and in the session."""
    return f"{held.role}:{held.organisation_code}:{held.area_path}"


def words_of(held: HeldRole) -> str:
    """ "Officer, Kelurahan Bangka"."""
    entry = directory().by_code.get(held.organisation_code)
    name = text_of(entry.names) if entry else held.organisation_code
    return _("%(role)s, %(organisation)s") % {"role": ROLE_WORDS.get(held.role, held.role), "organisation": name}


def frame_of(desk: Desk) -> dict[str, Any]:
    """What surrounds a page of the desk: who acts, and in which roles they could."""
    return {"desk": desk, "acting": words_of(desk.held), "roles": role_choices(desk)}


def role_choices(desk: Desk) -> list[tuple[str, str, bool]]:
    """The roles to choose from as (key, words, chosen); empty when there is only one."""
    if not desk.others:
        return []
    held = sorted((desk.held, *desk.others), key=words_of)
    return [(key_of(role), words_of(role), role == desk.held) for role in held]


@dataclass(frozen=True, slots=True)
class DeskPage:
    """A view behind the door: called with the request and the Desk of whoever holds one of `roles` today.

    Anyone else is sent to log in, or is told that the page is not open to them.
    """

    roles: Collection[str]
    view: Callable[..., HttpResponseBase]

    def __call__(self, request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        if wants_json(request) and not officer_ready(request):
            return JsonResponse({"code": "desk.log_in"}, status=401)
        turned_away = officer_gate(request)
        if turned_away is not None:
            return whole_page(request, turned_away.url)
        desk = request.META[DESK] = open_desk(request, self.roles)
        response = self.view(request, desk, **arguments)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


def whole_page(request: HttpRequest, url: str) -> HttpResponseBase:
    """Go to another page: the whole of it, also when only a part of this one was asked for."""
    asked = getattr(request, "htmx", None)
    return HttpResponseClientRedirect(url) if asked else HttpResponseRedirect(url)


def open_desk(request: HttpRequest, roles: Collection[str]) -> Desk:
    """The desk of the logged-in person.

    Raises:
        PermissionDenied: they hold none of these roles today.
    """
    user = request.user
    today = clock.now().astimezone(city_zone()).date()
    held = roles_of(user, day=today) if isinstance(user, User) else ()
    active = directory().by_code
    fitting = [role for role in held if role.role in roles and role.organisation_code in active]
    if not isinstance(user, User) or not fitting:
        raise PermissionDenied
    chosen = request.session.get(ACTING_AS, "")
    acting = next((role for role in fitting if key_of(role) == chosen), fitting[0])
    return Desk(user, acting, tuple(role for role in fitting if role != acting))
