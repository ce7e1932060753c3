"""The counter: an officer has seen somebody's papers and confirms where they live."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balai.apps.cases.service import Desk
from balai.apps.votes.office_forms import ResidenceForm
from balai.apps.votes.refusals import AreaAmiss, UnknownAccount
from balai.apps.votes.views.office import FormPage, answer, sent
from balai.base import clock
from balai.base.areas.models import Area
from balai.base.people.models import ResidenceSource, User
from balai.base.people.residence import confirm_residence


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Confirm one person's residence within the area that the officer's office serves."""

    def do(form: Any) -> str:
        given = form.cleaned_data
        user = User.objects.filter(email__iexact=given["email"], is_active=True).first()
        if user is None:
            raise UnknownAccount
        area = Area.objects.filter(code=given["area"].strip()).first()
        if area is None or (desk.held.area_path and not area.path.startswith(desk.held.area_path)):
            raise AreaAmiss
        confirm_residence(
            user=user, area=area, identity=given["identity"],
            born=date.fromisoformat(given["born"]) if given["born"] else None,
            source=ResidenceSource.OFFICER, by=desk.user, now=clock.now(),
        )  # fmt: skip
        messages.success(request, _("The residence has been confirmed."))
        return reverse("votes:residence")

    page = FormPage(
        _("Confirm a residence"), _("Confirm it"), reverse("votes:office"), do,
        _("You have seen the identity card, and the person who stands before you is the one on it."),
    )  # fmt: skip
    return answer(request, desk, page, ResidenceForm(**sent(request)))
