"""One of the citizen's turns on a page of its own: pay and give the receipt, hand in evidence, answer questions."""

from __future__ import annotations

from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balai.apps.cases import service as cases
from balai.apps.reports.access import PrivateCase, own_case, secret_case
from balai.apps.reports.turns import actor_of, choices_of
from balai.apps.reports.views.common import INVALID, active_language, keep_private
from balai.base import clock
from balai.base.errors import Refusal
from balai.base.files.refusals import PictureRefused
from balai.engines.casework.definition import Outcome, Step
from balai.web.languages import switches_language, unjudged
from balai.web.questions.options import in_language

FORM = require_http_methods(["GET", "HEAD", "POST"])
FIELDS = {
    "cases.receipt_needed": "receipt",
    "cases.words_needed": "words",
    "cases.reason_needed": "reason",
    "cases.evidence_needed": "evidence",
}
"""The field that a refusal is about."""


@keep_private
@FORM
def secret_turn(request: HttpRequest, reference: str, secret: str, step: str, outcome: str) -> HttpResponse:
    return _turn(request, secret_case(request, reference, secret), step, outcome)


@login_required
@keep_private
@FORM
def own_turn(request: HttpRequest, reference: str, step: str, outcome: str) -> HttpResponse:
    return _turn(request, own_case(request, reference), step, outcome)


@dataclass(frozen=True, slots=True)
class Doing:
    """One request to the page of one turn."""

    request: HttpRequest
    private: PrivateCase
    told: cases.CasePage
    step: Step
    outcome: Outcome

    def form(self) -> cases.OutcomeForm:
        sent = self.request.method == "POST"
        return cases.OutcomeForm(
            step=self.step,
            outcome=self.outcome,
            language=active_language(),
            known=self.told.state.answers,
            noun=cases.noun_of(self.told.service),
            data=self.request.POST if sent else None,
            files=self.request.FILES if sent else None,
        )

    def show(self, form: forms.Form, *, status: int = 200) -> HttpResponse:
        language, task = active_language(), self.told.state.tasks[self.step.id]
        context = {
            "case": self.private.case,
            "form": form,
            "title": in_language(self.step.title, language),
            "label": in_language(self.outcome.label, language),
            "tone": self.outcome.tone,
            "fee": task.fee,
            "due": task.due,
            "asks_receipt": "receipt" in form.fields,
            "back_url": self.private.address(),
        }
        return render(self.request, "reports/turn.html", context, status=status)


def _turn(request: HttpRequest, private: PrivateCase, step_id: str, code: str) -> HttpResponse:
    told = cases.tell(private.case, audiences=cases.THE_REPORTER)
    choices = choices_of(private, told)
    found = next(((step, way) for step, way in choices if (step.id, way.code) == (step_id, code)), None)
    if found is None:  # done meanwhile, perhaps by the first click of two: the page of the case says how it stands
        return HttpResponseRedirect(private.address())
    doing = Doing(request, private, told, *found)
    form = doing.form()
    if request.method != "POST":
        return doing.show(form)
    if switches_language(request):
        return doing.show(unjudged(form))
    status = _attempt(private, *found, form)
    if status:
        return doing.show(form, status=status)
    messages.success(request, _("Thank you. This has been recorded."))
    return HttpResponseRedirect(private.address())


def _attempt(private: PrivateCase, step: Step, outcome: Outcome, form: forms.Form) -> int:
    """Do it. 0 when it is done, else the status of the page that says what is wrong."""
    if not form.is_valid():
        return INVALID
    now = clock.now()
    try:
        with transaction.atomic():
            ending = cases.ending_of(form, step.id, outcome.code, by=private.user, now=now)
            cases.end_step(case_id=private.case.id, ending=ending, actor=actor_of(private), now=now)
    except Refusal as refusal:
        storing = getattr(form, "storing", "")
        name = storing if isinstance(refusal, PictureRefused) else FIELDS.get(refusal.code, "")
        form.add_error(name if name in form.fields else None, str(refusal))
        return int(refusal.status)
    return 0
