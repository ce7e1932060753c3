"""An officer looks at who reported: only with a reason, and never unseen."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from balai.apps.cases import models, records
from balai.apps.cases.messages import announce
from balai.apps.cases.refusals import FormUsedUp, NotYours
from balai.apps.cases.rules import may_look_at_answers, may_look_at_reporter
from balai.base.audit.actions import record_disclosure
from balai.base.people.models import Organisation, User
from balai.engines.casework.decisions import Actor
from balai.engines.casework.story import Kind

SAME_LOOK = timedelta(minutes=5)
"""How long the same form sent again counts as the same look."""


@transaction.atomic
def reveal_reporter(
    *, case_id: int, reason: str, words: str, actor: Actor, by: User, now: datetime, key: UUID | None = None
) -> models.Reporter:
    """Show the reporter's identity to an officer; the look is recorded, and the reporter is told.

    `reason` is a code of `DisclosureReason`, `words` says more.

    Raises:
        ReasonMissing: no known reason, or too few words.
        NotYours: the role may not look, or the case has gone to another office.
        FormUsedUp: this form has been sent before, and not just now by the same person.
    """
    story = records.load_story(case_id)
    if not may_look_at_reporter(story.case, actor) and not may_look_at_answers(story.case, story.service, actor):
        raise NotYours
    reporter = models.Reporter.objects.select_related("user").get(case_id=case_id)
    if same_look(case_id, by, now, key, Kind.IDENTITY_REVEALED):
        return reporter
    record_disclosure(
        by=by,
        organisation=Organisation.objects.get(code=actor.organisation),
        about=reporter.user,
        reference=story.case.reference,
        reason=reason,
        words=words,
        now=now,
    )
    who = {"by": by.id, "role": actor.role, "organisation": actor.organisation}
    event = records.note_event(story, Kind.IDENTITY_REVEALED, at=now, data={"reason": reason}, **who)
    records.append(story, [event], key=key)
    models.Content.objects.create(
        case=story.case, seq=event.seq, question="words", text=words.strip(), audience=models.Audience.REPORTER
    )
    announce(story, [event], reporter=reporter, now=now)
    return reporter


def same_look(case_id: int, by: User, now: datetime, key: UUID | None, kind: Kind) -> bool:
    """Whether this is a double click; an old form is no key to look again unseen.

    Raises:
        FormUsedUp: the key belongs to another act, or to a look of some time ago.
    """
    earlier = models.Event.objects.filter(key=key).first() if key else None
    if earlier is None:
        return False
    if (earlier.case_id, earlier.by_id, earlier.kind) != (case_id, by.id, kind):
        raise FormUsedUp
    if now - earlier.at > SAME_LOOK:
        raise FormUsedUp
    return True
