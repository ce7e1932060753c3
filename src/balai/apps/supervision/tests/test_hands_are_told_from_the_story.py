"""In whose hands a case was: its turns follow from the story, and hours go to whoever it waited for."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from balai.apps.cases.actions.working import answer_city, ask_reporter
from balai.apps.cases.service import turns_of
from balai.apps.cases.tests.desk import text
from balai.apps.cases.tests.samples import CIKINI_OFFICE, HOUR, NOW, VERIFIERS, colleague, end, report
from balai.apps.supervision.actions.telling_turns import follow_stories, forget_turns
from balai.apps.supervision.models import Holding, Progress, Turn
from balai.apps.supervision.queries.turns import passed_around
from balai.apps.supervision.rules import TURNS_KEPT
from balai.apps.supervision.tests.scenes import BINA_MARGA, finished, passed_on, supervisor, told

pytestmark = pytest.mark.usefixtures("jakarta")


def test_turns_hours_and_hands_of_a_case_that_is_passed_on() -> None:
    office, agency = colleague("officer"), colleague("officer", BINA_MARGA)
    case = report(now=NOW)
    passed_on(case, office, "intake", BINA_MARGA, NOW + 2 * HOUR)
    end(case.id, agency, "coordination", "accept", NOW + 5 * HOUR)
    turns = turns_of([case.id])[0].turns
    told_of = [(turn.step, turn.organisation, turn.hand, turn.held(NOW + 9 * HOUR) / HOUR) for turn in turns]
    assert told_of == [
        ("intake", CIKINI_OFFICE, 1, 2),
        ("coordination", BINA_MARGA, 2, 3),
        ("work", BINA_MARGA, 2, 4),
    ]
    assert (turns[0].by, turns[0].outcome) == (office.user.pk, "transfer")


def test_waiting_for_the_citizen_is_the_citizens_time() -> None:
    office = colleague("officer")
    case = report(now=NOW)
    ask_reporter(case_id=case.id, step="intake", words="Di mana?", actor=office.actor, now=NOW + HOUR)
    asked = turns_of([case.id])[0].turns[0]
    assert asked.held(NOW + 4 * HOUR) == HOUR
    answer_city(case_id=case.id, words="Di depan sekolah.", files=(), by=None, now=NOW + 5 * HOUR)
    end(case.id, office, "intake", "accept", NOW + 7 * HOUR)
    first = turns_of([case.id])[0].turns[0]
    assert (first.held(NOW + 99 * HOUR), first.waited) == (3 * HOUR, 4 * HOUR)


def test_the_reporters_turn_is_in_nobodys_office_and_closing_ends_all() -> None:
    office, verifier = colleague("officer"), colleague("verifier", VERIFIERS)
    case = finished(office, at=NOW, seed=4)
    end(case.id, verifier, "verify", "confirm", NOW + HOUR)
    end(case.id, None, "review", "satisfied", NOW + 2 * HOUR, rating=5)
    turns = turns_of([case.id])[0].turns
    assert [(turn.step, turn.organisation) for turn in turns][-1] == ("review", "")
    assert all(turn.ended for turn in turns)


def test_the_job_keeps_turns_in_step_and_twice_changes_nothing() -> None:
    office = colleague("officer")
    case = report(now=NOW)
    told()
    assert list(Turn.objects.values_list("step", "ended_at")) == [("intake", None)]
    end(case.id, office, "intake", "accept", NOW + HOUR)
    told(NOW + HOUR)
    kept = list(Turn.objects.order_by("seq").values_list("step", "seconds", "ended_by_id"))
    assert kept == [("intake", 3600, office.user.pk), ("work", None, None)]
    for _ in range(3):
        follow_stories(now=NOW + HOUR)
    assert list(Turn.objects.order_by("seq").values_list("step", "seconds", "ended_by_id")) == kept


def test_what_was_written_late_is_told_by_a_later_run() -> None:
    """An event with a lower number may be seen only after a higher one: a run begins before where the last one ended."""
    case = report(now=NOW)
    told()
    told()
    progress = Progress.objects.get()
    Turn.objects.filter(case_id=case.id).delete()
    Progress.objects.update(before=progress.reached - 1)
    follow_stories(now=NOW)
    assert Turn.objects.filter(case_id=case.id).exists()


def test_figures_of_an_organisation_count_a_case_once() -> None:
    office, agency = colleague("officer"), colleague("officer", BINA_MARGA)
    for hours in (1, 3, 8):
        case = report(now=NOW)
        passed_on(case, office, "intake", BINA_MARGA, NOW + hours * HOUR)
    end(case.id, agency, "coordination", "accept", NOW + 10 * HOUR)
    told(NOW + 11 * HOUR)
    held = Holding.objects.get(organisation__code=CIKINI_OFFICE)
    assert (held.cases, held.median_hours, held.longest_hours) == (3, 3.0, 8.0)
    assert round(held.ninth_hours, 1) == 7.0


def test_a_case_passed_around_shows_however_few_take_part() -> None:
    office, agency = colleague("officer"), colleague("officer", BINA_MARGA)
    case = report(now=NOW)
    passed_on(case, office, "intake", BINA_MARGA, NOW)
    for number in range(2):
        passed_on(case, agency, "coordination", CIKINI_OFFICE, NOW + (2 * number + 1) * HOUR)
        passed_on(case, office, "coordination", BINA_MARGA, NOW + (2 * number + 2) * HOUR)
    told(NOW + 9 * HOUR)
    who, client = supervisor("dki")
    (row,) = passed_around({turn.organisation_id for turn in Turn.objects.all() if turn.organisation_id}).rows
    assert (row.reference, row.hand) == (case.reference, 6)
    assert case.reference in text(client.get(reverse("supervision:hands")))
    page = text(client.get(reverse("supervision:hands_of_case", args=[case.reference])))
    assert "6 pairs of hands" in page
    hands = reverse("supervision:hands")
    assert case.reference in client.get(hands, {"format": "csv", "table": "passed"}).content.decode()
    turns = client.get(reverse("supervision:hands_of_case", args=[case.reference]), {"format": "csv"}).content.decode()
    assert len(turns.splitlines()) == 7
    assert who.organisation == "dki"


def test_turns_of_long_ago_are_forgotten() -> None:
    office = colleague("officer")
    old, young = finished(office, at=NOW - TURNS_KEPT - timedelta(days=2), seed=5), finished(office, at=NOW, seed=6)
    told(NOW - TURNS_KEPT)
    assert Turn.objects.filter(case_id=old.id, ended_at__isnull=False).exists()
    forget_turns(now=NOW)
    assert not Turn.objects.filter(case_id=old.id, ended_at__isnull=False).exists()
    told(NOW)
    assert Turn.objects.filter(case_id=young.id, ended_at__isnull=False).exists()
