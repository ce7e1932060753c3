"""What officers, crews, verifiers and reporters do to an open case."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from balai.apps.cases import models, records
from balai.apps.cases.actions.endings import Ending, act_of, answer_rows, answers_of, pictures_of
from balai.apps.cases.evidence import EVIDENCE, repeated_evidence
from balai.apps.cases.messages import announce
from balai.apps.cases.refusals import FormUsedUp, NotTheirs, NotYours, OrganisationNeeded, StepNotOpen, refusing
from balai.apps.cases.rules import ASSIGNING_ROLES, WORKING_ROLES, may_be_given, may_choose, may_take_part, may_work_on
from balai.base.city import city_zone
from balai.base.people.models import User
from balai.engines.casework import clocks, decisions
from balai.engines.casework.decisions import Actor
from balai.engines.casework.definition import REPORTER, Need
from balai.engines.casework.story import Event, Kind

__all__ = [
    "Ending",
    "add_note",
    "already_done",
    "answer_city",
    "ask_reporter",
    "assign_task",
    "end_step",
    "extend_promise",
    "start_work",
]


@transaction.atomic
def end_step(*, case_id: int, ending: Ending, actor: Actor, now: datetime) -> list[Event]:
    """End a step with one of its outcomes; the same `key` again changes nothing.

    Raises:
        StepNotOpen, NotYours, UnknownOutcome, UsedUp, …Needed, AnswerMissing, AnswerAmiss, AlreadySigned,
            NothingToSign: see `balai.apps.cases.refusals`.
    """
    story = records.load_story(case_id)
    if already_done(case_id, ending.key, actor.id, Kind.TASK_DONE, Kind.SIGNED):
        return []
    _check_place(story, ending, actor)
    given = answers_of(story, ending)
    if story.registry is not None:
        story.registry.given = given
    with refusing():
        act = act_of(story, ending, given)
        events = decisions.act_on(story.service, story.state, act, facts=story.facts, actor=actor, at=now)
    contents = [] if ending.cosign else _contents_of(story, events[0].seq, ending, given, actor)
    repeated = [] if ending.cosign else repeated_evidence(story.case.id, pictures_of(story, ending, given))
    if repeated:
        events.append(
            records.note_event(story, Kind.EVIDENCE_REPEATED, at=now, step=ending.step, data={"earlier": repeated})
        )
    _write(story, events, contents, key=ending.key, now=now)
    return events


def already_done(case_id: int, key: UUID | None, by: int | None, *kinds: Kind) -> bool:
    """Whether this act of this person, which `key` names, has been recorded. Ask only while the case is locked.

    Raises:
        FormUsedUp: the key belongs to another act: another case, person, or kind of event.
    """
    earlier = models.Event.objects.filter(key=key).first() if key else None
    if earlier is None:
        return False
    same_person = earlier.by_id == by or earlier.role == REPORTER
    if earlier.case_id != case_id or not same_person or earlier.kind not in kinds:
        raise FormUsedUp
    return True


def _check_place(story: records.Story, ending: Ending, actor: Actor) -> None:
    """The task must lie with the actor's organisation or below it, and the chosen one must be on offer."""
    task = story.state.tasks.get(ending.step)
    if task is None:
        raise StepNotOpen
    working = actor.role in WORKING_ROLES and may_work_on(actor, task.organisation)
    if actor.role != REPORTER and not working:
        raise NotYours
    outcome = story.service.step(ending.step).outcome(ending.outcome)
    if (
        outcome
        and outcome.choose
        and ending.organisation
        and not may_choose(ending.organisation, choose=outcome.choose, holder=task.organisation)
    ):
        raise OrganisationNeeded


def _audience(story: records.Story, ending: Ending, actor: Actor) -> models.Audience:
    """Why a case ended and what shows the work is for everyone; a reporter's words and the offices' own are not."""
    outcome = story.service.step(ending.step).outcome(ending.outcome)
    if actor.role == REPORTER:
        return models.Audience.REPORTER
    shown = outcome is not None and (outcome.end or Need.EVIDENCE in outcome.needs)
    return models.Audience.PUBLIC if shown else models.Audience.OFFICERS


def _contents_of(
    story: records.Story, seq: int, ending: Ending, given: Mapping[str, Any], actor: Actor
) -> list[models.Content]:
    """The words, files, receipt and answers of an ending, each for those who may read it."""
    rows = _contents(story, seq, ending.words, ending.files, audience=_audience(story, ending, actor))
    rows += answer_rows(story, seq, ending, given, of_reporter=actor.role == REPORTER)
    return rows


def _contents(
    story: records.Story, seq: int, words: str, files: Sequence[int], *, audience: models.Audience
) -> list[models.Content]:
    rows = [
        models.Content(case=story.case, seq=seq, question=EVIDENCE, file_id=number, audience=audience)
        for number in files
    ]
    if words.strip():
        rows.append(models.Content(case=story.case, seq=seq, question="words", text=words.strip(), audience=audience))
    return rows


