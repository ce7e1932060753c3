"""The pages that a service file makes lead to a case, without scripts and without an account."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from balai.apps.cases.models import Case, Content, Draft, Reporter
from balai.apps.requests.tests.walk import ADI, CHECK, CONTACT, PLACE, SITI, STOP, Walk, page_of, text

pytestmark = pytest.mark.usefixtures("jakarta")


def test_two_patients_in_one_home_become_a_case() -> None:
    walk = Walk()
    assert page_of(walk.start()) == "urgency"
    assert page_of(walk.send("urgency", {"urgency": "worse"})) == "who"
    assert page_of(walk.send("who", {"jakarta_card": "yes", "carer": "yes"})) == "patients"
    assert page_of(walk.get("patients")) == "baru"
    assert page_of(walk.add("patients", SITI)) == "patients"
    assert "Siti Aminah, 71" in text(walk.get("patients"))
    assert page_of(walk.add("patients", ADI)) == "patients"
    assert page_of(walk.send("patients")) == "place"
    assert page_of(walk.send("place", PLACE)) == "contact"
    assert page_of(walk.send("contact", {"phone": "0812 3456 7890"})) == CONTACT
    assert page_of(walk.send(CONTACT, {"email": "keluarga@example.org"})) == CHECK
    said = text(walk.get(CHECK))
    for words in ("Siti Aminah", "Luka di tumit kiri.", "Pasien 2", "Adi", "Demam", "Cikini, Menteng", "081234567890"):
        assert words in said, words
    assert page_of(walk.send(CHECK)) == "terkirim"
    case = walk.case
    assert (case.service_code, case.category, case.is_public) == ("request.home_care", "worse", False)
    assert Reporter.objects.get(case=case).email == "keluarga@example.org"
    assert Reporter.objects.get(case=case).phone == "081234567890"
    patients: Any = Content.objects.get(case=case, question="patients").data
    assert [entry["patient_name"] for entry in patients] == ["Siti Aminah", "Adi"]
    assert "complaint_words" not in patients[1]


def test_the_sent_page_gives_reference_office_promise_and_private_link() -> None:
    walk = Walk().to_check()
    case = walk.finish()
    answer = walk.client.get(reverse("requests:sent", args=[walk.code, walk.draft]))
    said = text(answer)
    assert case.reference in said
    assert "Triase" in said
    assert "paling lambat" in said
    assert f"/laporan/{case.reference}/" in answer.content.decode()
    assert page_of(walk.get("urgency")) == "terkirim"


def test_sending_twice_is_one_case() -> None:
    walk = Walk().to_check()
    walk.send(CHECK)
    walk.send(CHECK)
    assert Case.objects.count() == 1


def test_nobody_can_skip_a_page_that_is_needed() -> None:
    walk = Walk()
    walk.start()
    assert page_of(walk.get(CHECK)) == "urgency"
    assert page_of(walk.send(CHECK)) == "urgency"
    assert page_of(walk.get("place")) == "urgency"
    assert walk.get("nowhere").status_code == 404
    assert walk.client.get(walk.entry_url("patients")).status_code == 302
    assert walk.client.get(walk.entry_url("place")).status_code == 404
    assert not Case.objects.exists()


def test_whoever_cannot_be_served_is_told_at_once_and_can_change_the_answer() -> None:
    walk = Walk()
    walk.start()
    walk.send("urgency", {"urgency": "steady"})
    assert page_of(walk.send("who", {"jakarta_card": "no", "carer": "yes"})) == STOP
    said = text(walk.get(STOP))
    assert "ber-KTP Jakarta" in said
    assert page_of(walk.get("patients")) == STOP
    assert page_of(walk.send(CHECK)) == STOP
    assert page_of(walk.send("who", {"jakarta_card": "yes", "carer": "yes"})) == "patients"


def test_each_page_says_what_is_missing_and_keeps_what_was_typed() -> None:
    walk = Walk()
    walk.start()
    nothing = walk.send("urgency", {})
    assert nothing.status_code == 422
    assert "Bagaimana keadaan pasien sekarang?" in text(nothing)
    walk.send("urgency", {"urgency": "steady"})
    walk.send("who", {"jakarta_card": "yes", "carer": "yes"})
    wrong = walk.add("patients", {**ADI, "patient_age": "900"})
    assert wrong.status_code == 422
    assert 'value="900"' in wrong.content.decode()
    assert "Usia (tahun)" in text(wrong)
    assert walk.send("patients").status_code == 422  # nobody is on the list yet
    assert not walk.kept.get("answers", {}).get("patients")


def test_entries_are_changed_and_taken_away() -> None:
    walk = Walk().to_check()
    assert page_of(walk.add("patients", {**ADI, "patient_name": "Adi Putra"}, number=2, query="?ubah=1")) == "patients"
    walk.send("patients", {"remove": "1"}, "?ubah=1")
    assert [entry["patient_name"] for entry in walk.kept["answers"]["patients"]] == ["Adi Putra"]
    assert page_of(walk.send("patients", {}, "?ubah=1")) == CHECK
    for hostile in ("0", "9", "-1", "x", "²", "99999999"):
        walk.send("patients", {"remove": hostile})
    assert len(walk.kept["answers"]["patients"]) == 1
    assert walk.client.get(walk.entry_url("patients", 7)).status_code == 404


def test_a_change_leads_back_to_the_check_by_way_of_what_it_opens() -> None:
    walk = Walk().to_check()
    assert page_of(walk.send("contact", {"phone": "021 555 1234"}, "?ubah=1")) == CHECK
    assert "0215551234" in text(walk.get(CHECK))
    assert page_of(walk.send("who", {"jakarta_card": "yes", "carer": "no"}, "?ubah=1")) == STOP


def test_every_page_has_one_heading_and_says_where_one_is() -> None:
    walk = Walk().to_check()
    for number, page in enumerate(("urgency", "who", "patients", "place", "contact", CONTACT, CHECK), start=1):
        answer = walk.get(page)
        assert f"Langkah {number} dari 7" in text(answer), page
        assert answer.content.decode().count("<h1") == 1, page


def test_a_draft_opens_on_its_own_device_only() -> None:
    walk = Walk().to_check()
    stranger = Walk()
    stranger.begun = walk.begun
    assert stranger.get(CHECK).status_code == 404
    assert stranger.send(CHECK).status_code == 404
    other = Walk(code="idea.city", client=walk.client)
    other.begun = walk.begun
    assert other.get(CHECK).status_code == 404


def test_answers_can_be_thrown_away() -> None:
    walk = Walk().to_check()
    walk.client.post(reverse("requests:forget", args=[walk.code, walk.draft]))
    assert not Draft.objects.exists()
    assert walk.get(CHECK).status_code == 404
