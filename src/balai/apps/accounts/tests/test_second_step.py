"""Officers need a second step outside demo mode; its secrets lie encrypted; recovery codes are shown on POST only."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from balai.apps.accounts.actions import add_person
from balai.apps.accounts.gate import officer_gate, officers_only
from balai.base import clock
from balai.base.people.models import Organisation, Role, User
from balai.base.people.service import grant_role

pytestmark = pytest.mark.django_db
PASSWORD = "tiga kata acak sekali"
NOW = datetime(2026, 3, 2, 3, 0, tzinfo=UTC)


@pytest.fixture
def officer() -> User:
    office = Organisation.objects.create(code="kantor", kind="agency", names={"id": "Kantor"}, path="kantor/")
    user = add_person(email="petugas@example.org", name="Petugas", password=PASSWORD, language="en")
    grant_role(user=user, organisation=office, role=Role.OFFICER, by=None, now=NOW)
    return user


def log_in(client: Client, user: User) -> HttpResponse:
    answer: HttpResponse = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})  # type: ignore[assignment]
    return answer


def gate_of(client: Client, user: User, path: str = "/kerja/?page=2") -> str | None:
    """Where the gate sends this client's session: a path, or None when it opens."""
    request = RequestFactory().get(path)
    request.user = user
    request.session = client.session
    request._messages = _NoMessages()  # type: ignore[attr-defined]
    answer = officer_gate(request)
    return None if answer is None else str(answer["Location"])


class _NoMessages:
    def add(self, *_: object) -> None:
        """Nothing is kept."""


def code_of(secret: str, step: int = 0) -> str:
    """What an authenticator app shows now, or `step` half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30 + step)))


def set_up_app(client: Client) -> str:
    page = reverse("mfa_activate_totp")
    answer = client.get(page)
    client.post(answer["Location"], {"password": PASSWORD})
    html = client.get(page).content.decode()
    found = re.search(r"<code>([A-Z2-7]{16,})</code>", html)
    assert found, html
    answer = client.post(page, {"code": code_of(found.group(1))})
    assert answer["Location"] == reverse("mfa_view_recovery_codes")
    return found.group(1)


def test_an_officer_without_one_is_sent_to_set_it_up(client: Client, officer: User) -> None:
    log_in(client, officer)
    assert gate_of(client, officer) == reverse("mfa_index")
    secret = set_up_app(client)
    assert gate_of(client, officer) is None, "the code just typed is the proof"
    stored = Authenticator.objects.get(user=officer, type=Authenticator.Type.TOTP)
    assert secret not in str(stored.data)


def test_a_session_that_never_showed_it_must(client: Client, officer: User) -> None:
    thief = Client()
    log_in(thief, officer)
    log_in(client, officer)
    secret = set_up_app(client)
    assert gate_of(thief, officer) == reverse("mfa_reauthenticate") + "?next=%2Fkerja%2F%3Fpage%3D2"
    late = Client(headers={"accept-language": "en"})
    answer = log_in(late, officer)
    assert answer["Location"] == reverse("mfa_authenticate")
    assert late.get(reverse("accounts:profile")).status_code == 302, "the password alone opens nothing"
    wrong = late.post(reverse("mfa_authenticate"), {"code": "000000"})
    assert "This code is not right" in wrong.content.decode()
    late.post(reverse("mfa_authenticate"), {"code": code_of(secret, 1)})
    assert gate_of(late, officer) is None


def test_recovery_codes_are_shown_on_post_and_open_the_account_once(client: Client, officer: User) -> None:
    log_in(client, officer)
    set_up_app(client)
    page = reverse("mfa_view_recovery_codes")
    assert not re.findall(r"<code>\d{8}</code>", client.get(page).content.decode())
    codes = re.findall(r"<code>(\d{8})</code>", client.post(page).content.decode())
    assert len(codes) == 10
    file = client.post(reverse("mfa_download_recovery_codes"))
    assert file.content.decode().split() == codes
    for expected in (302, 200):
        visitor = Client()
        log_in(visitor, officer)
        assert visitor.post(reverse("mfa_authenticate"), {"code": codes[0]}).status_code == expected


def test_a_demo_needs_none(client: Client, officer: User, in_demo: None) -> None:
    log_in(client, officer)
    assert gate_of(client, officer) is None


def test_visitors_are_sent_to_log_in(rf: RequestFactory) -> None:
    view: Callable[[HttpRequest], object] = officers_only(lambda _request: HttpResponse("desk"))
    request = rf.get("/kerja/")
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    answer = view(request)
    assert isinstance(answer, HttpResponse)
    assert answer["Location"] == reverse("account_login") + "?next=%2Fkerja%2F"


@pytest.fixture
def in_demo(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.setattr(settings, "CONFIGURATION", replace(settings.CONFIGURATION, demo=True))


def test_an_officers_session_ends_after_twelve_idle_hours(client: Client, officer: User) -> None:
    client.post(reverse("account_login"), {"login": officer.email, "password": PASSWORD, "remember": "on"})
    assert client.session.get_expiry_age() <= 12 * 3600
    citizen = add_person(email="warga@example.org", name="", password=PASSWORD, language="en")
    other = Client()
    other.post(reverse("account_login"), {"login": citizen.email, "password": PASSWORD, "remember": "on"})
    assert other.session.get_expiry_age() > 13 * 24 * 3600
