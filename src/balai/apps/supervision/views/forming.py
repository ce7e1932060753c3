"""Pages with one form: shown, judged, done once, and the way back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from balai.apps.cases.service import Desk
from balai.apps.supervision.views.common import frame
from balai.base import clock
from balai.base.errors import Refusal
from balai.web.languages import switches_language, unjudged

INVALID = 422


@dataclass(frozen=True, slots=True)
class FormPage:
    """What a page with a form says and does. `do` gets what was filled in and the present instant.

    It may raise a Refusal, which is then shown above the form. `done` is said at `back`.
    """

    title: str
    button: str
    back: str
    section: str
    do: Callable[[dict[str, Any], datetime], object]
    done: str
    lede: str = ""
    tone: str = ""
    more: Mapping[str, Any] = field(default_factory=dict)
    template: str = "supervision/form.html"


def answer(
    request: HttpRequest, desk: Desk, make: Callable[[], FormPage], form: Callable[..., forms.Form]
) -> HttpResponse:
    """GET shows the form; POST does what it says and goes back, or shows why it cannot be done."""
    switched = switches_language(request)  # before any words are chosen
    page = make()
    if request.method != "POST":
        return show(request, desk, page, form())
    filled = form(data=request.POST)
    if switched:
        return show(request, desk, page, unjudged(filled))
    if not filled.is_valid():
        return show(request, desk, page, filled, status=INVALID)
    try:
        with transaction.atomic():
            page.do(filled.cleaned_data, clock.now())
    except Refusal as refusal:
        filled.add_error(None, str(refusal))
        return show(request, desk, page, filled, status=refusal.status)
    messages.success(request, page.done)
    return HttpResponseRedirect(page.back)


def show(request: HttpRequest, desk: Desk, page: FormPage, form: forms.Form, *, status: int = 200) -> HttpResponse:
    context = {"page": page, "form": form, "form_action": request.get_full_path(), **page.more}
    return render(request, page.template, context | frame(desk, page.section), status=status)
