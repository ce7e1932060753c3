"""A person opens an account with a code from a mail, logs in, and cannot be found out by trying addresses."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.accounts.actions import add_person, forget_account_mails, forget_unconfirmed
from balai.base import clock
from balai.base.notifications.models import Notification
from balai.base.people.models import User

pytestmark = pytest.mark.django_db
PASSWORD = "tiga kata acak sekali"
CODE = re.compile(r"^[A-Z]{4}-[A-Z]{4}$", re.MULTILINE)


def sign_up(client: Client, email: str) -> str:
    """Open an account as far as the page for the code; where it leads."""
    data = {"name": "Ratih", "email": email, "password1": PASSWORD}
    answer = client.post(reverse("account_signup"), data)
    assert answer.status_code == 302, answer.content.decode()
    return answer["Location"]


def last_code() -> str:
    found = CODE.search(mails()[-1].body)
    assert found
    return found.group()


def mails() -> list[Notification]:
    return list(Notification.objects.filter(channel="email").order_by("pk"))


def test_signing_up_needs_the_code_from_the_mail(client: Client) -> None:
    client.cookies["django_language"] = "en"
    page = sign_up(client, "ratih@example.org")
    assert page == reverse("account_email_verification_sent")
    wrong = client.post(page, {"code": "AAAA-AAAA"})
    assert "This code is not right" in wrong.content.decode()
    right = client.post(page, {"code": last_code()})
    assert right.status_code == 302
    user = User.objects.get(email="ratih@example.org")
    assert (user.name, user.language) == ("Ratih", "en")
    assert client.get(reverse("accounts:profile")).status_code == 200


def test_signing_up_with_a_taken_address_looks_the_same(client: Client) -> None:
    add_person(email="orang.lama@example.org", name="Lama", password=PASSWORD, language="id")
    taken = sign_up(client, "orang.lama@example.org")
    page_of_taken = client.get(taken).content.decode()
    other = Client()
    fresh = sign_up(other, "orang.baru@example.org")
    page_of_fresh = other.get(fresh).content.decode()
    assert taken == fresh
    assert _plain(page_of_taken, "orang.lama") == _plain(page_of_fresh, "orang.baru")
    assert not CODE.search(mails()[0].body), "whoever has an account is told so, by mail"
    assert CODE.search(mails()[1].body)


def _plain(html: str, name: str) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', "", html).replace(name, "…")


def test_a_new_password_for_an_unknown_address_looks_the_same(client: Client) -> None:
    add_person(email="orang.lama@example.org", name="Lama", password=PASSWORD, language="id")
    pages = []
    for name in ("orang.lama", "orang.tiada"):
        visitor = Client()
        answer = visitor.post(reverse("account_reset_password"), {"email": f"{name}@example.org"})
        pages.append((answer["Location"], _plain(visitor.get(answer["Location"]).content.decode(), name)))
    assert pages[0] == pages[1]
    assert len(mails()) == 2


def test_a_forgotten_password_is_replaced_with_a_code(client: Client) -> None:
    user = add_person(email="lupa@example.org", name="", password=PASSWORD, language="id")
    elsewhere = Client()
    elsewhere.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert elsewhere.get(reverse("accounts:profile")).status_code == 200
    client.post(reverse("account_reset_password"), {"email": user.email})
    code_page = reverse("account_confirm_password_reset_code")
    answer = client.post(code_page, {"code": last_code()})
    answer = client.post(answer["Location"], {"password1": "kata sandi yang baru"})
    assert answer["Location"] == reverse("account_password_reset_completed")
    assert client.get(answer["Location"]).status_code == 200
    assert elsewhere.get(reverse("accounts:profile")).status_code == 302, "other devices are logged out"
    answer = client.post(reverse("account_login"), {"login": user.email, "password": "kata sandi yang baru"})
    assert answer.status_code == 302


def test_logging_in_makes_a_new_session_and_logging_out_needs_post(client: Client) -> None:
    user = add_person(email="warga@example.org", name="", password=PASSWORD, language="en")
    client.get(reverse("account_login"))
    client.post(reverse("account_reset_password"), {"email": "siapa@example.org"})
    before = client.session.session_key
    answer = client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})
    assert answer.status_code == 302
    assert answer.cookies["django_language"].value == "en", "the account's own language"
    assert client.session.session_key != before
    assert client.get(reverse("account_logout")).status_code == 200
    assert client.get(reverse("accounts:profile")).status_code == 200, "GET did not log out"
    client.post(reverse("account_logout"))
    assert client.get(reverse("accounts:profile")).status_code == 302


def test_switching_the_language_keeps_what_was_typed(client: Client) -> None:
    answer = client.post(
        reverse("account_signup"), {"name": "Ratih", "email": "a@example.org", "switch_language": "en"}
    )
    html = answer.content.decode()
    assert answer.status_code == 200
    assert 'lang="en"' in html
    assert 'value="Ratih"' in html
    assert "Error:" not in html
    assert not User.objects.exists()


def test_addresses_in_mails_are_forgotten_after_two_days(client: Client) -> None:
    sign_up(client, "ratih@example.org")
    now = clock.now()
    assert forget_account_mails(now=now + timedelta(days=1)) == 0
    assert forget_account_mails(now=now + timedelta(days=5)) == 1
    assert mails()[0].content is None


def test_an_account_that_nobody_confirms_is_forgotten_after_a_week(client: Client) -> None:
    sign_up(client, "salah.ketik@example.org")
    kept = add_person(email="tetap@example.org", name="", password=None, language="id")
    other = Client()
    other.post(sign_up(other, "ratih@example.org"), {"code": last_code()})
    now = clock.now()
    assert forget_unconfirmed(now=now + timedelta(days=6)) == 0
    assert forget_unconfirmed(now=now + timedelta(days=8)) == 1
    assert set(User.objects.values_list("email", flat=True)) == {kept.email, "ratih@example.org"}
