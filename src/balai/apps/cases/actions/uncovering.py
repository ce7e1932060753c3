"""An officer looks at what was covered: only with a reason, and never unseen."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from balai.apps.cases import models, records
from balai.apps.cases.actions.revealing import same_look
from balai.apps.cases.messages import announce
from balai.apps.cases.refusals import NotYours
from balai.apps.cases.rules import may_look_at_reporter
from balai.base.audit.actions import record_disclosure
from balai.base.files.models import StoredFile
from balai.base.people.models import Organisation, User
from balai.engines.casework.decisions import Actor
from balai.engines.casework.story import Kind


@dataclass(frozen=True, slots=True)
class SeenOriginal:
    """A piece of content as it was before anything of it was covered. Never printed."""

    seq: int
    question: str
    text: str = field(repr=False)
    data: Any = field(repr=False)
    file: StoredFile | None


@transaction.atomic
def see_originals(
    *, case_id: int, reason: str, words: str, actor: Actor, by: User, now: datetime, key: UUID | None = None
) -> list[SeenOriginal]:
    """Show an officer what was covered in a case; the look is recorded, and the reporter is told.

    `reason` is a code of `DisclosureReason`, `words` says more. The database gives the originals out only against
    the record, so that no other way leads to them.

    Raises:
        ReasonMissing: no known reason, or too few words.
        NotYours: the role may not look, or the case has gone to another office.
        FormUsedUp: this form has been sent before, and not just now by the same person.
    """
    story = records.load_story(case_id)
    if not may_look_at_reporter(story.case, actor):
        raise NotYours
    again = same_look(case_id, by, now, key, Kind.ORIGINAL_SEEN)
    look = record_disclosure(
        by=by,
        organisation=Organisation.objects.get(code=actor.organisation),
        about=models.Reporter.objects.select_related("user").get(case_id=case_id).user,
        reference=story.case.reference,
        reason=reason,
        words=words,
        now=now,
    )
    if not again:
        who = {"by": by.id, "role": actor.role, "organisation": actor.organisation}
        event = records.note_event(story, Kind.ORIGINAL_SEEN, at=now, data={"reason": reason}, **who)
        records.append(story, [event], key=key)
        models.Content.objects.create(
            case=story.case, seq=event.seq, question="words", text=words.strip(), audience=models.Audience.REPORTER
        )
        announce(story, [event], now=now)
    return _uncovered(case_id, look.pk, now)


def _uncovered(case_id: int, look: int, now: datetime) -> list[SeenOriginal]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT content_id, text, data::text, file_id FROM cases_uncover(%s, %s, %s)", [case_id, look, now]
        )
        rows = cursor.fetchall()
    pieces = models.Content.objects.in_bulk([row[0] for row in rows])
    files = StoredFile.objects.in_bulk([row[3] for row in rows if row[3]])
    return [
        SeenOriginal(
            pieces[number].seq, pieces[number].question, text, json.loads(data) if data else None, files.get(file)
        )
        for number, text, data, file in rows
    ]
