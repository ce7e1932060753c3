"""Who is away and who stands in: one's own absences, and those of the people one supervises."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from balai.apps.cases.service import Desk, organisation_words
from balai.apps.supervision.actions import arranging
from balai.apps.supervision.forms import AbsenceForm, day_of
from balai.apps.supervision.queries.people import absences_within, colleagues_within
from balai.apps.supervision.views.common import address, frame
from balai.apps.supervision.views.forming import FormPage, answer
from balai.base import clock
from balai.base.city import city_zone
from balai.base.people.absences import ARRANGING_ROLES, StandInUnfit, end_absence, may_arrange
from balai.base.people.models import Absence, Membership, Role

UNITS_LISTED = 60
"""With more organisations beneath, only the people of the very own one are on offer: the others have heads of theirs."""
FORM = require_http_methods(["GET", "HEAD", "POST"])


def _today() -> date:
    return clock.now().astimezone(city_zone()).date()


def arranges_for_others(desk: Desk) -> bool:
    return desk.held.role in ARRANGING_ROLES


@require_safe
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Absences that run or are to come."""
    units = desk.organisations if arranges_for_others(desk) else frozenset()
    today = _today()
    rows = [
        (
            absence,
            organisation_words(absence.organisation.code),
            _role(absence.role),
            absence.since <= today,
            absence.user_id == desk.user.pk or absence.organisation_id in units,
        )
        for absence in absences_within(units, of=desk.user, since=today)
    ]
    return render(request, "supervision/absences.html", {"rows": rows} | frame(desk, "absences"))


def _role(code: str) -> str:
    return str(dict(Role.choices).get(code, code))


@FORM
def arrange(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Arrange one. The stand-ins on offer hold a role like that of whoever may be away."""
    today, own_unit = _today(), frozenset({desk.held.organisation_id})
    few = arranges_for_others(desk) and len(desk.organisations) <= UNITS_LISTED
    units = desk.organisations if few else own_unit
    held = colleagues_within(units, day=today)
    own = [member for member in held if arranges_for_others(desk) or member.user_id == desk.user.pk]
    roles = [("", _("Choose a person and role")), *((_key(member), _words(member)) for member in own)]
    alike = {(member.organisation_id, member.role) for member in own}
    stand_ins = {
        str(member.user.public_id): f"{member.user}, {organisation_words(member.organisation.code)}"
        for member in held
        if (member.organisation_id, member.role) in alike
    }

    def do(data: dict[str, Any], now: Any) -> object:
        away = next(member for member in own if _key(member) == data["held"])
        other = next(member for member in held if str(member.user.public_id) == data["stand_in"])
        since, until = day_of(data["since"]), day_of(data["until"])
        if since is None or until is None:
            raise StandInUnfit
        return arranging.arrange(away=away, stand_in=other.user, since=since, until=until, by=desk.user, now=now)

    def make() -> FormPage:
        lede = _("Until the last day, the stand-in sees the open work of whoever is away. It ends by itself.")
        back = reverse("supervision:absences")
        done = _("The absence is arranged.")
        return FormPage(_("Arrange an absence"), _("Arrange it"), back, "absences", do, done, lede=lede)

    def form(**options: Any) -> AbsenceForm:
        chosen = [("", _("Choose a person")), *sorted(stand_ins.items(), key=lambda pair: pair[1])]
        return AbsenceForm(**options, roles=roles, stand_ins=chosen)

    return answer(request, desk, make, form)


def _key(member: Membership) -> str:
    return f"{member.user.public_id}:{member.role}:{member.organisation.code}"


def _words(member: Membership) -> str:
    return f"{member.user}, {_role(member.role)}, {organisation_words(member.organisation.code)}"


@require_POST
def end(request: HttpRequest, desk: Desk, public_id: UUID) -> HttpResponse:
    """Somebody is back."""
    absence = Absence.objects.select_related("user", "organisation__area").filter(public_id=public_id).first()
    if absence is None or not may_arrange(desk.user, absence.user, absence.organisation, _today()):
        raise Http404
    end_absence(absence=absence, by=desk.user, now=clock.now())
    messages.success(request, _("The absence has ended."))
    return HttpResponseRedirect(address("absences"))
