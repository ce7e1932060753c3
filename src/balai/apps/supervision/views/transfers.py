"""Many reports to another organisation: chosen in a list, where to and why, a look at what can be sent, then the act."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from balai.apps.cases.service import (
    Desk,
    WatchedTask,
    cases_within,
    chosen_tasks,
    directory,
    organisation_words,
    service_of,
    watch_list,
    way_there,
)
from balai.apps.supervision.actions.transferring import (
    NothingChosen,
    TooManyAtOnce,
    begin_transfer,
    go_on_with_transfer,
)
from balai.apps.supervision.forms import TransferForm
from balai.apps.supervision.models import Transfer
from balai.apps.supervision.refusal_words import refusal_words
from balai.apps.supervision.rules import DONE_WITHIN_THE_REQUEST, MOST_AT_ONCE
from balai.apps.supervision.tasks import go_on
from balai.apps.supervision.views.common import address, frame
from balai.apps.supervision.views.forming import INVALID, FormPage, show
from balai.apps.supervision.views.lines import lines_of
from balai.apps.supervision.views.listing import choice_of, sought
from balai.base import clock
from balai.base.errors import Refusal
from balai.base.jobs import defer
from balai.web.languages import switches_language, unjudged

SHOWN = 25
KINDS_ASKED = 40
"""Of at most so many different steps it is asked one by one where they can go; beyond, every office is offered."""


Step = tuple[int, str]
"""The id of a case and the name of one of its steps."""


@require_POST
def choose(request: HttpRequest, desk: Desk) -> HttpResponse:
    """From the ticked lines to the form, from the form to the look at it, from there to the act."""
    switched, now = switches_language(request), clock.now()
    steps = _chosen(request, desk)
    tasks = chosen_tasks(steps, _units(desk), now=now)
    confirmed = request.POST.get("confirmed") == "yes"
    if not (tasks or confirmed) or len(steps) > MOST_AT_ONCE:
        messages.warning(request, str(TooManyAtOnce() if tasks else NothingChosen()))
        return HttpResponseRedirect(_back(request))
    targets = set(directory().by_code) if confirmed else _targets(tasks)
    page = _page(request, tasks, now)
    if "organisation" not in request.POST:
        initial = {"tasks": ",".join(f"{task.case_id}:{task.step}" for task in tasks)}
        return show(request, desk, page, TransferForm(targets=targets, initial=initial))
    form = TransferForm(data=request.POST, targets=targets)
    if switched or "change" in request.POST:
        return show(request, desk, page, unjudged(form))
    if not form.is_valid():
        return show(request, desk, page, form, status=INVALID)
    return _act(request, desk, form.cleaned_data, steps) if confirmed else _look(request, desk, form, tasks)


def _units(desk: Desk) -> frozenset[int] | None:
    """Where the officer's role reaches; None for the whole city."""
    return None if len(desk.organisations) == len(directory().by_id) else desk.organisations


def _chosen(request: HttpRequest, desk: Desk) -> set[Step]:
    """The steps that were ticked or, if all of a list are wanted, the oldest of it."""
    if request.POST.get("choose") == "all" and "organisation" not in request.POST:
        wanted, _name = sought(desk, choice_of(request.POST, desk))
        return {(row.case_id, row.step) for row in watch_list(wanted, now=clock.now(), size=MOST_AT_ONCE).rows}
    written = ",".join([*request.POST.getlist("task"), request.POST.get("tasks", "")])
    pairs = (part.partition(":") for part in written.split(","))
    return {(int(case), step) for case, _colon, step in pairs if case.isdecimal() and len(case) < 18 and step}


def _back(request: HttpRequest) -> str:
    back, own = request.POST.get("back", ""), reverse("supervision:list")
    return back if back.startswith(own) else own


def _targets(tasks: Sequence[WatchedTask]) -> set[str]:
    """Organisations to which at least one of these steps can be sent."""
    kinds = {(task.service_id, task.step, task.organisation_id) for task in tasks}
    every = set(directory().by_code)
    if len(kinds) > KINDS_ASKED:
        return every
    return {
        code
        for service, step, unit in kinds
        for code in every
        if way_there(service_of(service).step(step), holder=directory().by_id[unit].code, organisation=code)
    }


