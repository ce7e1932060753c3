"""Each promise of a case is stated with the act that made, kept or broke it, and forgotten with the case's words."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import transaction

from balai.apps.cases.actions.clockwork import tick_case
from balai.apps.cases.actions.erasing import erase_content
from balai.apps.cases.models import Event
from balai.apps.cases.promises_said import SAID, subject_of
from balai.apps.cases.tests.samples import NOW, colleague, end, finish_work, report
from balai.apps.transparency.models import Entry, Statement
from balai.apps.transparency.service import evidence_of, sequence, statements_about
from balai.engines.casework.story import Kind

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("jakarta")]


def kinds(case_id: int) -> list[str]:
    return [one.kind for one in statements_about(subject_of(case_id))]


def test_the_way_of_a_report_is_in_the_log() -> None:
    case, officer = report(), colleague("officer")
    assert set(kinds(case.id)) == {"promise.opened"}
    finish_work(case.id, officer)
    end(case.id, colleague("verifier", "biro-pemerintahan"), "verify", "confirm")
    end(case.id, None, "review", "satisfied", rating=5)
    said = kinds(case.id)
    assert said.count("promise.answered") == 4
    assert said[-1] == "case.closed"
    records = [one.record for one in statements_about(subject_of(case.id)) if one.record]
    assert all(Event.objects.filter(case_id=case.id, seq=record["seq"]).exists() for record in records)


def test_a_late_promise_is_in_the_log_with_its_event() -> None:
    case = report()
    tick_case(case_id=case.id, now=NOW + timedelta(days=3))
    assert "promise.late" in kinds(case.id)
    assert Event.objects.filter(case_id=case.id, kind=Kind.PROMISE_LATE).exists()


def test_a_late_case_a_reopening_and_what_was_never_answered_are_in_the_log() -> None:
    late, officer = report(), colleague("officer")
    tick_case(case_id=late.id, now=NOW + timedelta(days=30))
    events = Event.objects.filter(case_id=late.id, kind__in=(Kind.PROMISE_LATE, Kind.CASE_LATE))
    assert {event.kind for event in events} == {Kind.PROMISE_LATE, Kind.CASE_LATE}
    assert kinds(late.id).count("promise.late") == events.count()
    again = report()
    finish_work(again.id, officer)
    end(again.id, colleague("verifier", "biro-pemerintahan"), "verify", "confirm")
    end(again.id, None, "review", "reopen", words="Lubangnya masih ada di sana")
    assert kinds(again.id).count("case.reopened") == 1


def test_every_event_of_a_promise_has_its_word_in_the_log() -> None:
    """What is not stated: looks and words about a case, and steps on the way that promise nothing by themselves."""
    unsaid = set(Kind) - set(SAID)
    assert unsaid == {
        Kind.TASK_SKIPPED, Kind.TASK_ASSIGNED, Kind.TASK_STARTED, Kind.SIGNED, Kind.DOCUMENT_ISSUED, Kind.ESCALATED,
        Kind.NOTED, Kind.SUPPORTED, Kind.EVIDENCE_REPEATED, Kind.IDENTITY_REVEALED, Kind.VISIBILITY_CHANGED,
        Kind.ERASED, Kind.REDACTED, Kind.ORIGINAL_SEEN,
    }  # fmt: skip


def test_an_act_that_is_undone_was_never_said() -> None:
    case = report()
    before = Statement.objects.count()
    with transaction.atomic():
        end(case.id, colleague("officer"), "intake", "accept")
        transaction.set_rollback(True)
    assert Statement.objects.count() == before


def test_the_log_says_nothing_of_anybody() -> None:
    case = report()
    sequence(now=NOW)
    bodies = [json.loads(bytes(body)) for body in Entry.objects.values_list("body", flat=True)]
    promised = [body for body in bodies if body["kind"] == "promise.opened"]
    assert promised
    assert all(set(body) == {"kind", "at", "commitment"} for body in promised)
    assert all(body["at"].endswith(":00:00+00:00") for body in promised)
    assert case.reference not in str(bodies)
    assert {"service.activated"} == {body["kind"] for body in bodies} - {"promise.opened"}


def test_what_opens_a_commitment_goes_with_the_words() -> None:
    case = report()
    sequence(now=NOW)
    assert all(one.record for one in evidence_of(statements_about(subject_of(case.id))))
    entries = list(Entry.objects.order_by("index").values_list("body", flat=True))
    erase_content(case_id=case.id, reason="citizen_right", by=None, now=NOW)
    assert not any(one.record or one.nonce for one in statements_about(subject_of(case.id)) if one.kind != "erased")
    assert list(Entry.objects.order_by("index").values_list("body", flat=True)) == entries
