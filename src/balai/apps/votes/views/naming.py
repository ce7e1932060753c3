"""Who holds the key of a secret vote: named by the office, and how far each of them is."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from balai.apps.cases.service import Desk
from balai.apps.votes.actions.keys import appoint_trustees
from balai.apps.votes.refusals import NoAccount
from balai.apps.votes.secret_forms import TrusteesForm
from balai.apps.votes.views.office import FORM, FormPage, answer, page_of, poll_of, sent
from balai.base import clock
from balai.base.people.models import User


@FORM
def trustees(request: HttpRequest, desk: Desk, code: str) -> HttpResponse:
    """Say who holds the parts of a secret vote's key."""
    poll = poll_of(desk, code)

    def do(form: Any) -> str:
        addresses = form.addresses()
        people = {user.email.lower(): user for user in User.objects.filter(email__in=addresses, is_active=True)}
        if missing := [address for address in addresses if address not in people]:
            raise NoAccount(address=missing[0])
        named = [people[address] for address in addresses]
        appoint_trustees(
            code=poll.code, people=named, threshold=form.cleaned_data["threshold"] or 0, by=desk.user, now=clock.now()
        )
        return page_of(poll.code)

    page = FormPage(
        _("Trustees"), _("Save"), page_of(poll.code), do,
        _("Choose people whom different parts of the city trust. If too many of them lose their keys, nobody opens the result."),
    )  # fmt: skip
    named = poll.trustees.order_by("number").values_list("user__email", flat=True)
    initial = {"people": "\n".join(named), "threshold": poll.threshold or None}
    return answer(request, desk, page, TrusteesForm(**sent(request), initial=initial))
