"""The citizen's own turns: which steps wait for them, and in which ways each can end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _
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
    """A step that waits for the citizen, with its ordinary `ways` to end and, apart, the `others`.

    `fee` is what is to be paid there, in whole rupiah; `times` how often something was recorded there.
    """

    step: str
    title: str
    due: datetime | None
    fee: int
    times: int
    ways: Sequence[Way]
    others: Sequence[Way] = ()


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
        main, others = ways_of(private, step, own, language)
        times = sum(done.step == step.id and bool(done.outcome) for done in told.state.completions)
        turns.append(Turn(step.id, in_language(step.title, language), task.due, task.fee, times, main, others))
    return turns


def ways_of(
    private: PrivateCase, step: Step, outcomes: Sequence[Outcome], language: str
) -> tuple[list[Way], list[Way]]:
    """The ordinary ways to end a turn, and the others. What can be recorded again and again comes before the end."""
    repeated = [outcome for outcome in outcomes if outcome.stays]
    primary = [outcome for outcome in outcomes if outcome.tone == "primary" and not outcome.stays]
    main = repeated + primary or [outcome for outcome in outcomes if outcome.tone != "danger"] or list(outcomes)

    def way(outcome: Outcome) -> Way:
        tone = "primary" if outcome is main[0] else "danger" if outcome.tone == "danger" else "secondary"
        address = private.address("turn", step=step.id, outcome=outcome.code)
        return Way(in_language(outcome.label, language), address, tone)

    return [way(outcome) for outcome in main], [way(outcome) for outcome in outcomes if outcome not in main]


WORDS = {
    "passed": (_("Done"), "done"),
    "yours": (_("Your turn"), "in_progress"),
    "with_office": (_("At the office"), "verification"),
    "shut": (_("Not yet"), ""),
}
"""How a door is called in each state, and its tone."""


def door_tasks(doors: cases.Doors, turns: Sequence[Turn]) -> list[Task]:
    """The doors as a list of tasks: what each is, how it stands, and where on the page one goes on with it."""
    own, tasks = {turn.step for turn in turns}, []
    for door in doors.all:
        status, tone = WORDS[door.state]
        hint = ngettext("recorded %(count)d time", "recorded %(count)d times", door.times) % {"count": door.times}
        anchor = f"#turn_{door.step}" if door.step in own else ""
        tasks.append(Task(door.title, anchor, hint if door.times and anchor else "", status, tone))
    return tasks
