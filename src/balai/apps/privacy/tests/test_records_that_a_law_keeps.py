"""A reporter's wish erases the reporter's words; what offices must keep stays, and nothing goes while help is coming."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.cases.actions.erasing import expired_case_ids, uncoarsened_case_ids
from balai.apps.cases.actions.opening import OpenedCase
from balai.apps.cases.actions.redacting import cover_words
from balai.apps.cases.actions.working import add_note
from balai.apps.cases.models import Case, Content, Event
from balai.apps.cases.tests.samples import NOW, report
from balai.apps.cases.tests.samples import colleague as kelurahan
from balai.apps.cases.tests.test_home_care_travels import REQUEST, SEEN
from balai.apps.cases.tests.travels import HEALTH_CENTRE, act, ask, colleague, contents_of

pytestmark = pytest.mark.usefixtures("jakarta")
SURE = {"sure": "on"}


def on_the_way() -> OpenedCase:
    case = ask("request.home_care", REQUEST, None)
    words = {"colour": "red", "triage_words": "Kesadaran menurun."}
    act(case.id, colleague("officer", HEALTH_CENTRE), "triage", "sorted", answers=words)
    return case


def treated() -> OpenedCase:
    case = on_the_way()
    act(case.id, colleague("officer", HEALTH_CENTRE), "ambulance", "treated", answers=SEEN)
    return case


def browser() -> Client:
    return Client(headers={"accept-language": "en"})


def erase_address(case: OpenedCase) -> str:
    return reverse("privacy:private-erase", args=[case.reference, case.secret])


def test_nothing_is_erased_while_an_ambulance_is_under_way() -> None:
    case = on_the_way()
    answer = browser().post(erase_address(case), SURE)
    assert (answer.status_code, "on the way" in answer.content.decode()) == (409, True)
    assert contents_of(case.id, "phone")
    assert not Event.objects.filter(case_id=case.id, kind="erased").exists()


def test_findings_outlive_the_wish_and_not_their_time() -> None:
    case = treated()
    assert "article 15" in browser().get(erase_address(case)).content.decode()
    assert browser().post(erase_address(case), SURE).status_code == 302
    assert not Content.objects.filter(case_id=case.id, seq=1).exists()
    assert not contents_of(case.id, "phone")
    assert contents_of(case.id, "seen")
    erased = Event.objects.get(case_id=case.id, kind="erased")
    assert erased.data["reason"] == "citizen_right"
    assert erased.data["kept"] == Content.objects.filter(case_id=case.id).count()
    officer = colleague("officer", HEALTH_CENTRE)
    act(case.id, officer, "plan", "not_reached", words="Tidak ditemui.")
    closed = Case.objects.get(id=case.id).closed_at
    assert closed is not None
    assert uncoarsened_case_ids(NOW) == []
    assert Event.objects.filter(case_id=case.id, step="triage", data__answers__colour="red").exists()
    assert case.id not in expired_case_ids(closed + timedelta(days=24 * 365))
    assert expired_case_ids(closed + timedelta(days=26 * 365)) == [case.id]


def test_a_report_is_erased_whole_as_before() -> None:
    case = report()
    assert browser().post(erase_address(case), SURE).status_code == 302
    assert not Content.objects.filter(case_id=case.id).exists()


def told(case: OpenedCase) -> list[dict[str, Any]]:
    response = browser().get(reverse("privacy:private-download", args=[case.reference, case.secret]))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))  # type: ignore[attr-defined]
    answers: list[dict[str, Any]] = json.loads(archive.read("data.json"))["cases"][0]["answers"]
    return answers


def test_the_download_holds_what_officers_answered_and_no_notes() -> None:
    case = treated()
    officer = colleague("officer", HEALTH_CENTRE)
    add_note(case_id=case.id, words="Catatan antarkantor.", actor=officer.actor, now=NOW)
    rows = json.dumps(told(case), ensure_ascii=False)
    assert "Luka tekan dibersihkan." in rows
    assert "Kesadaran menurun." in rows
    assert "Catatan antarkantor." not in rows


def test_the_download_lists_what_is_covered_as_held() -> None:
    case = report()
    cover_words(case_id=case.id, phrases=["sekolah"], reason="others", actor=kelurahan("officer").actor, now=NOW)
    covered = [row for row in told(case) if row["covered_at"]]
    assert len(covered) == 1
    assert "sekolah" not in covered[0]["answer"]
    assert "under lock" in covered[0]["covered"]
