"""What another system says about a case that it handles with us: words, a withdrawal, a closing."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from balai.apps.cases import models, records
from balai.apps.cases.actions.working import already_done
from balai.apps.cases.messages import announce
from balai.apps.cases.refusals import refusing
from balai.engines.casework.decisions import CITY, Act, act_on
from balai.engines.casework.definition import REPORTER, PublicState, Step
from balai.engines.casework.story import Event, Kind
from balai.engines.casework.writing import StoryWriter

NEIGHBOUR = "neighbour"
"""The role in a story of another system that handles the same case."""


@transaction.atomic
def hear_words(*, case_id: int, source: str, words: str, from_reporter: bool, now: datetime, key: UUID) -> list[Event]:
    """Keep what the reporter or an officer of the neighbour wrote there; the same `key` again changes nothing.

    A reporter's words are for the reporter and the offices, an officer's for the offices.
    """
    story = records.load_story(case_id)
    if already_done(case_id, key, None, Kind.NOTED):
        return []
    event = _note(story, source, now)
    audience = models.Audience.REPORTER if from_reporter else models.Audience.OFFICERS
    _write(story, [event], words, audience, key=key, now=now)
    return [event]


@transaction.atomic
def keep_private(*, case_id: int, now: datetime) -> list[Event]:
    """The neighbour's reporter wants secrecy now: the case is for nobody else's eyes. Saying it twice is one event."""
    story = records.load_story(case_id)
    if not story.case.is_public:
        return []
    event = records.note_event(story, Kind.VISIBILITY_CHANGED, at=now, role=REPORTER, data={"public": False})
    records.append(story, [event])
    return [event]


@transaction.atomic
def withdraw_case(*, case_id: int, source: str, words: str, now: datetime, key: UUID) -> list[Event]:
    """The neighbour has sent the case on to somebody else: whatever is open here ends, and the case is refused.

    A case that is closed already stays as it is; the withdrawal is kept as a note. The neighbour's words are for the
    reporter and the offices: nobody here has read them.
    """
    story = records.load_story(case_id)
    if already_done(case_id, key, None, Kind.NOTED):
        return []
    events = [_note(story, source, now)]
    if story.state.is_open:
        writer = StoryWriter(story.service, story.state, story.facts, now)
        writer.end(PublicState.REFUSED, CITY)
        events += writer.events
    _write(story, events, words, models.Audience.REPORTER, key=key, now=now)
    return events


@transaction.atomic
def close_review(*, case_id: int, source: str, words: str, now: datetime, key: UUID) -> list[Event]:
    """The neighbour has closed the case: the reporter's own turn ends as if its time had run out.

    Work that is not finished goes on: what was promised here is not ended by somebody else's date.

    Raises:
        UnknownOutcome: never for a sound service file.
    """
    story = records.load_story(case_id)
    if already_done(case_id, key, None, Kind.NOTED):
        return []
    events = [_note(story, source, now)]
    for step in reporters_turns(story):
        if step.promise and step.outcome(step.promise.late):
            with refusing():
                act = Act(step.id, step.promise.late)
                events += act_on(story.service, story.state, act, facts=story.facts, actor=CITY, at=now)
    _write(story, events, words, models.Audience.OFFICERS, key=key, now=now)
    return events


def reporters_turns(story: records.Story) -> list[Step]:
    """The open steps that wait for the reporter."""
    return [step for step in story.service.steps if step.id in story.state.tasks and REPORTER in step.by]


def _note(story: records.Story, source: str, now: datetime) -> Event:
    return records.note_event(story, Kind.NOTED, at=now, role=NEIGHBOUR, data={"source": source})


def _write(
    story: records.Story, events: list[Event], words: str, audience: models.Audience, *, now: datetime, key: UUID
) -> None:
    records.append(story, events, key=key)
    if words.strip():
        models.Content.objects.create(
            case=story.case, seq=events[0].seq, question="words", text=words.strip(), audience=audience
        )
    announce(story, events, now=now)
