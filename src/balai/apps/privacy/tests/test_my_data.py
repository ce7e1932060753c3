"""A person sees all that the city holds on them, takes it along, and has it erased."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import date, timedelta
from typing import Any

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.contrib.sessions.models import Session
from django.db import Error, connection, transaction
from django.test import Client
from django.urls import reverse

from balai.apps.accounts.actions import add_person
from balai.apps.cases.actions.drafting import DraftOwner, start_draft
from balai.apps.cases.actions.opening import OpenedCase, ReporterDetails
from balai.apps.cases.actions.redacting import cover_words
from balai.apps.cases.actions.revealing import reveal_reporter
from balai.apps.cases.actions.supporting import support_case
from balai.apps.cases.actions.working import add_note
from balai.apps.cases.models import Content, Draft, Event, Follower, Reporter
from balai.apps.cases.tests.samples import colleague, end, picture, report
from balai.base import clock
from balai.base.audit.models import Disclosure
from balai.base.notifications.models import Notification
from balai.base.people.models import Membership, Organisation, User

pytestmark = pytest.mark.usefixtures("jakarta")
PASSWORD = "tiga kata acak sekali"


@pytest.fixture
def person() -> User:
    return add_person(email="sari@example.org", name="Sari Dewi", password=PASSWORD, language="en")


@pytest.fixture
def browser(person: User) -> Client:
    client = Client(headers={"accept-language": "en"})
    client.force_login(person)
    session = client.session
    now = clock.now().timestamp()
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "password", "reauthenticated": True, "at": now}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(person.pk)
    session.save()
    return client


def case_of(person: User | None, **more: Any) -> OpenedCase:
    details = ReporterDetails(user=person, name="Sari Dewi", email="sari@example.org", phone="0812", language="en")
    return report(now=clock.now(), reporter=details, files={"photo": [picture(by=person)]}, **more)


def unpacked(response: Any) -> tuple[dict[str, Any], zipfile.ZipFile]:
    archive = zipfile.ZipFile(io.BytesIO(b"".join(response.streaming_content)))
    return json.loads(archive.read("data.json")), archive


def test_the_download_holds_everything_and_nothing_of_others(person: User, browser: Client) -> None:
    case, officer, other = case_of(person), colleague("officer"), case_of(None)
    public = report(now=clock.now())
    support_case(case_id=public.id, identity=f"user:{person.pk}", by=person, now=clock.now())
    start_draft(kind="road", owner=DraftOwner(user=person), answers={"words": "Belum selesai"}, now=clock.now())
    add_note(case_id=case.id, words="Catatan dalam kantor", actor=officer.actor, now=clock.now())
    words = "Untuk menelepon tentang lubang"
    reveal_reporter(
        case_id=case.id, reason="contact", words=words, actor=officer.actor, by=officer.user, now=clock.now()
    )
    facts, archive = unpacked(browser.get(reverse("privacy:download")))
    assert archive.testzip() is None
    assert facts["account"]["email"] == "sari@example.org"
    (mine,) = facts["cases"]
    assert mine["reference"] == case.reference
    assert mine["reporter"] == {"name": "Sari Dewi", "email": "sari@example.org", "phone": "0812"}
    assert {"Lubang besar di depan sekolah.", "Pothole"} <= {
        row["answer"] for row in mine["answers"] if isinstance(row["answer"], str)
    }
    assert [row["reference"] for row in facts["supported_cases"]] == [public.reference]
    assert facts["unsent_answers"][0]["answers"] == {"words": "Belum selesai"}
    assert facts["looks_at_my_data"][0]["words"] == words
    assert facts["messages"]
    assert facts["files"] == [f"{case.reference}-1.jpg"]
    assert archive.read(f"files/{case.reference}-1.jpg")[:2] == b"\xff\xd8"
    page = archive.read("index.html").decode()
    assert case.reference in page
    assert "<script" not in page
    everything = archive.read("data.json").decode() + page
    assert other.reference not in everything
    assert "Catatan dalam kantor" not in everything
    assert officer.user.name not in everything
    assert case.secret not in everything


def test_covered_words_do_not_come_back_in_the_download(person: User, browser: Client) -> None:
    case = case_of(person)
    cover_words(
        case_id=case.id, phrases=["sekolah"], reason="others", actor=colleague("officer").actor, now=clock.now()
    )
    _, archive = unpacked(browser.get(reverse("privacy:download")))
    assert "sekolah" not in archive.read("data.json").decode()


def test_the_page_shows_what_is_held_and_until_when(person: User, browser: Client) -> None:
    case = case_of(person)
    end(case.id, colleague("officer"), "intake", "refuse", clock.now(), reason="unclear", words="Tidak jelas.")
    page = browser.get(reverse("privacy:mine"))
    assert page.headers["Cache-Control"] == "no-store, private"
    content = page.content.decode()
    assert case.reference in content
    assert "Kept until" in content
    assert reverse("privacy:own-erase", args=[case.reference]) in content


def test_a_case_is_erased_only_after_a_clear_yes(person: User, browser: Client) -> None:
    case = case_of(person)
    url = reverse("privacy:own-erase", args=[case.reference])
    assert browser.get(url).status_code == 200
    assert browser.post(url, {}).status_code == 422
    assert Content.objects.filter(case_id=case.id).exists()
    assert browser.post(url, {"sure": "on"}).headers["Location"] == reverse("privacy:mine")
    assert not Content.objects.filter(case_id=case.id).exists()
    assert Reporter.objects.get(case_id=case.id).user is None
    assert Event.objects.get(case_id=case.id, kind="erased").by_id is None
    assert browser.get(url).status_code == 404


def test_whoever_has_the_private_link_can_take_and_erase_too() -> None:
    case, browser = case_of(None), Client(headers={"accept-language": "en"})
    page = browser.get(reverse("reports:private", args=[case.reference, case.secret])).content.decode()
    take, erase = (
        reverse(f"privacy:private-{name}", args=[case.reference, case.secret]) for name in ("download", "erase")
    )
    assert take in page
    assert erase in page
    facts, _ = unpacked(browser.get(take))
    assert facts["cases"][0]["reporter"]["phone"] == "0812"
    assert browser.post(erase, {"sure": "on"}).status_code == 302
    assert not Content.objects.filter(case_id=case.id).exists()
    wrong = reverse("privacy:private-download", args=[case.reference, "x" * 22])
    assert browser.get(wrong).status_code == 404


def test_nobody_erases_what_is_anothers(browser: Client) -> None:
    case = case_of(add_person(email="ani@example.org", name="Ani", password=PASSWORD, language="id"))
    url = reverse("privacy:own-erase", args=[case.reference])
    assert browser.post(url, {"sure": "on"}).status_code == 404
    assert Content.objects.filter(case_id=case.id).exists()


def leave(browser: Client, **more: str) -> Any:
    return browser.post(reverse("privacy:erase"), {"sure": "on", **more})


@pytest.mark.parametrize("cases_too", [False, True])
def test_an_account_is_erased_with_every_tie(person: User, browser: Client, cases_too: bool) -> None:
    case, officer = case_of(person), colleague("officer")
    public = report(now=clock.now())
    support_case(case_id=public.id, identity=f"user:{person.pk}", by=person, now=clock.now())
    start_draft(kind="road", owner=DraftOwner(user=person), answers={}, now=clock.now())
    words = "Untuk menelepon Sari tentang lubang"
    reveal_reporter(
        case_id=case.id, reason="contact", words=words, actor=officer.actor, by=officer.user, now=clock.now()
    )
    before = bytes(Follower.objects.get().key)
    assert leave(browser, **({"cases_too": "on"} if cases_too else {})).status_code == 302
    person.refresh_from_db()
    assert (person.email, person.name, person.is_active) == (f"{person.public_id}@erased.invalid", "", False)
    assert not EmailAddress.objects.filter(user=person).exists()
    assert not Draft.objects.exists()
    assert Follower.objects.get().user is None
    assert bytes(Follower.objects.get().key) != before
    reporter = Reporter.objects.get(case_id=case.id)
    assert (reporter.user, reporter.name, reporter.email, reporter.phone) == (None, "", "", "")
    assert Content.objects.filter(case_id=case.id).exists() is not cases_too
    look = Disclosure.objects.get()
    assert (look.about, look.words) == (None, "-")
    assert not Notification.objects.filter(recipient=f"user:{person.pk}").exists()
    last = Notification.objects.get(channel="email", content__address="sari@example.org")
    assert last.subject == "Your account is erased"
    assert browser.get(reverse("privacy:mine")).status_code == 302
    assert not Client().login(email="sari@example.org", password=PASSWORD)


def test_other_devices_are_logged_out_with_the_account(person: User, browser: Client) -> None:
    other = Client()
    other.force_login(person)
    assert other.get(reverse("privacy:mine")).status_code == 200
    leave(browser)
    assert other.get(reverse("privacy:mine")).status_code == 302
    assert Session.objects.exists()


def test_who_works_for_the_city_cannot_leave_before_the_role_ends(person: User, browser: Client) -> None:
    office = Organisation.objects.get(code="biro-pemerintahan")
    today = clock.now().date()
    role = Membership.objects.create(user=person, organisation=office, role="officer", since=date(2026, 1, 1))
    assert leave(browser).status_code == 409
    person.refresh_from_db()
    assert person.is_active
    role.until = today - timedelta(days=2)
    role.save()
    assert leave(browser).status_code == 302


def test_a_download_asks_for_the_password_again(person: User) -> None:
    case_of(person)
    client = Client()
    client.force_login(person)
    answer = client.get(reverse("privacy:download"))
    assert (answer.status_code, answer.streaming) == (302, False)
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))


def test_leaving_asks_for_the_password_again(person: User) -> None:
    client = Client()
    client.force_login(person)
    answer = client.post(reverse("privacy:erase"), {"sure": "on"})
    assert answer.headers["Location"].startswith(reverse("account_reauthenticate"))
    person.refresh_from_db()
    assert person.is_active


def test_nobody_with_an_account_is_taken_out_of_the_book_of_looks(person: User) -> None:
    with pytest.raises(Error, match="still has an account"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT audit_forget(%s)", [person.pk])
