"""Every outcome of a step opens a form that asks for what it needs, says what is missing, and leads on."""

from __future__ import annotations

import pytest
from django.test import Client

from balai.apps.cases.actions.opening import OpenedCase
from balai.apps.cases.models import Case, Content, Event, Task
from balai.apps.cases.tests.desk import act_url, browser_of, case_url, officer, photo, report_now, send, text
from balai.apps.cases.tests.samples import CIKINI_OFFICE, VERIFIERS, Colleague, end, finish_work, picture
from balai.base import clock

pytestmark = pytest.mark.usefixtures("jakarta")
ROADS = "dinas-bina-marga"


def state_of(case: OpenedCase) -> str:
    return Case.objects.get(id=case.id).public_state


def last(case: OpenedCase, kind: str = "task_done") -> Event:
    found = Event.objects.filter(case_id=case.id, kind=kind).order_by("-seq").first()
    assert found is not None
    return found


def accepted() -> tuple[OpenedCase, Colleague, Client]:
    case = report_now()
    who, client = officer()
    end(case.id, who, "intake", "accept", clock.now())
    return case, who, client


def test_accept_needs_one_click() -> None:
    case = report_now()
    _, client = officer()
    page = client.get(case_url(case)).content.decode()
    assert f'<form class="act" method="post" action="{act_url("outcome", case, "intake", "accept")}">' in page
    response = send(client, act_url("outcome", case, "intake", "accept"))
    assert (response.status_code, response.headers["Location"]) == (302, case_url(case))
    assert state_of(case) == "in_progress"
    assert "Recorded: Accept and start work." in text(client.get(case_url(case)))


def test_transfer_asks_for_organisation_and_words() -> None:
    case = report_now()
    _, client = officer()
    address = act_url("outcome", case, "intake", "transfer")
    empty = send(client, address)
    assert empty.status_code == 422
    assert "Choose an answer to “Organisation”." in text(empty)
    assert "Fill in “Explanation”." in text(empty)
    itself = send(client, address, organisation=CIKINI_OFFICE, words="Kembali ke kami.")
    assert "Choose one of the answers offered to “Organisation”." in text(itself)
    assert send(client, address, organisation=ROADS, words="Ini jalan kota.").status_code == 302
    assert state_of(case) == "coordination"
    assert last(case).data["to"] == ROADS
    assert Task.objects.get(case_id=case.id).organisation.code == ROADS  # type: ignore[union-attr]


def test_a_disposition_goes_only_to_a_unit_beneath() -> None:
    case = report_now()
    who, _ = officer()
    end(case.id, who, "intake", "transfer", clock.now(), words="Jalan kota.", organisation=ROADS)
    _, client = officer(organisation=ROADS)
    address = act_url("outcome", case, "coordination", "dispose")
    choices = client.get(address).content.decode()
    assert "suku-dinas-bina-marga-31.71" in choices
    assert "dinas-perhubungan" not in choices
    assert send(client, address, organisation="dinas-perhubungan").status_code == 422
    assert send(client, address, organisation="suku-dinas-bina-marga-31.71").status_code == 302
    assert state_of(case) == "disposition"


def test_an_office_without_units_is_offered_no_disposition() -> None:
    case = report_now()
    _, client = officer()
    assert "Hand down to a unit" not in text(client.get(case_url(case)))


def test_a_refusal_of_the_report_needs_a_reason_and_words_and_ends_it() -> None:
    case = report_now()
    _, client = officer()
    address = act_url("outcome", case, "intake", "refuse")
    assert "Choose an answer to “Reason”." in text(send(client, address, words="Bukan wewenang."))
    assert send(client, address, reason="private_land", words="Berada di halaman rumah.").status_code == 302
    assert (state_of(case), Case.objects.get(id=case.id).is_open) == ("refused", False)
    page = text(client.get(case_url(case)))
    assert "Reason: On private land" in page
    assert "Berada di halaman rumah." in page
    assert "Nothing is left to do." in page


def test_finished_work_needs_a_photo_that_is_one() -> None:
    case, _, client = accepted()
    address = act_url("outcome", case, "work", "finish")
    assert "Add a photo to “Photo of the result”." in text(send(client, address, words="Sudah."))
    broken = photo()
    broken.file.truncate(200)  # type: ignore[union-attr]
    broken.size = 200
    refused = send(client, address, words="Sudah ditambal.", evidence=broken)
    assert refused.status_code == 422
    assert "This photo is damaged" in text(refused)
    assert "Sudah ditambal." in refused.content.decode()
    assert send(client, address, words="Sudah ditambal.", evidence=photo()).status_code == 302
    assert state_of(case) == "verification"
    assert Content.objects.get(case_id=case.id, question="evidence").file is not None


def test_the_check_is_done_by_another_person() -> None:
    case, who, _ = accepted()
    finish = {"words": "Sudah.", "files": (picture(who.user),)}
    end(case.id, who, "work", "finish", clock.now(), **finish)
    _, verifier = officer("verifier", organisation=VERIFIERS)
    assert send(verifier, act_url("outcome", case, "verify", "return"), words="Foto kurang jelas.").status_code == 302
    assert state_of(case) == "in_progress"
    end(case.id, who, "work", "finish", clock.now(), **finish)
    assert send(verifier, act_url("outcome", case, "verify", "confirm")).status_code == 302
    assert state_of(case) == "done"


