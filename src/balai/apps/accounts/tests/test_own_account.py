"""People see and change what the city keeps about them, and see every look at it."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.accounts.actions import add_person
from balai.base import clock
from balai.base.audit.actions import record_disclosure
from balai.base.notifications.models import Notification
from balai.base.people.models import Organisation, Role, User
from balai.base.people.service import grant_role

pytestmark = pytest.mark.django_db
PASSWORD = "tiga kata acak sekali"


@pytest.fixture
def citizen(client: Client) -> User:
    user = add_person(email="warga@example.org", name="Ratih", password=PASSWORD, language="en")
    client.force_login(user)
    client.cookies["django_language"] = "en"
    return user


def text_of(client: Client, name: str, **query: str) -> str:
    return str(client.get(reverse(name), query).content.decode())


def test_name_and_language_are_changed(client: Client, citizen: User) -> None:
    answer = client.post(reverse("accounts:profile"), {"name": " Ratih\u202e  Ayu ", "language": "id"})
    citizen.refresh_from_db()
    assert (citizen.name, citizen.language) == ("Ratih Ayu", "id")
    assert answer.cookies["django_language"].value == "id"
    assert "Perubahan Anda" in text_of(client, "accounts:profile")


def test_roles_are_shown_with_their_office(client: Client, citizen: User) -> None:
    office = Organisation.objects.create(code="x", kind="agency", names={"id": "Dinas X", "en": "Agency X"}, path="x/")
    grant_role(user=citizen, organisation=office, role=Role.VERIFIER, by=None, now=clock.now())
    assert re.search(r"Verifier,\s+Agency X", text_of(client, "accounts:profile"))


def test_every_look_is_shown_page_by_page(client: Client, citizen: User) -> None:
    office = Organisation.objects.create(code="x", kind="agency", names={"en": "Agency X"}, path="x/")
    officer = add_person(email="p@example.org", name="Petugas Rahasia", password=None, language="id")
    for number in range(23):
        words = f"Calling back about the hole, {number}"
        record_disclosure(
            by=officer,
            about=citizen,
            reference="JKT-1",
            reason="contact",
            words=words,
            organisation=office,
            now=clock.now(),
        )
    first = text_of(client, "accounts:looks")
    assert first.count("Calling back") == 20
    assert "Agency X" in first
    assert "Petugas Rahasia" not in first
    before = re.search(r"before=(\d+)", first)
    assert before
    assert text_of(client, "accounts:looks", before=before.group(1)).count("Calling back") == 3
    assert text_of(client, "accounts:looks", before="9" * 30).count("Calling back") == 20
    stranger = Client()
    stranger.force_login(officer)
    assert "Calling back" not in text_of(stranger, "accounts:looks")


def test_a_new_address_holds_only_after_its_code(client: Client, citizen: User) -> None:
    answer = client.post(reverse("account_email"), {"action_add": "1", "email": "baru@example.org"})
    citizen.refresh_from_db()
    assert citizen.email == "warga@example.org"
    body = Notification.objects.latest("pk").body
    code = re.search(r"^[A-Z]{4}-[A-Z]{4}$", body, re.MULTILINE)
    assert code, body
    client.post(answer["Location"], {"code": code.group()})
    citizen.refresh_from_db()
    assert citizen.email == "baru@example.org"
    told = set(Notification.objects.values_list("content__address", flat=True))
    assert "warga@example.org" in told, "the old address hears of the change"


def test_a_password_is_changed_only_with_the_present_one(client: Client, citizen: User) -> None:
    client.post(reverse("account_change_password"), {"oldpassword": "salah", "password1": "kata sandi yang baru"})
    citizen.refresh_from_db()
    assert citizen.check_password(PASSWORD)
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": "kata sandi yang baru"})
    citizen.refresh_from_db()
    assert citizen.check_password("kata sandi yang baru")
    assert client.get(reverse("accounts:profile")).status_code == 200, "this device stays logged in"
