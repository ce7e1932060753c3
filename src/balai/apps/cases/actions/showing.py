"""Whether everyone may read a case: officers may take it out of the public's sight, and put it back."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from balai.apps.cases import models, records
from balai.apps.cases.actions.working import already_done
from balai.apps.cases.messages import announce
from balai.apps.cases.refusals import NeverPublic, NotYours, WordsNeeded
from balai.apps.cases.rules import HIDING_ROLES, may_take_part
from balai.engines.casework.decisions import Actor
from balai.engines.casework.definition import REPORTER
from balai.engines.casework.story import Event, Kind


@transaction.atomic
def change_visibility(
    *, case_id: int, is_public: bool, words: str, actor: Actor, now: datetime, key: UUID | None = None
) -> list[Event]:
    """Hide a public case, or show again one that an office has hidden; the reason is told to the reporter.

    What the reporter chose to keep private stays private. Saying what already holds is no event.

    Raises:
        NotYours, WordsNeeded, NeverPublic, FormUsedUp.
    """
    story = records.load_story(case_id)
    if already_done(case_id, key, actor.id, Kind.VISIBILITY_CHANGED) or story.case.is_public is is_public:
        return []
    if actor.role not in HIDING_ROLES or not may_take_part(story.case, actor):
        raise NotYours
    if not words.strip():
        raise WordsNeeded
    if is_public and not was_hidden(case_id):
        raise NeverPublic
    event = records.note_event(
        story,
        Kind.VISIBILITY_CHANGED,
        at=now,
        by=actor.id,
        role=actor.role,
        organisation=actor.organisation,
        data={"public": is_public},
    )
    records.append(story, [event], key=key)
    models.Content.objects.create(
        case=story.case, seq=event.seq, question="words", text=words.strip(), audience=models.Audience.REPORTER
    )
    announce(story, [event], now=now)
    return [event]


def was_hidden(case_id: int) -> bool:
    """Whether the case was public until an office hid it, and not its reporter."""
    changes = models.Event.objects.filter(case_id=case_id, kind=Kind.VISIBILITY_CHANGED)
    last = changes.order_by("-seq").first()
    return last is not None and last.role != REPORTER and not last.data.get("public", True)
