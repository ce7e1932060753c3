"""Every event of a story is told in words, with who, for which office, and when: in both languages."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from balai.apps.cases.actions.clockwork import tick_case
from balai.apps.cases.actions.erasing import erase_content
from balai.apps.cases.actions.opening import OpenedCase
from balai.apps.cases.actions.revealing import reveal_reporter
from balai.apps.cases.actions.showing import change_visibility
from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.actions.working import (
    add_note,
    answer_city,
    ask_reporter,
    assign_task,
    extend_promise,
    start_work,
)
from balai.apps.cases.models import Case
from balai.apps.cases.queries.case_page import OFFICERS, tell
from balai.apps.cases.tests.desk import browser_of, case_url, text
from balai.apps.cases.tests.samples import HOUR, NOW, VERIFIERS, Colleague, colleague, end, picture, report
from balai.apps.cases.views.telling import TITLES, UNTOLD, Teller
from balai.engines.casework.story import Kind
from balai.web.components import Moment

pytestmark = pytest.mark.usefixtures("jakarta")


def eventful() -> tuple[OpenedCase, Colleague]:
    """A report to which everything happens but its erasure."""
    case, office, verifier = report(), colleague("officer"), colleague("verifier", VERIFIERS)
    number, actor = case.id, office.actor
    support_case(case_id=number, identity="tetangga", by=None, now=NOW)
    reveal_reporter(
        case_id=number, reason="contact", words="Letaknya belum jelas.", actor=actor, by=office.user, now=NOW
    )
    end(number, office, "intake", "accept", NOW + HOUR)
    assign_task(case_id=number, step="work", assignee=office.user, actor=actor, now=NOW + 2 * HOUR)
    start_work(case_id=number, step="work", actor=actor, now=NOW + 3 * HOUR)
    ask_reporter(case_id=number, step="work", words="Di sisi mana?", actor=actor, now=NOW + 4 * HOUR)
    answer_city(case_id=number, words="Sisi utara.", files=(), by=None, now=NOW + 5 * HOUR)
    extend_promise(case_id=number, step="work", words="Menunggu aspal.", actor=actor, now=NOW + 6 * HOUR)
    tick_case(case_id=number, now=NOW + 24 * 30 * HOUR)
    add_note(case_id=number, words="Sudah ditelepon.", actor=actor, now=NOW + 24 * 31 * HOUR)
    change_visibility(case_id=number, is_public=False, words="Ada wajah.", actor=actor, now=NOW + 24 * 32 * HOUR)
    proof = (picture(office.user, 5),)
    end(report().id, office, "intake", "accept", NOW)
    for outcome, at in (("return", 34), ("confirm", 36)):
        end(number, office, "work", "finish", NOW + 24 * (at - 1) * HOUR, words="Sudah ditambal.", files=proof)
        words = {"words": "Foto kurang jelas."} if outcome == "return" else {}
        end(number, verifier, "verify", outcome, NOW + 24 * at * HOUR, **words)
    end(number, None, "review", "reopen", NOW + 24 * 37 * HOUR, words="Ambles lagi.")
    end(number, office, "work", "finish", NOW + 24 * 38 * HOUR, words="Diulang.", files=(picture(office.user, 6),))
    end(number, verifier, "verify", "confirm", NOW + 24 * 39 * HOUR)
    end(number, None, "review", "satisfied", NOW + 24 * 40 * HOUR, rating=5)
    return case, office


def told(case: OpenedCase, language: str) -> list[Moment]:
    with override(language):
        page = tell(Case.objects.select_related("area", "holder").get(id=case.id), audiences=OFFICERS)
        return [
            Moment(moment.at, str(moment.title), str(moment.by), str(moment.text), moment.state, moment.mark)
            for moment in Teller(page, NOW + 24 * 41 * HOUR).moments()
        ]


def test_every_kind_of_event_has_words_or_is_told_with_another() -> None:
    assert set(TITLES) | UNTOLD == set(Kind)


def test_the_story_reads_from_the_newest_to_the_oldest() -> None:
    case, _ = eventful()
    moments = told(case, "id")
    assert [moment.at for moment in moments] == sorted((moment.at for moment in moments), reverse=True)
    assert (moments[0].mark, moments[0].state) == ("done", "done")
    assert moments[-1].title == "Laporan diterima lewat situs"


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        (
            "id",
            [
                "Identitas pelapor dilihat",
                "Terima dan kerjakan",
                "Pelapor ditanya; batas waktu dihentikan sementara",
                "Catatan internal",
                "Ditutup untuk umum",
                "Kembalikan ke pelaksana",
                "Belum beres - buka kembali",
                "Beri nilai dan tutup laporan",
            ],
        ),
        (
            "en",
            [
                "Looked at who sent the report",
                "Accept and start work",
                "The reporter was asked a question; the time limit stands still",
                "Internal note",
                "Hidden from the public",
                "Return to the doer",
                "Not solved - open it again",
                "Rate and close the report",
            ],
        ),
    ],
)
def test_what_happened_is_told_in_each_language(language: str, sentences: list[str]) -> None:
    case, _ = eventful()
    titles = [moment.title for moment in told(case, language)][::-1]
    assert [title for title in titles if title in sentences] == sentences


def test_an_act_names_person_role_and_office_and_what_follows() -> None:
    case, office = eventful()
    accepted = next(moment for moment in told(case, "id") if moment.title == "Terima dan kerjakan")
    assert accepted.by == f"{office.user.name} · Petugas · Kelurahan Cikini"
    assert str(accepted.text).startswith("Selanjutnya: Pengerjaan, Kelurahan Cikini, paling lambat ")
    assert accepted.state == "in_progress"


def test_reason_rating_words_and_handing_over_are_told() -> None:
    case, office = eventful()
    texts = {moment.title: moment.text for moment in told(case, "en")}
    assert texts["Rate and close the report"] == "Rating: 5 of 5"
    assert "Ambles lagi." in str(texts["Not solved - open it again"])
    assert "To ask the person about the report" in str(texts["Looked at who sent the report"])
    assert f"Work was given to {office.user.name}" in texts


def test_support_is_counted_and_not_told_each_time() -> None:
    case, office = eventful()
    page = text(browser_of(office).get(case_url(case)))
    assert "1 supporter " in page
    assert "support_case" not in page


def test_an_erased_case_keeps_its_story_without_words() -> None:
    case, office = eventful()
    erase_content(case_id=case.id, reason="retention", by=None, now=NOW + 24 * 50 * HOUR)
    page = text(browser_of(office).get(case_url(case)))
    assert "Words, names and pictures were erased" in page
    assert "Lubang besar" not in page
    assert "Accept and start work" in page
