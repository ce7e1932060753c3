"""Acts on a whole case: an internal note, hiding it, and looking at who reported."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from balai.apps.cases.actions.revealing import reveal_reporter
from balai.apps.cases.actions.showing import change_visibility
from balai.apps.cases.actions.working import add_note
from balai.apps.cases.definitions import service_of
from balai.apps.cases.door import Desk, words_of
from balai.apps.cases.forms import RevealForm, WordsForm
from balai.apps.cases.models import Case
from balai.apps.cases.refusals import NotYours
from balai.apps.cases.rules import may_look_at_answers, may_look_at_reporter
from balai.apps.cases.views.acting import INVALID, Acting, answer
from balai.apps.cases.views.case_page import personal_answers, reporter_rows
from balai.apps.cases.views.steps import FORM
from balai.base import clock
from balai.base.errors import Refusal
from balai.web.languages import switches_language, unjudged


@FORM
def note(request: HttpRequest, desk: Desk, reference: str) -> HttpResponseBase:
    """A note that only offices read."""
    case = desk.find(reference)
    acting = Acting(
        case,
        title=_("Write an internal note"),
        button=_("Save the note"),
        form=partial(WordsForm, label=_("Note"), hint=_("Only offices read this.")),
        do=lambda form, now: add_note(case_id=case.id, actor=desk.actor, now=now, **form.cleaned_data),
        done=_("The note has been saved."),
    )
    return answer(request, desk, case, lambda: acting)


@FORM
def visibility(request: HttpRequest, desk: Desk, reference: str) -> HttpResponseBase:
    """Hide a public case, or show it again."""
    case = desk.find(reference)
    showing = not case.is_public

    def do(form: forms.Form, now: datetime) -> object:
        return change_visibility(case_id=case.id, is_public=showing, actor=desk.actor, now=now, **form.cleaned_data)

    label = _("Show to everyone again") if showing else _("Hide from the public")
    acting = Acting(
        case,
        title=label,
        button=label,
        lede=_("The reporter can read the reason."),
        form=partial(WordsForm, label=_("Reason")),
        do=do,
        done=_("Everyone can see the report again.") if showing else _("The report is hidden from the public."),
    )
    return answer(request, desk, case, lambda: acting)


@FORM
def reporter(request: HttpRequest, desk: Desk, reference: str) -> HttpResponse:
    """Ask why, record the look, then show who reported and what is personal: in the answer to the POST, nowhere else.

    A crew that is to visit somebody sees what the visit needs, and not who sent the report.

    Raises:
        NotYours: the case does not lie with an organisation of this role now.
    """
    case = desk.find(reference)
    actor = desk.actor
    whole = may_look_at_reporter(case, actor)
    if not whole and not may_look_at_answers(case, service_of(case.service_id), actor):
        raise NotYours
    switched = switches_language(request)
    form = RevealForm(request.POST) if request.method == "POST" else RevealForm()
    context = _reveal_context(desk, case, form)
    if switched:
        return render(request, "cases/look.html", context | {"form": unjudged(form)})
    if request.method != "POST" or not form.is_valid():
        return render(request, "cases/look.html", context, status=INVALID if form.is_bound else 200)
    try:
        with transaction.atomic():
            found = reveal_reporter(case_id=case.id, actor=actor, by=desk.user, now=clock.now(), **form.cleaned_data)
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return render(request, "cases/look.html", context, status=refusal.status)
    shown = {"rows": reporter_rows(found) if whole else [], "given": personal_answers(case)}
    return render(request, "cases/revealed.html", context | shown)


def _reveal_context(desk: Desk, case: Case, form: RevealForm) -> dict[str, Any]:
    return {
        "looked_at": _("Who sent the report"),
        "desk": desk,
        "acting": words_of(desk.held),
        "case": case,
        "form": form,
        "back_url": reverse("desk:case", args=[case.reference]),
    }
