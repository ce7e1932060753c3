"""A program does what its person could do on the page of their case: pay, hand in, answer, and read what was issued."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from balai.apps.cases.actions.opening import OpenedCase, Place
from balai.apps.cases.models import Case, Content, Event
from balai.apps.cases.tests.samples import NOW
from balai.apps.cases.tests.test_json_api_opens_cases import get, photo, post
from balai.apps.cases.tests.test_permit_travels import APPLICATION
from balai.apps.cases.tests.test_programme_doors import ENROLMENT, PASS
from balai.apps.cases.tests.travels import PTSP, act, ask, citizen, colleague, open_steps
from balai.base.files.tests.test_documents import pdf

pytestmark = pytest.mark.usefixtures("jakarta")
API = "/api/v1"


def enrolled() -> OpenedCase:
    return ask("programme.jakpreneur", ENROLMENT, citizen(), place=Place())


def own(case: OpenedCase) -> dict[str, Any]:
    status, body = get(f"/cases/{case.reference}/private", case.secret)
    assert status == 200, body
    return dict(body)


def turn(case: OpenedCase, step: str, key: object = "", **body: Any) -> tuple[int, Any]:
    return post(f"/cases/{case.reference}/turns/{step}", body, secret=case.secret, key=key)


def test_turns_are_said_with_what_each_way_wants() -> None:
    case = enrolled()
    turns = {found["step"]: found for found in own(case)["turns"]}
    assert list(turns) == ["p2", "p4", "p5", "p6", "p7"]
    (hand_in, leave) = turns["p4"]["ways"]
    assert (hand_in["outcome"], hand_in["needs"], hand_in["label"]["id"]) == (
        "hand_in",
        ["evidence"],
        "Kirim Nomor Induk Berusaha",
    )
    assert hand_in["answers"]["required"] == ["nib"]
    assert hand_in["answers"]["properties"]["nib"]["pattern"] == "^(?:[0-9]{13})$"
    assert (leave["outcome"], leave["answers"]["properties"]) == ("leave", {})


def test_a_turn_is_taken_with_answers_and_evidence() -> None:
    case, evidence = enrolled(), photo()
    sent = {"outcome": "hand_in", "answers": {"nib": "1234567890123"}, "evidence": [evidence]}
    status, body = turn(case, "p4", **sent)
    assert status == 200, body
    assert "p4" not in {found["step"] for found in body["turns"]}
    assert "p4_check" in open_steps(case.id)
    assert Content.objects.filter(case_id=case.id, question="evidence", file__isnull=False).count() == 1
    assert turn(case, "p4", **sent)[0] == 409


def test_what_is_wrong_is_said_with_its_place_and_nothing_is_used_up() -> None:
    case, evidence = enrolled(), photo()
    wrong: list[tuple[dict[str, Any], str]] = [
        ({"answers": {"nib": "12"}, "evidence": [evidence]}, "answers.nib"),
        ({"answers": {"nib": "1234567890123", "more": 1}, "evidence": [evidence]}, "answers.more"),
        ({"answers": {}, "evidence": [evidence]}, "answers.nib"),
        ({"answers": {"nib": "1234567890123"}, "uploads": {"nib": [evidence]}}, "uploads.nib"),
    ]
    for body, field in wrong:
        status, said = turn(case, "p4", outcome="hand_in", **body)
        assert (status, said["errors"][0]["field"]) == (422, field), said
    status, said = turn(case, "p4", outcome="hand_in", answers={"nib": "1234567890123"})
    assert said["code"] == "cases.evidence_needed", said
    assert "p4" in open_steps(case.id)
    assert turn(case, "p4", outcome="hand_in", answers={"nib": "1234567890123"}, evidence=[evidence])[0] == 200


def test_the_same_key_is_one_turn() -> None:
    case, key = enrolled(), uuid4()
    sent = {"outcome": "report", "answers": {"month": "11/2026", "income": 900_000, "spending": 400_000}}
    assert turn(case, "p6", key, **sent)[0] == 200
    assert turn(case, "p6", key, **sent)[0] == 200
    assert Event.objects.filter(case_id=case.id, step="p6", kind="task_done").count() == 1


def test_a_turn_of_an_office_is_nobody_elses() -> None:
    case = enrolled()
    assert turn(case, "p1", outcome="enrol", answers={"member": "JP-1"})[0] == 409
    assert turn(case, "p4", outcome="accept")[0] == 409
    assert post(f"/cases/{case.reference}/turns/p7", {"outcome": "without"}, secret="x" * 22)[0] == 401


def test_a_fee_is_said_and_its_receipt_is_taken() -> None:
    case = ask("permit.food_stall", APPLICATION, citizen())
    act(case.id, colleague("officer", PTSP), "completeness", "complete")
    (found,) = own(case)["turns"]
    assert found["fee"] > 0
    assert "receipt" in found["ways"][0]["needs"]
    assert turn(case, found["step"], outcome="paid", receipt="??")[0] == 422
    assert turn(case, found["step"], outcome="paid", receipt="BDKI-2026-000123")[0] == 200
    assert own(case)["turns"] == []


def test_issued_documents_are_told_to_their_holder_only() -> None:
    case = enrolled()
    for passing in PASS.values():
        passing(case.id)
    act(case.id, colleague("supervisor", "dinas-ppkukm"), "certificate", "graduate", now=NOW)
    (paper,) = own(case)["documents"]
    assert "Siti Nur Rahma" in paper["words"]
    assert paper["valid_until"] is None
    checked = Client().post("/dokumen/", {"number": paper["number"], "code": paper["code"]})
    assert checked.status_code == 200
    Case.objects.filter(id=case.id).update(is_public=True)
    status, public = get(f"/cases/{case.reference}")
    assert (status, "documents" in public, "turns" in public) == (200, False, False)


def test_a_document_as_evidence_is_taken_from_its_reporter() -> None:
    case = enrolled()
    paper = SimpleUploadedFile("surat.pdf", pdf(), content_type="application/pdf")
    upload = Client().post(f"{API}/uploads", {"file": paper}).json()["upload"]
    assert turn(case, "p2", outcome="hand_in", answers={"course": "Higiene pangan"}, evidence=[upload])[0] == 200