def _write(
    story: records.Story, events: list[Event], contents: list[models.Content], *, now: datetime, key: UUID | None = None
) -> None:
    records.append(story, events, key=key)
    if contents:
        models.Content.objects.bulk_create(contents)
    announce(story, events, now=now)


@transaction.atomic
def start_work(*, case_id: int, step: str, actor: Actor, now: datetime, key: UUID | None = None) -> list[Event]:
    """Say that work has begun; a second click changes nothing.

    Raises:
        StepNotOpen, NotYours.
    """
    story = records.load_story(case_id)
    if already_done(case_id, key, actor.id, Kind.TASK_STARTED):
        return []
    _check_place(story, Ending(step, ""), actor)
    with refusing():
        events = decisions.start(story.service, story.state, step, actor=actor, at=now)
    _write(story, events, [], key=key, now=now)
    return events


@transaction.atomic
def assign_task(
    *, case_id: int, step: str, assignee: User, actor: Actor, now: datetime, key: UUID | None = None
) -> list[Event]:
    """Hand an open step to one person who may do it.

    Raises:
        StepNotOpen, NotYours, NotTheirs.
    """
    story = records.load_story(case_id)
    if already_done(case_id, key, actor.id, Kind.TASK_ASSIGNED):
        return []
    _check_place(story, Ending(step, ""), actor)
    if actor.role not in ASSIGNING_ROLES:
        raise NotYours
    unit, today = story.state.tasks[step].organisation, now.astimezone(city_zone()).date()
    if not may_be_given(assignee, story.service.step(step), unit, day=today):
        raise NotTheirs
    with refusing():
        events = decisions.assign(story.service, story.state, step, assignee=assignee.id, actor=actor, at=now)
    _write(story, events, [], key=key, now=now)
    return events


@transaction.atomic
def ask_reporter(
    *, case_id: int, step: str, words: str, actor: Actor, now: datetime, key: UUID | None = None
) -> list[Event]:
    """Ask the citizen something; the promise is paused until the answer.

    Raises:
        StepNotOpen, NotYours, AlreadyAsked, WordsNeeded.
    """
    story = records.load_story(case_id)
    if already_done(case_id, key, actor.id, Kind.REPORTER_ASKED):
        return []
    _check_place(story, Ending(step, ""), actor)
    with refusing():
        if not words.strip():
            raise decisions.NotPossible("words_needed")
        events = clocks.ask_reporter(story.service, story.state, step, facts=story.facts, actor=actor, at=now)
    contents = _contents(story, events[0].seq, words, (), audience=models.Audience.REPORTER)
    _write(story, events, contents, key=key, now=now)
    return events


@transaction.atomic
def answer_city(
    *, case_id: int, words: str, files: tuple[int, ...], by: User | None, now: datetime, key: UUID | None = None
) -> list[Event]:
    """The citizen's answer; paused promises run on with the time they had left.

    Raises:
        NothingAsked, WordsNeeded.
    """
    story = records.load_story(case_id)
    if already_done(case_id, key, by.id if by else None, Kind.REPORTER_ANSWERED):
        return []
    actor = Actor(by.id if by else None, REPORTER)
    with refusing():
        if not words.strip() and not files:
            raise decisions.NotPossible("words_needed")
        events = clocks.answer_city(story.service, story.state, facts=story.facts, actor=actor, at=now)
    contents = _contents(story, events[0].seq, words, files, audience=models.Audience.REPORTER)
    _write(story, events, contents, key=key, now=now)
    return events


@transaction.atomic
def extend_promise(
    *, case_id: int, step: str, words: str, actor: Actor, now: datetime, key: UUID | None = None
) -> list[Event]:
    """Give a promise its one extension; the reason is told to the citizen.

    Raises:
        StepNotOpen, NotYours, NoExtension, UsedUp, ReasonNeeded.
    """
    story = records.load_story(case_id)
    if already_done(case_id, key, actor.id, Kind.PROMISE_EXTENDED):
        return []
    _check_place(story, Ending(step, ""), actor)
    with refusing():
        reason = "words" if words.strip() else ""
        events = clocks.extend(story.service, story.state, step, facts=story.facts, actor=actor, at=now, reason=reason)
    contents = _contents(story, events[0].seq, words, (), audience=models.Audience.PUBLIC)
    _write(story, events, contents, key=key, now=now)
    return events


@transaction.atomic
def add_note(*, case_id: int, words: str, actor: Actor, now: datetime, key: UUID | None = None) -> list[Event]:
    """A note that only officers read.

    Raises:
        WordsNeeded, NotYours.
    """
    story = records.load_story(case_id)
    if already_done(case_id, key, actor.id, Kind.NOTED):
        return []
    if actor.role not in WORKING_ROLES or not may_take_part(story.case, actor):
        raise NotYours
    with refusing():
        if not words.strip():
            raise decisions.NotPossible("words_needed")
    event = records.note_event(story, Kind.NOTED, at=now, by=actor.id, role=actor.role, organisation=actor.organisation)
    contents = _contents(story, event.seq, words, (), audience=models.Audience.OFFICERS)
    _write(story, [event], contents, key=key, now=now)
    return [event]
