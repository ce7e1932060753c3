"""Support for a case that somebody else has opened, instead of the same again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from balai.apps.cases import models, records
from balai.apps.cases.messages import announce
from balai.apps.cases.references import person_key
from balai.apps.cases.refusals import NotSupportable
from balai.base.people.models import User
from balai.engines.casework import decisions


@transaction.atomic
def support_case(*, case_id: int, identity: str, by: User | None, now: datetime) -> bool:
    """Add one voice; the same person or device counts once. True when the voice is new.

    The voice with which a step has enough supporters ends it.

    Raises:
        NotSupportable: the case is closed or not public.
    """
    story = records.load_story(case_id)
    if not (story.case.is_open and story.case.is_public):
        raise NotSupportable
    voice = models.Follower(case=story.case, key=person_key(identity), user=by, at=now)
    before = models.Follower.objects.filter(case=story.case, key=voice.key).exists()
    if before:
        return False
    voice.save(force_insert=True)
    events = decisions.support(story.service, story.state, facts=story.facts, at=now)
    records.append(story, events)
    announce(story, events[1:], now=now)
    return True
