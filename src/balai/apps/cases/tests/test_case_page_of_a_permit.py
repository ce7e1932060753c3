"""The officer's page carries every kind of service: fees, parallel steps, questions of an outcome, two names, documents."""

from __future__ import annotations

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from balai.apps.cases.models import Case, Content, Event
from balai.apps.cases.tests.desk import act_url, browser_of, case_url, officer, send, statements, text
from balai.apps.cases.tests.samples import NOW, colleague, picture
from balai.apps.cases.tests.stall import HEALTH, OWNER_NAME, STALL, apply_for_stall, check, offer, pay
from balai.base.files.documents import store_document
from balai.base.packs import Pack

pytestmark = pytest.mark.django_db
MINUTES = {"clean": "no", "risk": "red", "why_not": "Saluran air mampet.", "next_look": "2027-01-15"}


@pytest.fixture(autouse=True)
def stall(jakarta: Pack) -> None:
    offer(jakarta, STALL)


def ready() -> tuple[Any, Any, Any]:
    """A case whose visit waits for its minutes, and two officers of the office."""
    case = apply_for_stall()
    pay(case)
    check(case, colleague("officer", HEALTH), colleague("officer"))
    return case, officer(), officer()


def test_a_fee_and_parallel_steps_are_told() -> None:
    case = apply_for_stall()
    (_, client), reader = officer(), colleague("supervisor", "dinas-bina-marga")
    assert Case.objects.get(id=case.id).holder is None or reader
    pay(case)
    page = text(client.get(case_url(case)))
    assert "Step hygiene" in page
    assert "Step space" in page
    assert "Not public" in page
    receipt = Content.objects.get(case_id=case.id, question="receipt")
    assert receipt.text == "BDKI-2026-000123"
    assert "BDKI-2026-000123" in page


def test_what_an_outcome_asks_is_a_form_with_a_summary_of_errors() -> None:
    case, (_, client), _other = ready()
    address = act_url("outcome", case, "visit", "minutes")
    assert f'href="{address}"' in client.get(case_url(case)).content.decode()
    form = client.get(address).content.decode()
    assert 'name="clean"' in form
    assert 'data-show-if="' in form
    wrong = send(client, address, clean="no", risk="green")
    assert wrong.status_code == 422
    assert "Fill in “What is dirty?”." in text(wrong)
    assert "error-summary" in wrong.content.decode()
    assert send(client, address, clean="yes", risk="green", why_not="tidak ditanya").status_code == 302
    assert not Content.objects.filter(case_id=case.id, question="why_not").exists()


def test_two_people_sign_the_same_minutes() -> None:
    case, (first, client), (second, other) = ready()
    send(client, act_url("outcome", case, "visit", "minutes"), **MINUTES)
    page = text(client.get(case_url(case)))
    assert f"signed by {first.user.name}" in page
    assert "It waits for 1 more signature." in page
    assert "Read and sign" not in page
    digest = Event.objects.get(case_id=case.id, kind="signed").data["sha256"]
    address = act_url("cosign", case, "visit", digest)
    assert f'href="{address}"' in other.get(case_url(case)).content.decode()
    paper = text(other.get(address))
    assert "Saluran air mampet." in paper
    assert "Sign with my name" in paper
    assert client.post(address, {"key": "6e9a5a6e-0000-4000-8000-000000000001"}).status_code == 409
    assert send(other, address).status_code == 302
    signed = Event.objects.filter(case_id=case.id, kind="signed").values_list("by_id", flat=True)
    assert set(signed) == {first.user.pk, second.user.pk}
    assert "Step decide" in text(other.get(case_url(case)))
    assert "Triage: Red" in text(other.get(case_url(case)))


