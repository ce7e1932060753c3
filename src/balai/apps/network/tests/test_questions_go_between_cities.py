"""A question to another city's officers becomes a case there; the answer comes back signed, once, and only from there."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from balai.apps.cases.models import Case
from balai.apps.cases.service import activate_services
from balai.apps.cases.tests.desk import officer, text
from balai.apps.cases.tests.samples import colleague, end
from balai.apps.network.actions.inquiring import HiddenLetters, NotConnected, TooManyQuestions, inquire
from balai.apps.network.actions.posting import take
from balai.apps.network.descriptors import Refused
from balai.apps.network.models import Inquiry, Letter, Peer
from balai.apps.network.ourselves import own_address
from balai.apps.network.rounds import go_round
from balai.apps.network.rules import MOST_INQUIRIES
from balai.apps.network.tests.fake_city import NOW, FakeCity, fake_city, send
from balai.apps.transparency import service as transparency
from balai.base.packs import Pack
from balai.engines.transparency.documents import Document, verified_document

pytestmark = pytest.mark.django_db
OFFICE = "jakarta-smart-city"
PAGE = "/kerja/jaringan/tanya/"


def question(city: FakeCity, *lines: str, subject: str = "Lubang jalan", **changes: Any) -> bytes:
    message = {"subject": subject, "lines": list(lines or ("Bagaimana Anda", "", "menutupnya?")), "outcome": ""}
    return city.letter("question", to=own_address(), **{"message": message, **changes})


def reply(city: FakeCity, asked: Inquiry, words: str, outcome: str = "answered", **changes: Any) -> bytes:
    message = {"subject": asked.subject, "lines": [words], "outcome": outcome}
    return city.letter("answer", to=own_address(), answers=str(asked.letter.number), **{"message": message, **changes})


def round_(minutes: int) -> None:
    go_round(lambda: NOW + timedelta(minutes=minutes))


def letters_to(city: FakeCity, kind: str) -> list[Document]:
    """Those of that kind that arrived, each signed by our log's key."""
    found = [verified_document(one, kind="letter", keys=transparency.verifier_keys()) for one in city.letters]
    return [one for one in found if one.body["kind"] == kind]


def test_what_they_ask_is_a_case_here_and_what_is_answered_goes_back(peer: Peer, other: FakeCity) -> None:
    take(file=question(other), now=NOW)
    asked = Inquiry.objects.get()
    case = Case.objects.get(reference=asked.case)
    assert (case.service_code, case.channel, case.is_public) == ("city.question", "letter", False)
    assert asked.words == "Bagaimana Anda\n\nmenutupnya?"
    who, browser = officer("officer", organisation=OFFICE)
    shown = text(browser.get(f"/kerja/{case.reference}/"))
    assert "Lubang jalan" in shown
    assert other.address in shown
    assert "With us" in text(browser.get(PAGE))
    round_(1)
    assert letters_to(other, "answer") == []
    end(case.pk, who, "answer", "answered", answers={"answer": "Dengan aspal dingin.\nDalam sehari."})
    round_(2)
    (answer,) = letters_to(other, "answer")
    assert answer.body["answers"] == str(asked.letter.number)
    assert answer.body["message"] == {
        "subject": "Lubang jalan",
        "lines": ["Dengan aspal dingin.", "Dalam sehari."],
        "outcome": "answered",
    }
    round_(3)
    assert len(letters_to(other, "answer")) == 1
    assert "Dalam sehari." in text(browser.get(PAGE))


def test_what_cannot_be_answered_goes_back_with_its_reason(peer: Peer, other: FakeCity) -> None:
    take(file=question(other), now=NOW)
    case = Case.objects.get(reference=Inquiry.objects.get().case)
    end(case.pk, colleague("officer", OFFICE), "answer", "declined", words="Bukan kami.", reason="not_ours")
    round_(1)
    (answer,) = letters_to(other, "answer")
    assert (answer.body["message"]["outcome"], answer.body["message"]["lines"]) == ("declined", ["Bukan kami."])


def test_an_officer_asks_and_reads_the_answer(peer: Peer, other: FakeCity) -> None:
    _who, browser = officer("officer")
    _looker, auditor = officer("auditor")
    typed = {"city": other.address, "subject": "Banjir", "words": "Bagaimana Anda\nmemberi tahu warga?"}
    assert auditor.post(f"{PAGE}baru/", typed).status_code == 403
    assert "City Opposite" in text(browser.get(f"{PAGE}baru/"))
    assert browser.post(f"{PAGE}baru/", {**typed, "city": "https://orang.example"}).status_code == 422
    assert browser.post(f"{PAGE}baru/", typed).status_code == 302
    assert "On its way" in text(browser.get(PAGE))
    Letter.objects.filter(is_ours=True).update(next_at=NOW)
    round_(1)
    (sent,) = letters_to(other, "question")
    assert sent.body["message"]["lines"] == ["Bagaimana Anda", "memberi tahu warga?"]
    assert "Arrived" in text(auditor.get(PAGE))
    asked = Inquiry.objects.get()
    take(file=reply(other, asked, "Lewat sirene <b>dan</b> SMS."), now=NOW)
    asked.refresh_from_db()
    assert (asked.outcome, asked.answer) == ("answered", "Lewat sirene <b>dan</b> SMS.")
    page = browser.get(PAGE).content.decode()
    assert "Lewat sirene &lt;b&gt;dan&lt;/b&gt; SMS." in page
    with pytest.raises(Refused, match="no_question"):
        take(file=reply(other, asked, "Bukan, dengan kentungan."), now=NOW)


