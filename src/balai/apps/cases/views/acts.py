"""What can be done next: the acts that a case offers to this officer, as buttons and links."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from balai.apps.cases.directory import directory
from balai.apps.cases.door import Desk
from balai.apps.cases.queries.case_page import CasePage
from balai.apps.cases.rules import (
    ASSIGNING_ROLES,
    HIDING_ROLES,
    WORKING_ROLES,
    may_choose,
    may_look_at_reporter,
    may_take_part,
)
from balai.apps.cases.signing import papers_on
from balai.engines.casework.decisions import available, may_do
from balai.engines.casework.definition import REPORTER, Outcome, Step
from balai.engines.casework.story import Kind, Task
from balai.web.templatetags.balai import text_of


@dataclass(frozen=True, slots=True)
class Act:
    """One thing to do. `at_once` posts without asking anything more; else `url` is where its form is."""

    label: str
    url: str
    tone: str = "secondary"
    icon: str = ""
    at_once: bool = False
    key: str = field(default_factory=lambda: str(uuid.uuid4()))
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class StepActs:
    """The acts on one open step. `signing` are those that only wait for one more name."""

    title: str
    outcomes: list[Act]
    others: list[Act]
    signing: list[Act] = field(default_factory=list)


def acts_on_steps(page: CasePage, desk: Desk) -> list[StepActs]:
    """What this officer can do to each open step that lies with their organisation or beneath it."""
    state, actor = page.state, desk.actor
    if actor.role not in WORKING_ROLES:
        return []
    ways = available(page.service, state, actor)
    found = []
    for step in page.service.steps:
        task = state.tasks.get(step.id)
        if task is None or directory().id_of(task.organisation) not in desk.organisations:
            continue
        fitting = [way for of, way in ways if of.id == step.id and has_choice(way, task.organisation)]
        outcomes = [_outcome(page, step, outcome) for outcome in fitting]
        others = _others(page, step, task, desk)
        signing = _signing(page, step, task, desk)
        if outcomes or others or signing:
            found.append(StepActs(text_of(step.title), outcomes, others, signing))
    return found


def _signing(page: CasePage, step: Step, task: Task, desk: Desk) -> list[Act]:
    """What somebody else has signed and this officer may sign, too."""
    if not may_do(step, page.state, desk.actor):
        return []
    return [
        Act(
            _("Read and sign: %(what)s") % {"what": paper.what},
            reverse("desk:cosign", args=[page.case.reference, step.id, paper.digest]),
            tone="primary",
        )
        for paper in papers_on(page, step, task)
        if paper.waits and desk.actor.id not in paper.people
    ]


def has_choice(outcome: Outcome, holder: str) -> bool:
    """Whether there is any organisation to choose, where the outcome asks for one."""
    if not outcome.choose:
        return True
    return any(may_choose(code, choose=outcome.choose, holder=holder) for code in directory().by_code)


def _outcome(page: CasePage, step: Step, outcome: Outcome) -> Act:
    url = reverse("desk:outcome", args=[page.case.reference, step.id, outcome.code])
    asks = outcome.needs or outcome.reasons or outcome.choose or outcome.end or outcome.asks
    plain = not asks and outcome.signatures == 1
    at_once = plain and outcome.tone == "primary"
    return Act(text_of(outcome.label), url, tone=outcome.tone, icon="check" if at_once else "", at_once=at_once)


def _others(page: CasePage, step: Step, task: Task, desk: Desk) -> list[Act]:
    """Start, take over, hand to a colleague, ask the citizen, extend."""
    actor, arguments = desk.actor, [page.case.reference, step.id]
    doing = may_do(step, page.state, actor)
    acts = []
    if doing and step.field_work and not task.started_at:
        acts.append(Act(_("Start work"), reverse("desk:start", args=arguments), icon="tools", at_once=True))
    if actor.role in ASSIGNING_ROLES:
        if doing and task.assignee != actor.id and desk.held.organisation_code == task.organisation:
            mine = {"person": str(actor.id)}
            take = Act(
                _("Take it myself"), reverse("desk:assign", args=arguments), icon="person", at_once=True, values=mine
            )
            acts.append(take)
        acts.append(Act(_("Give it to a colleague"), reverse("desk:assign", args=arguments), icon="people"))
    if doing and not task.paused_at:
        label = _("Ask the reporter") if page.service.kind == "report" else _("Ask the citizen")
        acts.append(Act(label, reverse("desk:ask", args=arguments), icon="mail"))
    if doing and step.promise and step.promise.extension and task.due and not task.extended:
        acts.append(Act(_("Ask for more time"), reverse("desk:extend", args=arguments), icon="clock"))
    return acts


def acts_on_case(page: CasePage, desk: Desk) -> list[Act]:
    """Note, hide or show again."""
    case, actor = page.case, desk.actor
    if actor.role not in WORKING_ROLES or not may_take_part(case, actor):
        return []
    acts = [Act(_("Write an internal note"), reverse("desk:note", args=[case.reference]), icon="document")]
    if actor.role in HIDING_ROLES:
        covering = reverse("desk:cover_words", args=[case.reference])
        acts.append(Act(_("Cover words and pictures"), covering, icon="lock"))
    if actor.role in HIDING_ROLES and (case.is_public or was_hidden(page)):
        label = _("Hide from the public") if case.is_public else _("Show to everyone again")
        acts.append(
            Act(label, reverse("desk:visibility", args=[case.reference]), icon="lock" if case.is_public else "eye")
        )
    return acts


def was_hidden(page: CasePage) -> bool:
    """Whether the story says that an office hid a case that was public, and its reporter did not."""
    changes = [chapter.event for chapter in page.chapters if chapter.event.kind is Kind.VISIBILITY_CHANGED]
    return bool(changes) and changes[-1].role != REPORTER and changes[-1].data.get("public") is False


def may_reveal(page: CasePage, desk: Desk) -> bool:
    return may_look_at_reporter(page.case, desk.actor)


def better_roles(page: CasePage, desk: Desk) -> Collection[Desk]:
    """The officer's other roles in which there is something to do here, when there is nothing in the present one."""
    if acts_on_steps(page, desk):
        return []
    others = [Desk(desk.user, held) for held in desk.others]
    return [other for other in others if acts_on_steps(page, other)]
