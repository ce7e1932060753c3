"""Sends an open step to another organisation by the ordinary act: whichever of its outcomes leads there."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from balai.apps.cases import models
from balai.apps.cases.actions.working import Ending, end_step
from balai.apps.cases.definitions import service_of
from balai.apps.cases.directory import directory
from balai.apps.cases.refusals import NotYours, StepNotOpen
from balai.apps.cases.rules import may_choose, may_work_on
from balai.base.errors import Refusal
from balai.engines.casework.decisions import Actor
from balai.engines.casework.definition import Need, Outcome, Step
from balai.engines.casework.story import Event

GIVEN = frozenset({Need.ORGANISATION, Need.WORDS})
"""What a transfer of many can give. An outcome that asks for more is for one case at a time."""


class NoWayThere(Refusal):
    """This step cannot be sent to that organisation."""

    code = "cases.no_way_there"
    status = 400


def way_there(step: Step, *, holder: str, organisation: str) -> Outcome | None:
    """The first outcome of a step that lets it be sent from `holder` to `organisation`, and asks for words at most."""
    fitting = (
        outcome
        for outcome in step.outcomes
        if outcome.choose
        and not (outcome.automatic or outcome.reasons or outcome.asks)
        and set(outcome.needs) <= GIVEN
        and may_choose(organisation, choose=outcome.choose, holder=holder)
    )
    return next(fitting, None)


def transfer_step(
    *, case_id: int, step: str, organisation: str, words: str, actor: Actor, now: datetime, key: UUID
) -> list[Event]:
    """Send one open step of a case to another organisation; the same `key` again changes nothing.

    Raises:
        StepNotOpen: it has ended meanwhile.
        NoWayThere: no outcome of this step leads to that organisation.
        NotYours and the other refusals of `end_step`.
    """
    if models.Event.objects.filter(key=key, case_id=case_id).exists():
        return []
    task = models.Task.objects.filter(case_id=case_id, step=step).select_related("case").first()
    if task is None:
        raise StepNotOpen
    holder = directory().by_id[task.organisation_id].code if task.organisation_id else ""
    if not may_work_on(actor, holder):
        raise NotYours
    definition = service_of(task.case.service_id).step(step)
    outcome = way_there(definition, holder=holder, organisation=organisation)
    if outcome is None:
        raise NoWayThere
    ending = Ending(step, outcome.code, words=words, organisation=organisation, key=key)
    return end_step(case_id=case_id, ending=ending, actor=actor, now=now)