def _page(request: HttpRequest, tasks: Sequence[WatchedTask], now: Any) -> FormPage:
    count = len(tasks)
    title = ngettext("Transfer %(count)s report", "Transfer %(count)s reports", count) % {"count": count}
    more = {"lines": lines_of(tasks[:SHOWN], now), "unseen": max(count - SHOWN, 0), "back": _back(request)}
    return FormPage(
        title, _("Go on"), _back(request), "overview", lambda _data, _now: None, "", more=more,
        lede=_("Nothing is sent before you have seen what can be sent."), template="supervision/transfer_form.html",
    )  # fmt: skip


def _look(request: HttpRequest, desk: Desk, form: TransferForm, tasks: Sequence[WatchedTask]) -> HttpResponse:
    """What would be sent and what not, before anything is."""
    target = form.cleaned_data["organisation"]
    ways = [(task, _way(task, target)) for task in tasks]
    going = Counter(organisation_words(directory().by_id[task.organisation_id].code) for task, way in ways if way)
    context: dict[str, Any] = {
        "form": form,
        "target": organisation_words(target),
        "going": sorted(going.items()),
        "count": sum(going.values()),
        "staying": lines_of([task for task, way in ways if not way][:SHOWN], clock.now()),
        "stay_count": sum(not way for _task, way in ways),
        "words": form.cleaned_data["words"],
        "back": _back(request),
    }
    return render(request, "supervision/transfer_look.html", context | frame(desk, "overview"))


def _way(task: WatchedTask, target: str) -> object:
    step = service_of(task.service_id).step(task.step)
    return way_there(step, holder=directory().by_id[task.organisation_id].code, organisation=target)


def _act(request: HttpRequest, desk: Desk, data: dict[str, Any], steps: Collection[Step]) -> HttpResponse:
    """What was confirmed is sent, also what has gone on meanwhile: that is listed as not sent, with the reason."""
    now, within = clock.now(), cases_within({case for case, _step in steps}, desk.organisations)
    try:
        transfer = begin_transfer(
            key=data["key"],
            steps=sorted(step for step in steps if step[0] in within),
            target=data["organisation"],
            words=data["words"],
            actor=desk.actor,
            by=desk.user,
            now=now,
        )
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return HttpResponseRedirect(_back(request))
    if len(steps) > DONE_WITHIN_THE_REQUEST:
        defer(go_on, key=str(transfer.key))
    else:
        go_on_with_transfer(key=transfer.key, now=now)
    return HttpResponseRedirect(address("transfer_result", transfer.key))


@require_safe
def result(request: HttpRequest, desk: Desk, key: UUID) -> HttpResponse:
    """How far a transfer is, what was sent, and what was not and why."""
    transfer = Transfer.objects.filter(key=key, organisation_id__in=desk.organisations).select_related("target").first()
    if transfer is None:
        raise Http404
    items = list(transfer.items.select_related("case").order_by("id"))
    refused = [item for item in items if item.refusal]
    done = sum(item.done_at is not None for item in items)
    context: dict[str, Any] = {
        "transfer": transfer,
        "target": organisation_words(transfer.target.code),
        "total": len(items),
        "done": done,
        "sent": done - len(refused),
        "refused": [(item.case.reference, _case(item.case.reference), refusal_words(item.refusal)) for item in refused],
        "references": _links(item.case.reference for item in items if item.done_at and not item.refusal),
        "going_on": done < len(items),
        "here": request.path,
    }
    template = (
        "supervision/transfer_state.html" if getattr(request, "htmx", False) else "supervision/transfer_result.html"
    )
    return render(request, template, context | frame(desk, "overview"))


def _case(reference: str) -> str:
    return reverse("desk:case", args=[reference])


def _links(references: Iterable[str]) -> list[tuple[str, str]]:
    return [(reference, _case(reference)) for reference in references]
