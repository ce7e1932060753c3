"""Signing, too, what a colleague has signed: the same answers, words and files, read before the name is put under."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from balai.apps.cases.actions.working import Ending, end_step
from balai.apps.cases.door import Desk
from balai.apps.cases.models import Case
from balai.apps.cases.queries.case_page import OFFICERS, tell
from balai.apps.cases.refusals import StepNotOpen
from balai.apps.cases.signing import papers_on
from balai.apps.cases.views.acting import Acting, answer
from balai.apps.cases.views.steps import FORM, open_step
from balai.apps.cases.views.telling import Teller
from balai.base import clock
from balai.web.forms import KeyedForm


@FORM
def cosign(request: HttpRequest, desk: Desk, reference: str, step: str, digest: str) -> HttpResponseBase:
    """Read what was signed, and sign it, too."""
    case, sent = desk.find(reference), request.method == "POST"
    return answer(request, desk, case, lambda: cosign_act(desk, case, step, digest, sent=sent))


def cosign_act(desk: Desk, case: Case, step: str, digest: str, *, sent: bool) -> Acting:
    """What signing shows and does.

    Raises:
        StepNotOpen: the step has ended, or nobody has signed this.
        NotYours.
    """
    open_one, _holder = open_step(desk, case, step, sent=sent)
    page = tell(case, audiences=OFFICERS)
    task = page.state.tasks.get(step)
    minutes = (
        next((found for found in papers_on(page, open_one, task) if found.digest == digest), None) if task else None
    )
    if minutes is None:
        raise StepNotOpen
    outcome = minutes.outcome

    def do(form: forms.Form, now: datetime) -> object:
        data: dict[str, Any] = form.cleaned_data
        ending = Ending(step, outcome, key=data["key"], cosign=digest)
        return end_step(case_id=case.id, ending=ending, actor=desk.actor, now=now)

    names = ", ".join(name for name, _at in minutes.names if name)
    return Acting(
        case,
        title=_("Sign: %(what)s") % {"what": minutes.what},
        button=_("Sign with my name"),
        lede=_("Signed by %(names)s. Read it first: you put your name under exactly this.") % {"names": names},
        form=KeyedForm,
        do=do,
        done=_("You have signed: %(what)s.") % {"what": minutes.what},
        shown=Teller(page, clock.now()).paper(minutes.chapter) if minutes.chapter else None,
    )