def test_the_document_is_a_page_with_number_and_code() -> None:
    case, (_, client), (_, other) = ready()
    send(client, act_url("outcome", case, "visit", "minutes"), **MINUTES)
    digest = Event.objects.get(case_id=case.id, kind="signed").data["sha256"]
    send(other, act_url("cosign", case, "visit", digest))
    assert send(client, act_url("outcome", case, "decide", "grant")).status_code == 302
    number = Event.objects.get(case_id=case.id, kind="document_issued").data["number"]
    page = client.get(case_url(case))
    assert "Documents issued" in text(page)
    assert f'href="{act_url("document", case, number)}"' in page.content.decode()
    _, auditor = officer("auditor", organisation="dki")
    closed = text(auditor.get(act_url("document", case, number)))
    assert number in closed
    assert "Size: Large." not in closed
    assert "Check code" not in closed
    letter = text(client.get(act_url("document", case, number)))
    assert number in letter
    assert "Size: Large." in letter
    assert "Check code" in letter
    assert client.get(act_url("document", case, "JKT-0000-0000-9")).status_code == 404
    assert len(statements(client, case_url(case))) <= 10


def test_groups_are_tables_and_personal_answers_wait_for_a_look() -> None:
    case = apply_for_stall(files={"card": [picture(seed=4)]})
    pay(case)
    who, client = officer()
    page = client.get(case_url(case))
    told = text(page)
    assert "People who work there" in told
    assert "31" in told
    for hidden in (OWNER_NAME, "Budi Santoso", "Tini Lestari"):
        assert hidden not in told
    assert "Personal, shown only after a recorded look: Owner" in told
    card = Content.objects.get(case_id=case.id, question="card").file
    assert card is not None
    address = act_url("picture", case, str(card.public_id))
    assert str(card.public_id) not in page.content.decode()
    assert client.get(address).status_code == 404
    why = {"reason": "verify", "words": "Mencocokkan nama pemilik dengan KTP."}
    shown = send(client, act_url("reporter", case), **why)
    for seen in (OWNER_NAME, "Budi Santoso", "Tini Lestari", "Identity card"):
        assert seen in text(shown)
    assert client.get(address).status_code == 200
    assert browser_of(colleague("officer", who.organisation)).get(address).status_code == 404


def test_a_document_of_the_citizen_is_a_download() -> None:
    pdf = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"
    plan = store_document(upload=io.BytesIO(pdf), by=None, now=NOW)
    case = apply_for_stall(files={"plan": [plan.pk]})
    pay(case)
    _, client = officer()
    page = client.get(case_url(case))
    assert "Plan of the stall (PDF document)" in text(page)
    address = act_url("file", case, str(plan.public_id))
    assert f'href="{address}"' in page.content.decode()
    given = client.get(address)
    assert given.headers["Content-Type"] == "application/pdf"
    assert given.headers["Content-Disposition"].startswith("attachment")


def test_a_file_that_cannot_be_taken_is_said_beside_its_field(jakarta: Pack) -> None:
    sketch = {"id": "sketch", "type": "file", "label": {"id": "Sketsa", "en": "Sketch"}, "required": True}
    steps = [
        {**step, "outcomes": [{**step["outcomes"][0], "asks": [sketch]}]} if step["id"] == "hygiene" else step
        for step in STALL["steps"]
    ]
    offer(jakarta, {**STALL, "steps": steps})
    case = apply_for_stall()
    pay(case)
    _, client = officer(organisation=HEALTH)
    address = act_url("outcome", case, "hygiene", "fine")
    assert 'enctype="multipart/form-data"' in client.get(address).content.decode()
    locked = SimpleUploadedFile("a.pdf", b"%PDF-1.4\n/Encrypt 1 0 R\n%%EOF\n", content_type="application/pdf")
    refused = send(client, address, sketch=locked)
    assert refused.status_code >= 400
    assert 'id="id_sketch_error"' in refused.content.decode()
    good = SimpleUploadedFile("b.pdf", b"%PDF-1.4\n1 0 obj<<>>endobj\n%%EOF\n", content_type="application/pdf")
    assert send(client, address, sketch=good).status_code == 302
    assert Content.objects.get(case_id=case.id, question="sketch").file is not None
