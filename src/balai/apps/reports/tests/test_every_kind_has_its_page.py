"""A citizen's page carries every kind of service: its own noun, the citizen's turns, doors in any order, documents."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.cases.actions.opening import OpenedCase, Place
from balai.apps.cases.models import Case, Content, Event
from balai.apps.cases.tests.samples import CIKINI, colleague, end, report
from balai.apps.cases.tests.stall import DOORS, HEALTH, OWNER_NAME, STALL, apply_for_stall, check, offer, pay
from balai.apps.reports.tests.test_statements_are_pinned import pinned
from balai.apps.reports.tests.test_statements_are_pinned import statements as statements_of
from balai.apps.reports.tests.walk import citizen, photo, text
from balai.base import clock
from balai.base.memo import forget_all
from balai.base.packs import Pack

MINUTES = {"clean": True, "risk": "green", "next_look": "2027-01-15"}


@pytest.fixture(autouse=True)
def services(jakarta: Pack) -> None:
    offer(jakarta, STALL, DOORS)


def page_of(case: OpenedCase) -> str:
    return reverse("reports:private", args=[case.reference, case.secret])


def turn_url(case: OpenedCase, step: str, outcome: str) -> str:
    return reverse("reports:private-turn", args=[case.reference, case.secret, step, outcome])


def send(client: Client, url: str, **fields: Any) -> Any:
    return client.post(url, {"key": str(uuid4()), **fields})


def granted(case: OpenedCase) -> str:
    """Bring a permit to its document; its number."""
    health, office, other = colleague("officer", HEALTH), colleague("officer"), colleague("officer")
    pay(case)
    check(case, health, office)
    end(case.id, office, "visit", "minutes", clock.now(), answers=MINUTES)
    digest = Event.objects.get(case_id=case.id, kind="signed").data["sha256"]
    end(case.id, other, "visit", "minutes", clock.now(), cosign=digest)
    end(case.id, office, "decide", "grant", clock.now())
    return str(Event.objects.get(case_id=case.id, kind="document_issued").data["number"])


def test_it_is_called_by_its_own_noun() -> None:
    case = apply_for_stall()
    told = text(citizen("id").get(page_of(case)))
    assert "Permohonan izin Anda" in told
    assert "permohonan izin ini" in told
    assert "laporan ini" not in told
    assert "Permohonan izin diterima" in told
    english = text(citizen("en").get(page_of(case)))
    assert "Your permit application" in english
    assert OWNER_NAME in english  # whoever wrote it reads it
    assert "Budi Santoso" in english


def test_the_fee_is_paid_and_the_receipt_given_on_a_page_of_its_own() -> None:
    case, client = apply_for_stall(), citizen("en")
    told = client.get(page_of(case))
    assert re.search(r"To be paid: Rp.?250[.,]000", text(told))
    address = turn_url(case, "pay", "paid")
    assert f'href="{address}"' in told.content.decode()
    form = client.get(address)
    assert "Number of the payment’s receipt" in text(form)
    assert form.headers["Cache-Control"] == "no-store, private"
    empty = send(client, address, receipt="")
    assert (empty.status_code, "Fill in “Number of the payment’s receipt”." in text(empty)) == (422, True)
    key = str(uuid4())
    for _ in range(2):  # a double click
        done = client.post(address, {"key": key, "receipt": "BDKI-2026-000123"})
        assert (done.status_code, done.headers["Location"]) == (302, page_of(case))
    assert Event.objects.filter(case_id=case.id, kind="task_done").count() == 1
    story = str(list(Event.objects.filter(case_id=case.id).values_list("data", flat=True)))
    assert "2026-000123" not in story
    after = text(client.get(page_of(case)))
    assert "Step pay: Paid" in after
    assert "Next: Step hygiene" in after
    assert "BDKI-2026-000123" in after


def test_a_fee_of_nothing_asks_for_nothing() -> None:
    case = apply_for_stall("small")
    told = text(citizen("en").get(page_of(case)))
    assert "To be paid" not in told
    assert "Step space" in told


def test_doors_are_taken_in_any_order_with_evidence_and_some_again() -> None:
    case = report(
        now=clock.now(),
        service="programme.doors",
        answers={"trade": "food"},
        place=Place(None, None, CIKINI, ""),
        is_public=False,
    )
    client = citizen("id")
    told = text(client.get(page_of(case)))
    assert "0 dari 3 langkah" in told
    missing = send(client, turn_url(case, "sell", "done"))
    assert missing.status_code == 422
    pdf = photo(3)
    assert send(client, turn_url(case, "sell", "done"), evidence=pdf).status_code == 302
    assert "1 dari 3 langkah" in text(client.get(page_of(case)))
    for seed in (4, 5):
        assert send(client, turn_url(case, "learn", "done"), evidence=photo(seed)).status_code == 302
    told = text(client.get(page_of(case)))
    assert "2 dari 3 langkah" in told
    assert "tercatat 2 kali" in told
    assert Content.objects.filter(case_id=case.id, question="evidence").count() == 3
    again = client.get(turn_url(case, "sell", "done"))
    assert (again.status_code, again.headers["Location"]) == (302, page_of(case))


def test_the_document_is_printed_by_its_holder_and_checked_by_anyone() -> None:
    case, client = apply_for_stall(), citizen("en")
    number = granted(case)
    told = client.get(page_of(case))
    address = reverse("reports:private-document", args=[case.reference, case.secret, number])
    assert f'href="{address}"' in told.content.decode()
    letter = client.get(address)
    code = re.search(r'letter__code">([^<]+)<', letter.content.decode())
    assert code is not None
    assert "noindex" in letter.headers["X-Robots-Tag"]
    check_page = reverse("reports:document")
    stranger = citizen("en")
    assert stranger.get(check_page).status_code == 200
    found = stranger.post(check_page, {"number": number.lower().replace("-", " "), "code": code[1].lower()})
    assert found.status_code == 200
    assert "Genuine, and it holds" in text(found)
    assert "Size: Large." in text(found)
    pinned(statements_of(lambda: client.get(page_of(case))), 10)


def test_a_wrong_code_and_an_absent_number_look_the_same() -> None:
    number = granted(apply_for_stall())
    answers = [
        citizen("en").post(reverse("reports:document"), {"number": typed, "code": "AAAA-AAAA"})
        for typed in (number, "JKT-0000-0000-1", "nonsense")
    ]
    assert [answer.status_code for answer in answers] == [404] * 3
    bodies = {re.sub(r'(value|content)="[^"]*"', "", answer.content.decode()) for answer in answers}
    assert len(bodies) == 1
    assert "The city knows no such document" in text(answers[0])


def test_a_document_of_another_case_is_not_found() -> None:
    number, other = granted(apply_for_stall()), apply_for_stall()
    address = reverse("reports:private-document", args=[other.reference, other.secret, number])
    assert citizen().get(address).status_code == 404


def test_days_that_officers_name_in_public_are_follow_ups() -> None:
    case = apply_for_stall()
    granted(case)
    told = text(citizen("en").get(page_of(case)))
    assert "Next look" in told
    assert "15 January 2027" in told
    assert "Is it clean?" not in told  # not public, and not the citizen's
    Case.objects.filter(id=case.id).update(is_public=True)
    forget_all()
    public = text(citizen("en").get(reverse("reports:public", args=[case.reference])))
    assert "15 January 2027" in public
    assert "Permit for a stall" in public
    for hidden in (OWNER_NAME, "Budi Santoso", "BDKI-2026-000123", "may sell in"):
        assert hidden not in public
