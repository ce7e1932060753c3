"""An officer looks at who reported: only with a reason, and never unseen."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balai.apps.cases import models, records
from balai.apps.cases.refusals import NotYours, ReasonNeeded
from balai.apps.cases.rules import REVEALING_ROLES
from balai.base.audit.actions import record_disclosure
from balai.base.people.models import User
from balai.engines.casework.decisions import Actor
from balai.engines.casework.story import Kind


@transaction.atomic
def reveal_reporter(*, case_id: int, words: str, actor: Actor, by: User, now: datetime) -> models.Reporter:
    """Show the reporter's identity to an officer; the look is recorded and the reporter can see it.

    Raises:
        ReasonNeeded: no reason was written.
        NotYours: the role may not look.
    """
    if actor.role not in REVEALING_ROLES:
        raise NotYours
    if not words.strip():
        raise ReasonNeeded
    story = records.load_story(case_id)
    reporter = models.Reporter.objects.select_related("user").get(case_id=case_id)
    event = records.note_event(
        story, Kind.IDENTITY_REVEALED, at=now, by=by.id, role=actor.role, organisation=actor.organisation
    )
    records.append(story, [event])
    models.Content.objects.create(
        case=story.case, seq=event.seq, question="words", text=words.strip(), audience=models.Audience.REPORTER
    )
    record_disclosure(
        by=by,
        organisation=actor.organisation,
        about=reporter.user,
        reference=story.case.reference,
        purpose="case",
        words=words.strip(),
        now=now,
    )
    return reporter
