"""Jakpreneur's seven steps are doors: any order, evidence behind each, some passed again and again."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest

from balai.apps.cases.actions.opening import Place
from balai.apps.cases.models import Audience, Case, Content
from balai.apps.cases.refusals import AnswerMissing, EvidenceNeeded, NotEligible
from balai.apps.cases.tests.samples import CIKINI, CIKINI_OFFICE, NOW, picture
from balai.apps.cases.tests.travels import (
    PTSP,
    SMALL_BUSINESS,
    act,
    ask,
    citizen,
    colleague,
    contents_of,
    open_steps,
    paper_of,
    state_of,
)

pytestmark = pytest.mark.usefixtures("jakarta")
ENROLMENT: dict[str, Any] = {
    "jakarta_card": True,
    "name": "Siti Nur Rahma",
    "nik": "3171064101900001",
    "sector": "culinary",
    "existing": False,
    "home": CIKINI,
    "plan": "Menjual soto dari rumah dan ke kantor di sekitar.",
}
DOORS = {"p1", "p2", "p3", "p4", "p5", "p6", "p7"}


def enrolled() -> int:
    return ask("programme.jakpreneur", ENROLMENT, citizen(), place=Place()).id


def evidence() -> tuple[int, ...]:
    return (picture(),)


def p1(case: int) -> None:
    act(case, colleague("officer", CIKINI_OFFICE), "p1", "enrol", answers={"member": "JP-1"})


def p2(case: int) -> None:
    act(case, None, "p2", "hand_in", files=evidence(), answers={"course": "Higiene pangan"})
    act(case, colleague("officer", SMALL_BUSINESS), "p2_check", "accept")


def p3(case: int) -> None:
    mentor = colleague("officer", SMALL_BUSINESS)
    for hours in (2, 3):
        act(case, mentor, "p3", "visit", words="Dibahas.", answers={"mentored_on": "2026-12-01", "hours": hours})
        assert "p3" in open_steps(case)
    act(case, mentor, "p3", "complete", words="Siap.")


def p4(case: int) -> None:
    act(case, None, "p4", "hand_in", files=evidence(), answers={"nib": "1234567890123"})
    act(case, colleague("officer", PTSP), "p4_check", "accept")


def p5(case: int) -> None:
    act(case, None, "p5", "sold", files=evidence(), answers={"channel": "bazaar", "sales": 750_000})
    act(case, None, "p5", "complete")


def p6(case: int) -> None:
    for month in ("11/2026", "12/2026", "01/2027"):
        act(case, None, "p6", "report", answers={"month": month, "income": 900_000, "spending": 400_000})
    act(case, None, "p6", "complete")


def p7(case: int) -> None:
    act(case, None, "p7", "without", answers={"no_loan": "own"})


PASS: dict[str, Callable[[int], None]] = {"p1": p1, "p2": p2, "p3": p3, "p4": p4, "p5": p5, "p6": p6, "p7": p7}


def test_all_doors_stand_open_from_the_beginning_in_the_right_hands() -> None:
    case = enrolled()
    assert open_steps(case) == DOORS
    tasks = state_of(case).tasks
    assert (tasks["p1"].organisation, tasks["p2"].organisation, tasks["p3"].organisation) == (
        CIKINI_OFFICE,
        "",
        SMALL_BUSINESS,
    )
    area = Case.objects.get(id=case).area
    assert area is not None
    assert area.code == CIKINI


@pytest.mark.parametrize("seed", range(4))
def test_doors_in_any_order_lead_to_the_same_end(seed: int) -> None:
    case = enrolled()
    order = sorted(PASS)
    random.Random(seed).shuffle(order)
    for name in order:
        assert "certificate" not in open_steps(case)
        PASS[name](case)
    assert open_steps(case) == {"certificate"}
    act(case, colleague("supervisor", "dinas-ppkukm"), "certificate", "graduate")
    state = state_of(case)
    assert (state.is_open, state.public_state) == (False, "done")
    (paper,) = state.documents
    assert paper.valid_until is None
    words = paper_of(case)["body"]["id"]
    assert all(said in words for said in ("Siti Nur Rahma", "1234567890123", "P1 sampai P6", "modal sendiri"))
    assert "Pinjaman" not in words
    assert state.times("p6", "report") == 3


def test_each_report_is_kept_with_its_evidence() -> None:
    case = enrolled()
    p5(case)
    p6(case)
    assert [content.text for content in contents_of(case, "month")] == ["11/2026", "12/2026", "01/2027"]
    assert Content.objects.filter(case_id=case, question="evidence", file__isnull=False).count() == 1
    assert {content.audience for content in contents_of(case, "income")} == {Audience.REPORTER}
    assert state_of(case).answers["income"] == 900_000


def test_a_door_wants_its_evidence_and_its_answers() -> None:
    case = enrolled()
    with pytest.raises(EvidenceNeeded):
        act(case, None, "p2", "hand_in", answers={"course": "Higiene"})
    with pytest.raises(AnswerMissing):
        act(case, None, "p2", "hand_in", files=evidence())


def test_what_is_returned_is_handed_in_again() -> None:
    case = enrolled()
    act(case, None, "p2", "hand_in", files=evidence(), answers={"course": "Higiene"})
    act(case, colleague("officer", SMALL_BUSINESS), "p2_check", "return", words="Sertifikat tidak terbaca.")
    assert open_steps(case) == DOORS
    p2(case)
    assert open_steps(case) == DOORS - {"p2"}


def test_the_certificate_waits_for_the_check_of_a_loan_and_names_it() -> None:
    case = enrolled()
    for name in sorted(PASS)[:-1]:
        PASS[name](case)
    officer = colleague("officer", SMALL_BUSINESS)
    act(case, None, "p7", "hand_in", files=evidence(), answers={"loan": 10_000_000})
    act(case, officer, "p7_check", "return", words="Tidak terbaca.")
    act(case, None, "p7", "hand_in", files=evidence(), answers={"loan": 10_000_000})
    assert open_steps(case) == {"p7_check"}
    act(case, officer, "p7_check", "accept", answers={"loan_of": "bank_dki"})
    act(case, colleague("supervisor", "dinas-ppkukm"), "certificate", "graduate")
    assert paper_of(case)["body"]["id"].count("P7 Permodalan: Pinjaman Bank DKI") == 1
    assert paper_of(case)["body"]["id"].count("P7") == 1


def test_a_loan_that_was_returned_can_be_done_without() -> None:
    case = enrolled()
    act(case, None, "p7", "hand_in", files=evidence(), answers={"loan": 10_000_000})
    act(case, colleague("officer", SMALL_BUSINESS), "p7_check", "return", words="Tidak terbaca.")
    p7(case)
    assert open_steps(case) == DOORS - {"p7"}


def test_a_participant_may_leave_and_has_not_finished() -> None:
    case = enrolled()
    act(case, None, "p4", "leave", now=NOW)
    state = state_of(case)
    assert (state.is_open, state.public_state, state.done_at) == (False, "withdrawn", None)


def test_only_people_of_the_city_take_part() -> None:
    with pytest.raises(NotEligible):
        ask("programme.jakpreneur", {**ENROLMENT, "jakarta_card": False}, citizen(), place=Place())
