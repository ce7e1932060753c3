"""The reporter answers, rates, opens again once, and decides who may read: by the private link, or logged in."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.cases.actions.opening import OpenedCase
from balai.apps.cases.actions.revealing import reveal_reporter
from balai.apps.cases.actions.showing import change_visibility
from balai.apps.cases.actions.working import ask_reporter
from balai.apps.cases.models import Case, Content, Event
from balai.apps.cases.tests.samples import VERIFIERS, Colleague, colleague, end, finish_work, report
from balai.apps.reports.tests.walk import citizen, photo, text
from balai.base import clock
from balai.base.notifications.models import Notification
from balai.base.people.models import User

pytestmark = pytest.mark.usefixtures("jakarta")


class Reporter:
    """Somebody with a report, and the addresses by which they reach it."""

    def __init__(self, *, logged_in: bool) -> None:
        self.user = User.objects.create_user(f"{uuid4().hex}@example.org", name="Sari") if logged_in else None
        self.client = citizen()
        if self.user:
            self.client.force_login(self.user)
        self.case: OpenedCase = report(by=self.user, now=clock.now())

    def url(self, act: str = "") -> str:
        name = ("own" if self.user else "private") + ("-act" if act else "")
        parts = [self.case.reference] + ([] if self.user else [self.case.secret]) + ([act] if act else [])
        return reverse(f"reports:{name}", args=parts)

    def page(self) -> str:
        return text(self.client.get(self.url()))

    def act(self, act: str, **fields: Any) -> Any:
        return self.client.post(self.url(act), {"key": str(uuid4()), **fields})

    @property
    def row(self) -> Case:
        return Case.objects.get(id=self.case.id)


@pytest.fixture(params=[True, False], ids=["logged-in", "by-link"])
def reporter(request: pytest.FixtureRequest) -> Reporter:
    return Reporter(logged_in=request.param)


@pytest.fixture
def officer() -> Colleague:
    return colleague("officer")


def solve(reporter: Reporter, officer: Colleague) -> None:
    finish_work(reporter.case.id, officer, clock.now())
    end(reporter.case.id, colleague("verifier", VERIFIERS), "verify", "confirm", clock.now())


def ask(reporter: Reporter, officer: Colleague) -> None:
    ask_reporter(
        case_id=reporter.case.id, step="intake", words="Lajur yang mana?", actor=officer.actor, now=clock.now()
    )


def test_the_citys_question_is_shown_and_answered_with_words_and_a_photo(
    reporter: Reporter, officer: Colleague
) -> None:
    ask(reporter, officer)
    assert "Lajur yang mana?" in reporter.page()
    answer = reporter.act("jawab", words="Lajur kiri.", photos=photo())
    assert answer.status_code == 302
    assert Content.objects.filter(case_id=reporter.case.id, text="Lajur kiri.", audience="reporter").exists()
    assert Content.objects.filter(case_id=reporter.case.id, question="evidence", file__isnull=False).exists()
    assert "Lajur yang mana?" in reporter.page()  # in the story
    assert "Kirim jawaban" not in reporter.page()


def test_sending_the_answer_twice_is_one_answer(reporter: Reporter, officer: Colleague) -> None:
    ask(reporter, officer)
    key = str(uuid4())
    for _ in range(2):
        assert reporter.act("jawab", words="Lajur kiri.", key=key).status_code == 302
    assert Event.objects.filter(case_id=reporter.case.id, kind="reporter_answered").count() == 1


def test_an_empty_answer_is_said(reporter: Reporter, officer: Colleague) -> None:
    ask(reporter, officer)
    answer = reporter.act("jawab", words=" ")
    assert answer.status_code == 422
    assert "error-summary" in answer.content.decode()


def test_answering_when_nobody_asked_is_refused_with_a_sentence(reporter: Reporter) -> None:
    answer = reporter.act("jawab", words="Halo?")
    assert answer.status_code == 409
    assert "notice--error" in answer.content.decode()


def test_rating_closes_the_report(reporter: Reporter, officer: Colleague) -> None:
    solve(reporter, officer)
    assert "Apakah Anda setuju?" in reporter.page()
    assert reporter.act("satisfied", rating="5", words="Cepat!").status_code == 302
    assert not reporter.row.is_open
    assert "Nilai dari pelapor: 5 dari 5" in reporter.page()


def test_a_rating_out_of_bounds_is_said(reporter: Reporter, officer: Colleague) -> None:
    solve(reporter, officer)
    for rating in ("", "0", "6", "five"):
        assert reporter.act("satisfied", rating=rating).status_code == 422
    assert reporter.row.is_open


def test_opening_again_needs_words_and_works_once(reporter: Reporter, officer: Colleague) -> None:
    solve(reporter, officer)
    assert reporter.act("reopen", words="").status_code == 422
    assert reporter.act("reopen", words="Lubangnya masih ada.").status_code == 302
    assert reporter.row.public_state == "in_progress"
    end(reporter.case.id, officer, "work", "finish", clock.now(), words="Ditambal lagi.", files=(_evidence(officer),))
    end(reporter.case.id, colleague("verifier", VERIFIERS), "verify", "confirm", clock.now())
    assert reporter.act("reopen", words="Masih ada juga.").status_code == 404
    assert reporter.row.reopened == 1


def _evidence(officer: Colleague) -> int:
    from balai.apps.cases.tests.samples import picture

    return picture(officer.user, 3)


def test_nothing_can_be_done_that_is_not_open(reporter: Reporter) -> None:
    for act in ("satisfied", "reopen", "lapse", "accept", "nonsense"):
        assert reporter.act(act, rating="5", words="Sudah selesai").status_code == 404


def test_the_reporter_closes_and_opens_the_report_to_the_public(reporter: Reporter) -> None:
    public = reverse("reports:public", args=[reporter.case.reference])
    assert reporter.act("tutup").status_code == 302
    assert citizen().get(public).status_code == 404
    assert reporter.act("buka").status_code == 302
    assert citizen().get(public).status_code == 200
    assert [event.data["public"] for event in Event.objects.filter(kind="visibility_changed").order_by("seq")] == [
        False,
        True,
    ]


def test_what_an_office_hid_only_an_office_shows_again(reporter: Reporter) -> None:
    boss = colleague("supervisor")
    change_visibility(
        case_id=reporter.case.id, is_public=False, words="Memuat data pribadi.", actor=boss.actor, now=clock.now()
    )
    assert "Memuat data pribadi." in reporter.page()
    assert reporter.act("buka").status_code == 403
    assert not reporter.row.is_public


def test_an_office_does_not_show_what_the_reporter_closed(reporter: Reporter) -> None:
    from balai.apps.cases.refusals import NeverPublic

    boss = colleague("supervisor")
    reporter.act("tutup")
    with pytest.raises(NeverPublic):
        change_visibility(case_id=reporter.case.id, is_public=True, words="Penting.", actor=boss.actor, now=clock.now())


def test_each_look_at_ones_identity_is_listed_with_office_and_reason(officer: Colleague) -> None:
    reporter = Reporter(logged_in=True)
    assert "Belum ada." in reporter.page()
    reveal_reporter(
        case_id=reporter.case.id,
        reason="contact",
        words="Perlu menelepon pelapor.",
        actor=officer.actor,
        by=officer.user,
        now=clock.now(),
    )
    page = reporter.page()
    assert "Perlu menelepon pelapor." in page
    assert "Kelurahan Cikini" in page
    public = text(citizen().get(reverse("reports:public", args=[reporter.case.reference])))
    assert "Perlu menelepon" not in public
    assert "identitas" not in public


def test_the_private_link_is_mailed_once_to_an_address() -> None:
    reporter = Reporter(logged_in=False)
    url = reverse("reports:private-mail", args=[reporter.case.reference, reporter.case.secret])
    for _ in range(2):
        assert reporter.client.post(url, {"email": "sari@example.org"}).status_code == 302
    mails = Notification.objects.filter(event__contains=":link:")
    assert mails.count() == 1
    assert reporter.case.secret in mails.get().content["body"]  # type: ignore[index]
    assert reporter.client.post(url, {"email": "bukan alamat"}).status_code == 422


def test_own_reports_are_listed_public_or_not() -> None:
    reporter = Reporter(logged_in=True)
    hidden = report(by=reporter.user, now=clock.now(), is_public=False)
    page = reporter.client.get(reverse("reports:mine")).content.decode()
    assert reporter.case.reference in page
    assert hidden.reference in page
    assert Client().get(reverse("reports:mine")).status_code == 302
