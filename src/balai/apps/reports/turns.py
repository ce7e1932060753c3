"""The citizen's own turns: which steps wait for them, and in which ways each can end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balai.apps.cases import service as cases
from balai.apps.reports.access import PrivateCase
from balai.engines.casework.decisions import Actor, available
from balai.engines.casework.definition import REPORTER, Need, Outcome, PublicState, Step
from balai.web.components import Task
from balai.web.questions.options import in_language

REVIEWING = frozenset({Need.RATING, Need.WORDS})


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a turn can end, with the page where it is done."""

    label: str
    url: str
    tone: str


@dataclass(frozen=True, slots=True)
class Turn:
    """A step that waits for the citizen. `fee` is what is to be paid there, in whole rupiah."""

    step: str
    title: str
    due: datetime | None
    fee: int
    times: int
    ways: Sequence[Way]


def actor_of(private: PrivateCase) -> Actor:
    return Actor(private.user.pk if private.user else None, REPORTER)


def choices_of(private: PrivateCase, told: cases.CasePage) -> list[tuple[Step, Outcome]]:
    """The outcomes that the citizen may choose now."""
    return list(available(told.service, told.state, actor_of(private)))


def is_review(step: Step, outcome: Outcome) -> bool:
    """Whether the city says that it is done and asks what the citizen thinks of it: that stands on the page itself."""
    return step.state is PublicState.DONE and not outcome.asks and set(outcome.needs) <= REVIEWING


def turns_of(private: PrivateCase, told: cases.CasePage, language: str) -> list[Turn]:
    """The citizen's turns in the order of the service file; reviews apart."""
    turns = []
    choices = choices_of(private, told)
    for step in told.service.steps:
        own = [way for of, way in choices if of.id == step.id and not is_review(of, way)]
        task = told.state.tasks.get(step.id)
        if not own or task is None:
            continue
        ways = [
            Way(
                in_language(way.label, language),
                private.address("turn", step=step.id, outcome=way.code),
                way.tone if len(own) > 1 else "primary",
            )
            for way in own
        ]
        times = sum(done.step == step.id and bool(done.outcome) for done in told.state.completions)
        turns.append(Turn(step.id, in_language(step.title, language), task.due, task.fee, times, ways))
    return turns


def door_tasks(doors: cases.Doors, turns: Sequence[Turn]) -> list[Task]:
    """The doors as a list of tasks: what each is, whether it is done, and where to go on with it."""
    ways = {turn.step: turn.ways[0].url for turn in turns if turn.ways}
    tasks = []
    for door in doors.all:
        done = door.times > 0
        status = _("Done") if done else _("Open") if door.is_open else _("Not yet")
        again = ngettext("done %(count)d time", "done %(count)d times", door.times) % {"count": door.times}
        hint = _("%(times)s; you can do it again") % {"times": again} if done and door.is_open else ""
        tone = "done" if done else "in_progress" if door.is_open else ""
        tasks.append(Task(door.title, ways.get(door.step, ""), hint, status, tone))
    return tasks
