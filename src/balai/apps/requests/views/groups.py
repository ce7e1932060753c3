"""A group: its entries in a list, each entry on a page of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect

from balai.apps.requests.actions.drafting import keep_entries, keep_page
from balai.apps.requests.pages import page_named
from balai.apps.requests.views.visit import Visit
from balai.base import clock
from balai.engines.casework.definition import Question
from balai.web.components import Problem
from balai.web.languages import switches_language, unjudged
from balai.web.private_pages import INVALID, active_language
from balai.web.questions import entry_summary
from balai.web.questions.entries import entry_form
from balai.web.questions.groups import count_problem, empty_entry, entry_name, is_empty
from balai.web.questions.options import in_language


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the list."""

    number: int
    name: str
    summary: str
    url: str


def list_entries(visit: Visit, group: Question) -> HttpResponse:
    """The entries so far: change one, take one away, add another, go on."""
    request = visit.request
    entries = visit.answers.entries_of(group)
    if request.method != "POST":
        if not entries and group.at_least > 0:
            return HttpResponseRedirect(visit.entry_address(visit.slug, None))
        return _list(visit, group)
    if switches_language(request):
        return _list(visit, group)
    removed = request.POST.get("remove", "")
    if removed:
        if removed.isascii() and removed.isdigit() and 1 <= int(removed[:4]) <= len(entries):
            visit.draft = _kept(visit, group, None, int(removed) - 1)
        return visit.go(visit.slug, changing=visit.changing)
    wrong = count_problem(group, len(entries), active_language())
    if wrong is not None:
        return _list(visit, group, problem=wrong.sentence)
    visit.draft = keep_page(
        draft_id=visit.draft.id,
        service=visit.service,
        asked=[group.id],
        given={group.id: entries} if entries else {},
        owner=visit.owner,
        now=clock.now(),
    )
    return visit.go_on()


def _list(visit: Visit, group: Question, *, problem: str = "") -> HttpResponse:
    language = active_language()
    entries = visit.answers.entries_of(group)
    context = {
        "group": group,
        "label": in_language(group.label, language),
        "hint": in_language(group.hint, language),
        "entry_name": entry_name(group, language),
        "entries": [
            Entry(
                number,
                entry_name(group, language, number),
                entry_summary(group, entry, language),
                visit.entry_address(visit.slug, number),
            )
            for number, entry in enumerate(entries, start=1)
        ],
        "add_url": visit.entry_address(visit.slug, None) if len(entries) < group.at_most else "",
        "problems": [Problem(problem, "add-entry")] if problem else [],
    }
    return visit.show("requests/entries.html", context, status=INVALID if problem else 200)


def ask_entry(visit: Visit, group: Question, number: int | None) -> HttpResponse:
    """One entry; its questions are judged as those of a page."""
    request, language = visit.request, active_language()
    entries = visit.answers.entries_of(group)
    if number is not None and not 1 <= number <= len(entries):
        raise Http404
    if number is None and len(entries) >= group.at_most:
        return visit.go(visit.slug, changing=visit.changing)
    page = page_named(visit.service, visit.slug)
    known = visit.answers.before(page) if page else {}
    before: Mapping[str, Any] = entries[number - 1] if number is not None else {}
    if request.method != "POST":
        return _entry(visit, group, number, entry_form(group, language, initial=before, known=known))
    switching = switches_language(request)
    form = entry_form(group, active_language(), data=request.POST, known=known)
    if switching:
        return _entry(visit, group, number, unjudged(form))
    if form.is_valid() and is_empty(group, form.answers(), known):
        form.add_error(None, empty_entry(group, active_language()))
    if not form.is_valid():
        return _entry(visit, group, number, form, status=INVALID)
    visit.draft = _kept(visit, group, form.answers(), None if number is None else number - 1)
    return visit.go(visit.slug, changing=visit.changing)


def _entry(visit: Visit, group: Question, number: int | None, form: Any, *, status: int = 200) -> HttpResponse:
    language = active_language()
    count = len(visit.answers.entries_of(group))
    context = {
        "form": form,
        "entry_name": entry_name(group, language, number or count + 1),
        "label": in_language(group.label, language),
        "single": len(form.visible_fields()) == 1,
    }
    if count:
        context["back_url"] = visit.address(visit.slug, changing=visit.changing)
    return visit.show("requests/entry.html", context, status=status)


def _kept(visit: Visit, group: Question, entry: Mapping[str, Any] | None, number: int | None) -> Any:
    return keep_entries(
        draft_id=visit.draft.id,
        service=visit.service,
        group=group,
        entry=entry,
        number=number,
        owner=visit.owner,
        now=clock.now(),
    )
