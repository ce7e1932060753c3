"""A street food stall's permit, from the application to the document: fee, two reviews, signed minutes, deemed approval."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from balai.apps.cases.actions.clockwork import tick_case
from balai.apps.cases.documents import is_its_code, sha256_of
from balai.apps.cases.models import Audience, Case, Event
from balai.apps.cases.references import check_code
from balai.apps.cases.refusals import AlreadySigned, AnswerMissing, NotEligible, NothingToSign, NotYours, ReceiptNeeded
from balai.apps.cases.tests.samples import NOW, Colleague, picture
from balai.apps.cases.tests.travels import (
    HEALTH_CENTRE,
    PTSP,
    SMALL_BUSINESS,
    act,
    ask,
    citizen,
    colleague,
    contents_of,
    kinds_of,
    open_steps,
    paper_of,
    state_of,
)

pytestmark = pytest.mark.usefixtures("jakarta")
APPLICATION: dict[str, Any] = {
    "jakarta_card": True,
    "adult": True,
    "stall": "temporary",
    "sells": ["meals", "drinks"],
    "alcohol": False,
    "stall_name": "Soto Bu Siti",
    "name": "Siti Nur Rahma",
    "nik": "3171064101900001",
    "handlers": [{"handler_name": "Siti", "handler_trained": True}, {"handler_name": "Budi", "handler_trained": False}],
}
MINUTES = {"inspected_on": "2026-12-01", "found": "as_stated", "water": True, "waste": True}


def applied(**changes: Any) -> int:
    """An application whose file is complete."""
    case = ask("permit.food_stall", {**APPLICATION, **changes}, citizen()).id
    act(case, colleague("officer", PTSP), "completeness", "complete")
    return case


def reviewed(case: int) -> tuple[Colleague, Colleague]:
    """Both reviews are done; two inspectors are ready."""
    one, other = colleague("officer", SMALL_BUSINESS), colleague("officer", SMALL_BUSINESS)
    act(case, one, "site_review", "fit", answers={"stall_number": "A-12"})
    act(case, colleague("officer", HEALTH_CENTRE), "health_review", "fit", answers={"training_needed": False})
    return one, other


def sign(case: int, who: Colleague, **changes: Any) -> None:
    files = changes.pop("files", None) or (picture(who.user),)
    act(case, who, "inspection", "minutes", answers={**MINUTES, **changes}, files=files)


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"jakarta_card": False}, "KTP Jakarta"), ({"adult": False}, "17 tahun"), ({"alcohol": True}, "beralkohol")],
)
def test_whom_the_permit_is_not_for_is_told_why(changes: dict[str, Any], words: str) -> None:
    with pytest.raises(NotEligible) as refusal:
        ask("permit.food_stall", {**APPLICATION, **changes}, citizen())
    assert words in str(refusal.value)
    assert not Case.objects.exists()


def test_the_fee_follows_from_the_answers_and_wants_a_receipt() -> None:
    case = applied()
    task = state_of(case).tasks["payment"]
    assert (task.fee, task.organisation) == (120_000, "")
    with pytest.raises(ReceiptNeeded):
        act(case, None, "payment", "paid")
    act(case, None, "payment", "paid", receipt="DKI 2026-11-23/0042")
    assert open_steps(case) == {"site_review", "health_review"}
    done = Event.objects.get(case=case, kind="task_done", step="payment")
    assert "2026-11-23/0042" not in str(done.data)  # four digits alone may stand in a hash
    assert len(done.data["receipt"]) == 64
    (receipt,) = contents_of(case, "receipt")
    assert (receipt.text, receipt.audience) == ("DKI 2026-11-23/0042", Audience.REPORTER)


def test_who_moves_about_pays_nothing_and_is_not_asked_to() -> None:
    case = applied(stall="mobile")
    assert open_steps(case) == {"site_review", "health_review"}
    assert "task_skipped" in kinds_of(case)


def test_an_unpaid_application_ends_by_itself() -> None:
    case = applied()
    tick_case(case_id=case, now=NOW + timedelta(days=15))
    assert not state_of(case).is_open


def test_a_late_review_is_deemed_agreed_and_not_a_minute_before() -> None:
    case = applied(stall="mobile")
    act(case, colleague("officer", SMALL_BUSINESS), "site_review", "fit", answers={"stall_number": "7"})
    due = state_of(case).tasks["health_review"].due
    assert due is not None
    assert tick_case(case_id=case, now=due) == []
    tick_case(case_id=case, now=due + timedelta(seconds=1))
    assert open_steps(case) == {"inspection"}
    deemed = Event.objects.get(case=case, step="health_review", kind="task_done")
    assert (deemed.outcome, deemed.role, deemed.by) == ("deemed", "city", None)


def test_minutes_take_effect_when_two_people_have_signed_the_same() -> None:
    case = applied(stall="mobile")
    one, other = reviewed(case)
    photo = (picture(one.user),)
    sign(case, one, files=photo)
    assert open_steps(case) == {"inspection"}
    with pytest.raises(AlreadySigned):
        sign(case, one, files=photo)
    digest = state_of(case).tasks["inspection"].signatures[0].digest
    with pytest.raises(NothingToSign):
        act(case, other, "inspection", "minutes", cosign="0" * 64)
    act(case, other, "inspection", "minutes", cosign=digest)
    assert open_steps(case) == {"decision"}
    state = state_of(case)
    done = state.last_completion("inspection")
    assert done is not None
    assert done.signers == {one.user.id, other.user.id}
    assert state.answers["inspected_on"] == "2026-12-01"


def test_other_answers_are_other_minutes() -> None:
    case = applied(stall="mobile")
    one, other = reviewed(case)
    photo = (picture(one.user),)
    sign(case, one, files=photo)
    sign(case, other, files=photo, waste=False)
    assert open_steps(case) == {"inspection"}
    assert len(state_of(case).tasks["inspection"].signatures) == 2


def test_whoever_signed_the_minutes_does_not_decide() -> None:
    case = applied(stall="mobile")
    one, other = reviewed(case)
    photo = (picture(one.user),)
    sign(case, one, files=photo)
    sign(case, other, files=photo)
    judge = Colleague(other.user, "supervisor", PTSP)
    with pytest.raises(NotYours):
        act(case, judge, "decision", "issue")


def test_what_a_step_asks_must_be_answered() -> None:
    case = applied(stall="mobile")
    with pytest.raises(AnswerMissing):
        act(case, colleague("officer", SMALL_BUSINESS), "site_review", "fit")


def decided(**changes: Any) -> int:
    case = applied(**changes)
    if "payment" in open_steps(case):
        act(case, None, "payment", "paid", receipt="0042-77")
    one, other = reviewed(case)
    photo = (picture(one.user),)
    sign(case, one, files=photo)
    sign(case, other, files=photo)
    judge = colleague("supervisor", PTSP)
    act(case, judge, "decision", "issue", answers={"received": True, "conditions": "Lapak dibersihkan setiap hari."})
    return case


def test_the_permit_is_issued_and_can_be_checked() -> None:
    case = decided()
    state = state_of(case)
    assert (state.is_open, state.public_state) == (False, "done")
    (paper,) = state.documents
    assert paper.document == "food_stall_permit"
    assert (paper.issued_on.isoformat(), paper.valid_until) == ("2026-11-23", paper.issued_on.replace(year=2028))
    assert paper.number == f"{Case.objects.get(id=case).reference}-1"
    (content,) = contents_of(case, "document")
    assert (content.seq, content.audience) == (paper.seq, Audience.REPORTER)
    assert sha256_of(paper_of(case)) == paper.sha256
    for words in (
        "Siti Nur Rahma",
        "Soto Bu Siti",
        "A-12",
        "Lokasi sementara (loksem)",
        "Lapak dibersihkan",
        "Jakarta Pusat",
    ):
        assert words in paper_of(case)["body"]["id"]
    assert "Temporary site" in paper_of(case)["body"]["en"]
    assert "{" not in paper_of(case)["body"]["id"]
    code = check_code(paper.number)
    assert is_its_code(paper.number, code.lower().replace("-", " "))
    assert not is_its_code(f"{paper.number[:-1]}2", code)


def test_a_review_that_time_decided_leaves_no_empty_line_on_the_paper() -> None:
    case = applied(stall="mobile")
    act(case, colleague("officer", HEALTH_CENTRE), "health_review", "fit", answers={"training_needed": False})
    due = state_of(case).tasks["site_review"].due
    assert due is not None
    later = due + timedelta(seconds=1)
    tick_case(case_id=case, now=later)
    assert Case.objects.get(id=case).late == 1
    one, other = colleague("officer", SMALL_BUSINESS), colleague("officer", SMALL_BUSINESS)
    photo = (picture(one.user),)
    for who in (one, other):
        act(case, who, "inspection", "minutes", now=later, answers=MINUTES, files=photo)
    act(case, colleague("supervisor", PTSP), "decision", "issue", now=later)
    words = paper_of(case)["body"]
    assert "Siti Nur Rahma" in words["id"]
    assert not any(empty in words["id"] for empty in ("Nomor lapak", "Syarat", "–"))
    assert "Number of the stall" not in words["en"]


def test_a_refusal_says_why() -> None:
    case = applied(stall="mobile")
    act(case, colleague("officer", SMALL_BUSINESS), "site_review", "unfit", reason="site_full", words="Lokasi penuh.")
    state = state_of(case)
    assert (state.is_open, state.public_state) == (False, "refused")
    assert Event.objects.get(case=case, kind="task_done", step="site_review").data["reason"] == "site_full"


def test_nothing_personal_enters_the_story() -> None:
    case = decided()
    story = str(list(Event.objects.filter(case=case).values_list("data", flat=True)))
    for words in ("3171064101900001", "Siti", "Budi", "0042-77", "Lapak", "A-12"):
        assert words not in story
    opened = Event.objects.get(case=case, kind="opened")
    assert opened.data["answers"]["handlers"] == 2