def test_who_did_the_work_is_not_offered_the_check() -> None:
    case = report_now()
    who, _ = officer("supervisor", organisation="dki")
    finish_work(case.id, who, clock.now())
    Task.objects.filter(case_id=case.id).update(assignee=None)
    who.user.memberships.update(role="verifier")
    client = browser_of(who)
    assert "Confirm the result" not in text(client.get(case_url(case)))
    refused = send(client, act_url("outcome", case, "verify", "confirm"))
    assert refused.status_code == 403
    assert "you did the work that is to be checked" in text(refused)


def test_start_and_hand_over_to_a_colleague() -> None:
    case, who, client = accepted()
    colleague, _ = officer("crew")
    stranger, _ = officer("crew", organisation="kelurahan-31.71.06.1001")
    assert send(client, act_url("start", case, "work")).status_code == 302
    assert Task.objects.get(case_id=case.id).assignee == who.user
    address = act_url("assign", case, "work")
    assert str(stranger.user) not in text(client.get(address))
    assert send(client, address, person=str(stranger.user.pk)).status_code == 422
    assert send(client, address, person=str(colleague.user.pk)).status_code == 302
    assert Task.objects.get(case_id=case.id).assignee == colleague.user
    assert f"Work was given to {colleague.user.name}" in text(client.get(case_url(case)))


def test_a_question_to_the_reporter_stops_the_clock() -> None:
    case, _, client = accepted()
    assert send(client, act_url("ask", case, "work"), words="Di sisi jalan yang mana?").status_code == 302
    assert Task.objects.get(case_id=case.id).paused_at is not None
    page = text(client.get(case_url(case)))
    assert "The clock stands still" in page
    assert "Di sisi jalan yang mana?" in page
    assert "Ask the reporter" not in page
    again = send(client, act_url("ask", case, "work"), words="Masih ada pertanyaan.")
    assert (again.status_code, "has not answered yet" in text(again)) == (409, True)


def test_a_promise_is_extended_once_with_a_reason() -> None:
    case, _, client = accepted()
    before = Task.objects.get(case_id=case.id).due_at
    address = act_url("extend", case, "work")
    assert "Fill in “Why more time is needed”." in text(send(client, address))
    assert send(client, address, words="Menunggu aspal datang.").status_code == 302
    after = Task.objects.get(case_id=case.id).due_at
    assert before is not None
    assert after is not None
    assert (after - before).days == 7
    assert "Ask for more time" not in text(client.get(case_url(case)))
    again = send(client, address, words="Sekali lagi.")
    assert "This can be done only once, and it has been done." in text(again)


def test_an_internal_note_is_for_offices_only() -> None:
    case = report_now()
    _, client = officer()
    assert send(client, act_url("note", case), words="Sudah ditelepon ke suku dinas.").status_code == 302
    assert Content.objects.get(case_id=case.id, seq=last(case, "noted").seq).audience == "officers"
    assert "Sudah ditelepon ke suku dinas." in text(client.get(case_url(case)))


def test_refusals_speak_the_officers_language_and_keep_what_was_typed() -> None:
    case = report_now()
    who, first = officer()
    late = browser_of(who, language="id")
    send(first, act_url("outcome", case, "intake", "accept"))
    response = send(late, act_url("outcome", case, "intake", "refuse"), reason="unclear", words="Kurang jelas.")
    assert response.status_code == 409
    assert "Langkah ini sudah diselesaikan orang lain." in text(response)
    assert "Kurang jelas." in response.content.decode()
    opened = late.get(act_url("outcome", case, "intake", "refuse"), follow=True)
    assert opened.redirect_chain == [(case_url(case), 302)]
    assert "Langkah ini sudah diselesaikan orang lain." in text(opened)


def test_a_part_that_cannot_be_had_leads_to_a_whole_page() -> None:
    case = report_now()
    who, client = officer()
    part = {"HX-Request": "true"}
    shown = client.get(act_url("outcome", case, "intake", "refuse"), headers=part)
    assert "<html" not in shown.content.decode()
    end(case.id, who, "intake", "accept", clock.now())
    gone = client.get(act_url("outcome", case, "intake", "refuse"), headers=part)
    assert (gone.status_code, gone.headers["HX-Redirect"]) == (200, case_url(case))
    logged_out = Client().get("/kerja/?show=late", headers=part)
    assert logged_out.headers["HX-Redirect"].startswith("/akun/masuk/?next=")


def test_the_language_can_change_in_the_middle_of_a_form() -> None:
    case = report_now()
    _, client = officer()
    address = act_url("outcome", case, "intake", "refuse")
    response = send(client, address, reason="unclear", words="Belum selesai ditulis", switch_language="id")
    page = response.content.decode()
    assert response.status_code == 200
    assert "Tolak laporan" in page
    assert "Belum selesai ditulis" in page
    assert state_of(case) == "waiting"
