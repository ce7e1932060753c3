"""People and roles, for administrators: find, invite, give and end roles, within one's own organisation and beneath."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from balai.apps.accounts.service import with_second_factor
from balai.apps.cases.service import Desk, directory, organisation_words
from balai.apps.supervision.actions.inviting import invite
from balai.apps.supervision.forms import InviteForm, RoleForm, day_of
from balai.apps.supervision.queries.people import find_people, roles_within
from balai.apps.supervision.views.common import address, frame
from balai.apps.supervision.views.forming import FormPage, answer
from balai.base import clock
from balai.base.areas.models import Area
from balai.base.audit.queries import acts_on
from balai.base.city import city_zone
from balai.base.people.models import Membership, Role, User
from balai.base.people.service import end_role, grant_role, organisation_named
from balai.web.forms import KeyedForm

FORM = require_http_methods(["GET", "HEAD", "POST"])
ACTS_SHOWN = 20


def role_words(held: Membership) -> str:
    """ "Officer, Kelurahan Cikini (only Cikini)"."""
    words = f"{Role(held.role).label}, {organisation_words(held.organisation.code)}"
    return _("%(role)s (only %(area)s)") % {"role": words, "area": held.area.name} if held.area else words


def _today() -> date:
    return clock.now().astimezone(city_zone()).date()


def in_force(held: Membership, day: date) -> bool:
    return held.since <= day and (held.until is None or held.until >= day)


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Find somebody by name or address."""
    sought = request.GET.get("find", "").strip()[:100]
    page, today = find_people(desk.organisations, sought=sought, after=request.GET.get("after", "")), _today()
    ids = [person.pk for person in page.people]
    roles = [held for held in roles_within(desk.organisations, ids) if in_force(held, today)]
    safe = with_second_factor(ids)
    rows = [
        (
            person,
            address("person", person.public_id),
            [role_words(held) for held in roles if held.user_id == person.pk],
            person.pk in safe,
        )
        for person in page.people
    ]
    context: dict[str, Any] = {
        "rows": rows,
        "sought": sought,
        "following": address("people", find=sought, after=page.after) if page.after else "",
        "first": address("people", find=sought) if request.GET.get("after") else "",
    }
    return render(request, "supervision/people.html", context | frame(desk, "people"))


def _find(desk: Desk, public_id: UUID) -> User:
    """Somebody with a role, of any time, within reach."""
    person = User.objects.filter(public_id=public_id).first()
    if person is None or not roles_within(desk.organisations, [person.pk]):
        raise Http404
    return person


@require_safe
def one(request: HttpRequest, desk: Desk, public_id: UUID) -> HttpResponse:
    """One person: roles with their days, the second step, and what was done to their roles."""
    person, today = _find(desk, public_id), _today()
    roles = roles_within(desk.organisations, [person.pk])
    current = [held for held in roles if held.until is None or held.until >= today]
    context: dict[str, Any] = {
        "person": person,
        "held_roles": [
            (held, role_words(held), in_force(held, today), address("end_role", public_id, held.pk)) for held in current
        ],
        "past": [(held, role_words(held)) for held in roles if held not in current],
        "second_factor": person.pk in with_second_factor([person.pk]),
        "own": person == desk.user,
        "acts": [
            _act(entry) for entry in acts_on(str(public_id)).filter(organisation_id__in=desk.organisations)[:ACTS_SHOWN]
        ],
        "grant_url": address("grant_role", public_id),
    }
    return render(request, "supervision/person.html", context | frame(desk, "people"))


def _act(entry: Any) -> tuple[Any, str, str, str]:
    """When, what, by whom and where: of an entry in the book."""
    what, _dot, role = str(entry.code).rpartition(".")
    known = dict(Role.choices)
    words = {
        "role.granted": _("Role given: %(role)s"),
        "role.ended": _("Role ended: %(role)s"),
        "person": _("Invited"),
    }.get(what, entry.code)
    organisation = organisation_words(entry.organisation.code) if entry.organisation else ""
    return entry.at, words % {"role": known.get(role, role)}, str(entry.by or ""), organisation


def _choices(desk: Desk) -> dict[str, Any]:
    """Organisations within reach, and the areas that a role in them can be limited to."""
    snapshot = directory()
    offices = [snapshot.by_id[number].code for number in desk.organisations if number in snapshot.by_id]
    served = {entry.area_path for entry in snapshot.by_code.values() if entry.area_path}
    top = desk.held.area_path
    areas = {
        code: snapshot.area_names[code]
        for code, path in sorted(snapshot.area_paths.items(), key=lambda pair: pair[1])
        if path in served and path.startswith(top)
    }
    return {"offices": offices, "areas": areas}


def _role_of(data: dict[str, Any]) -> dict[str, Any]:
    area = Area.objects.get(code=data["area"]) if data["area"] else None
    return {
        "organisation": organisation_named(data["organisation"]),
        "role": Role(data["role"]),
        "area": area,
        "since": day_of(data["since"]),
        "until": day_of(data["until"]),
    }


@FORM
def invite_one(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Somebody new, or somebody who has an account as a citizen."""

    def do(data: dict[str, Any], now: Any) -> object:
        return invite(email=data["email"], name=data["name"], by=desk.user, now=now, **_role_of(data))

    def make() -> FormPage:
        lede = _("They get a mail and choose their password with a code. An account that is there is kept as it is.")
        back, done = reverse("supervision:people"), _("The role has been given, and a mail is on its way.")
        return FormPage(_("Invite somebody"), _("Invite"), back, "people", do, done, lede=lede)

    return answer(request, desk, make, lambda **options: InviteForm(**options, **_choices(desk)))


@FORM
def grant(request: HttpRequest, desk: Desk, public_id: UUID) -> HttpResponse:
    """One more role, or other days for one that is held."""
    person = _find(desk, public_id)

    def do(data: dict[str, Any], now: Any) -> object:
        return grant_role(user=person, by=desk.user, now=now, **_role_of(data))

    def make() -> FormPage:
        title, back = _("Give %(name)s a role") % {"name": person}, address("person", public_id)
        return FormPage(title, _("Give the role"), back, "people", do, _("The role has been given."))

    return answer(request, desk, make, lambda **options: RoleForm(**options, **_choices(desk)))


@FORM
def end(request: HttpRequest, desk: Desk, public_id: UUID, number: int) -> HttpResponse:
    """End a role, after having been asked."""
    person = _find(desk, public_id)
    held = next((held for held in roles_within(desk.organisations, [person.pk]) if held.pk == number), None)
    if held is None:
        messages.info(request, _("This role has ended already."))
        return HttpResponseRedirect(address("person", public_id))

    def make() -> FormPage:
        words = {"name": person, "role": role_words(held)}
        return FormPage(
            _("End a role of %(name)s") % words, _("End the role"), address("person", public_id), "people",
            lambda _data, now: end_role(membership=held, by=desk.user, now=now), _("The role has ended."),
            lede=_("%(role)s. It ends at once; what was done in it stays.") % words, tone="danger",
        )  # fmt: skip

    return answer(request, desk, make, KeyedForm)