def test_only_the_city_that_was_asked_answers(peer: Peer, other: FakeCity) -> None:
    asked = inquire(address=other.address, subject="Banjir", words="Bagaimana?", by=None, now=NOW)
    with fake_city() as third:
        Peer.objects.create(
            address=third.address, trust=Peer.Trust.TRUSTED, since=NOW, keys=[str(third.keys[0].verifier)]
        )
        with pytest.raises(Refused, match="no_question"):
            take(file=reply(third, asked, "Kami tahu lebih baik."), now=NOW)
    with pytest.raises(Refused, match="no_question"):
        take(file=reply(other, asked, "Tanpa hasil.", outcome=""), now=NOW)
    asked.refresh_from_db()
    assert asked.outcome == ""


def test_strangers_and_those_we_left_open_no_case(peer: Peer, other: FakeCity) -> None:
    with fake_city() as stranger, pytest.raises(Refused, match="not_trusted"):
        take(file=question(stranger), now=NOW)
    Peer.objects.filter(pk=peer.pk).update(trust=Peer.Trust.ENDED)
    with pytest.raises(Refused, match="not_trusted"):
        take(file=question(other), now=NOW)
    with pytest.raises(NotConnected):
        inquire(address=other.address, subject="Banjir", words="Bagaimana?", by=None, now=NOW)
    assert not Case.objects.exists()
    assert not Letter.objects.filter(kind="question").exists()


def test_a_letter_sent_twice_is_one_case_and_many_are_bounded(peer: Peer, other: FakeCity) -> None:
    once = question(other)
    take(file=once, now=NOW)
    take(file=once, now=NOW)
    assert Case.objects.count() == 1
    for _number in range(MOST_INQUIRIES - 1):
        take(file=question(other), now=NOW)
    for _number in range(3):
        with pytest.raises(Refused, match="too_many"):
            take(file=question(other), now=NOW)
    assert Case.objects.count() == Inquiry.objects.count() == MOST_INQUIRIES
    assert Letter.objects.filter(kind="question").count() == MOST_INQUIRIES
    for _number in range(MOST_INQUIRIES):
        inquire(address=other.address, subject="Banjir", words="Bagaimana?", by=None, now=NOW)
    with pytest.raises(TooManyQuestions):
        inquire(address=other.address, subject="Banjir", words="Bagaimana?", by=None, now=NOW)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"message": {"subject": "Ja\u202elan", "lines": ["x"], "outcome": ""}}, "document.words"),
        ({"message": {"subject": "Jalan", "lines": ["x\ny"], "outcome": ""}}, "document.words"),
        ({"message": {"subject": "Jalan", "lines": [], "outcome": ""}}, "document.form"),
        ({"message": {"subject": "Jalan", "lines": ["a" * 3000] * 2, "outcome": ""}}, "letter.large"),
        ({"message": {"subject": "Jalan", "lines": ["x"], "outcome": "", "more": 1}}, "document.form"),
        ({"message": None}, "document.form"),
    ],
)
def test_nonsense_is_refused(peer: Peer, other: FakeCity, changes: dict[str, Any], code: str) -> None:
    with pytest.raises(Refused, match=code):
        take(file=question(other, **changes), now=NOW)
    assert not Case.objects.exists()
    with pytest.raises(Refused, match=r"document\.form"):
        take(file=other.letter("application", to=own_address(), message=None), now=NOW)


def test_a_city_without_a_desk_for_questions_says_so_and_is_not_asked_again(
    peer: Peer, other: FakeCity, jakarta: Pack
) -> None:
    activate_services(sources=[one for one in jakarta.services if one["service"] != "city.question"], now=NOW)
    with pytest.raises(Refused, match="no_desk"):
        take(file=question(other), now=NOW)
    other.tricks["/jaringan/surat/"] = lambda handler: send(
        handler, json.dumps({"code": "letter.no_desk"}).encode(), status=400
    )
    inquire(address=other.address, subject="Banjir", words="Bagaimana?", by=None, now=NOW)
    round_(1)
    letter = Letter.objects.get(kind="question")
    assert (letter.failure, letter.next_at, letter.delivered_at) == ("letter.no_desk", None, None)
    _who, browser = officer("officer")
    assert "Not taken" in text(browser.get(PAGE))


def test_what_cannot_be_seen_is_not_sent(peer: Peer) -> None:
    for words in ("Ba\u202egaimana?", "   \n ", "J\u0430lan"):
        with pytest.raises(HiddenLetters):
            inquire(address=peer.address, subject="Banjir", words=words, by=None, now=NOW)
