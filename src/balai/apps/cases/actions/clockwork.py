"""What the clock brings by itself: late promises, escalations, outcomes that hold when nobody answered."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F

from balai.apps.cases import models, records
from balai.apps.cases.messages import announce
from balai.engines.casework import clocks
from balai.engines.casework.story import Event

BATCH = 500


def due_case_ids(now: datetime) -> list[int]:
    """At most BATCH cases of each kind whose time has run out unseen, the longest overdue first.

    A promise on a step, the time for an answer, the promise on the whole case: one statement and one index for each.
    """
    tasks = models.Task.objects.filter(is_late=False, paused_at__isnull=True, due_at__lt=now)
    late = tasks.order_by(F("due_at").asc(), "id").values_list("case_id", flat=True)[:BATCH]
    asked = models.Task.objects.filter(answer_by__lt=now)
    unanswered = asked.order_by(F("answer_by").asc(), "id").values_list("case_id", flat=True)[:BATCH]
    whole = models.Case.objects.filter(case_due_at__lt=now)
    late_as_a_whole = whole.order_by(F("case_due_at").asc(), "id").values_list("id", flat=True)[:BATCH]
    return list(dict.fromkeys([*late, *unanswered, *late_as_a_whole]))


@transaction.atomic
def tick_case(*, case_id: int, now: datetime) -> list[Event]:
    """Let the clock act on one case. Doing it twice changes nothing."""
    story = records.load_story(case_id)
    events = clocks.tick(story.service, story.state, facts=story.facts, at=now)
    if events:
        records.append(story, events)
        announce(story, events, now=now)
    return events
