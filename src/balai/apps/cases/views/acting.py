"""What every act on a case has in common: its form, its refusal in the page, and the way back to the case."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from balai.apps.cases.door import Desk, whole_page, words_of
from balai.apps.cases.models import Case, Event
from balai.base import clock
from balai.base.errors import Refusal
from balai.base.files.refusals import PictureRefused
from balai.base.people.models import User
from balai.web.languages import switches_language, unjudged

PAGE, PART = "cases/act.html", "cases/parts/act_form.html"
INVALID = 422


@dataclass(frozen=True, slots=True)
class Acting:
    """One kind of act on one case: what its page says, its form, and what doing it means.

    `shown` is what the page shows above the form. `do` gets the valid form and the present instant; it may raise a Refusal, which is then shown in the page.
    """

    case: Case
    title: str
    button: str
    form: Callable[..., forms.Form]
    do: Callable[[forms.Form, datetime], object]
    done: str
    lede: str = ""
    tone: str = ""
    shown: object = None

    def attempt(self, form: forms.Form) -> bool:
        """Do it with what the form holds. False when the form is not valid.

        Raises:
            Refusal: it cannot be done; the form then says so beside the field that it is about.
        """
        if not form.is_valid():
            return False
        try:
            with transaction.atomic():
                self.do(form, clock.now())
        except Refusal as refusal:
            form.add_error(_field_of(refusal, form), str(refusal))
            raise
        return True


def answer(request: HttpRequest, desk: Desk, case: Case, build: Callable[[], Acting]) -> HttpResponseBase:
    """GET shows the form; POST does the act and goes back to the case, or shows why it cannot be done.

    `build` makes the act; a refusal it raises (someone else was faster) leads a reader back to the case.
    A POST whose key is in the story already, and is this person's, is the second click of a double click: all is well.
    """
    back = whole_page(request, reverse("desk:case", args=[case.reference]))
    switched = switches_language(request)  # before any words are chosen
    if request.method == "POST" and not switched and was_done(request.POST.get("key", ""), case, desk.user):
        messages.success(request, _("This has been recorded."))
        return back
    try:
        acting = build()
    except Refusal as refusal:
        if request.method == "POST":
            raise
        messages.warning(request, str(refusal))
        return back
    if request.method != "POST":
        return _page(request, desk, acting, acting.form())
    form = acting.form(data=request.POST, files=request.FILES)
    if switched:
        return _page(request, desk, acting, unjudged(form))
    return _sent(request, desk, acting, form) or back


def _sent(request: HttpRequest, desk: Desk, acting: Acting, form: forms.Form) -> HttpResponse | None:
    """The form again with what is wrong; None when the act is done."""
    try:
        if not acting.attempt(form):
            return _page(request, desk, acting, form, status=INVALID)
    except Refusal as refusal:
        return _page(request, desk, acting, form, status=refusal.status)
    messages.success(request, acting.done)
    return None


def was_done(key: str, case: Case, by: User) -> bool:
    """Whether this person's act with this key is in the story of this case already."""
    try:
        return Event.objects.filter(key=UUID(key), case_id=case.id, by_id=by.pk).exists()
    except ValueError:
        return False


def _field_of(refusal: Refusal, form: forms.Form) -> str | None:
    """The field that a refusal is about, when there is one."""
    storing = getattr(form, "storing", "evidence")
    name = storing if isinstance(refusal, PictureRefused) else FIELDS.get(refusal.code, "")
    return name if name in form.fields else None


FIELDS = {
    "cases.reason_needed": "reason",
    "cases.words_needed": "words",
    "cases.evidence_needed": "evidence",
    "cases.organisation_needed": "organisation",
    "cases.rating_needed": "rating",
    "cases.receipt_needed": "receipt",
    "cases.not_theirs": "person",
    "disclosure.reason_missing": "words",
}


def _page(request: HttpRequest, desk: Desk, acting: Acting, form: forms.Form, *, status: int = 200) -> HttpResponse:
    context = {
        "desk": desk,
        "acting": words_of(desk.held),
        "case": acting.case,
        "act": acting,
        "form": form,
        "form_action": request.path,
        "back_url": reverse("desk:case", args=[acting.case.reference]),
    }
    template = PART if getattr(request, "htmx", False) else PAGE
    return render(request, template, context, status=status)
