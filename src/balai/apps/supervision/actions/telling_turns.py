"""Keeps the turns, and the figures made of them, in step with the stories. Doing it twice changes nothing."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from balai.apps.cases.service import CaseTurns, cases_changed_between, organisation_id, story_mark, turns_of
from balai.apps.supervision.models import Progress, Turn
from balai.apps.supervision.rules import HOLDING_DAYS, TURNS_KEPT

TURNS = "turns"
EVENTS_AT_ONCE = 5_000
CASES_AT_ONCE = 500
STEPS_A_RUN = 40
"""A run reads at most so many times EVENTS_AT_ONCE events; what is left waits for the next run."""


def follow_stories(*, now: datetime) -> int:
    """Bring the turns up to the newest event; how many cases were told anew.

    Begins where the run before the last one ended: an event that was being written then is seen now. What the last
    run has told already is told again only then.
    """
    progress, _ = Progress.objects.get_or_create(name=TURNS)
    begin, told = progress.before, 0
    newest = story_mark().newest
    for _step in range(STEPS_A_RUN):
        up_to = min(begin + EVENTS_AT_ONCE, newest)
        cases = cases_changed_between(after=begin, up_to=up_to)
        for first in range(0, len(cases), CASES_AT_ONCE):
            _tell(cases[first : first + CASES_AT_ONCE], now)
        told, begin = told + len(cases), up_to
        if begin >= newest:
            break
    # While the whole past is read for the first time, nothing is written late: only the newest end is read twice.
    caught_up = begin >= newest
    progress.before = min(max(progress.reached, progress.before), begin) if caught_up else begin
    progress.reached, progress.at = begin, now
    progress.save()
    return told


@transaction.atomic
def _tell(case_ids: list[int], now: datetime) -> None:
    rows = [row for told in turns_of(case_ids) for row in _rows(told, now)]
    Turn.objects.filter(case_id__in=case_ids).delete()
    Turn.objects.bulk_create(rows, batch_size=2_000)


def _rows(told: CaseTurns, now: datetime) -> list[Turn]:
    kept_since = now - TURNS_KEPT
    return [
        Turn(
            case_id=told.case_id,
            seq=turn.seq,
            step=turn.step,
            organisation_id=organisation_id(turn.organisation),
            hand=turn.hand,
            field_work=turn.step in told.field_steps,
            began_at=turn.began,
            ended_at=turn.ended,
            ended_by_id=turn.by,
            outcome=turn.outcome,
            seconds=int(turn.held(turn.ended).total_seconds()) if turn.ended else None,
        )
        for turn in told.turns
        if turn.ended is None or turn.ended >= kept_since
    ]


_HOLDINGS = """
INSERT INTO supervision_holding (organisation_id, cases, median_hours, ninth_hours, longest_hours, passed, at)
SELECT organisation_id, count(*),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY hours), percentile_cont(0.9) WITHIN GROUP (ORDER BY hours),
       max(hours), count(*) FILTER (WHERE hand >= %(passed)s), %(now)s
FROM (
    SELECT organisation_id, case_id, sum(seconds) / 3600.0 AS hours, max(hand) AS hand
    FROM supervision_turn
    WHERE ended_at >= %(since)s AND organisation_id IS NOT NULL
    GROUP BY organisation_id, case_id
) AS held
GROUP BY organisation_id
"""


@transaction.atomic
def count_holdings(*, passed: int, now: datetime) -> None:
    """Make the kept figures about hands anew, from the turns that ended in the last weeks."""
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM supervision_holding")
        cursor.execute(_HOLDINGS, {"now": now, "since": now - HOLDING_DAYS, "passed": passed})


def forget_turns(*, now: datetime) -> int:
    """Forget turns that ended long ago: no figure looks back so far, and the stories keep them. How many."""
    return Turn.objects.filter(ended_at__lt=now - TURNS_KEPT).delete()[0]
