"""Guessing passwords ends in a lock-out that all processes share, for the account and for the address it comes from."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from balai.apps.accounts.actions import add_person

pytestmark = pytest.mark.django_db
PASSWORD = "tiga kata acak sekali"


def attempt(email: str, password: str, address: str = "203.0.113.9") -> str:
    client = Client(REMOTE_ADDR=address, headers={"accept-language": "en"})
    answer = client.post(reverse("account_login"), {"login": email, "password": password})
    return "in" if answer.status_code == 302 else answer.content.decode()


def test_an_account_is_locked_after_five_wrong_passwords() -> None:
    add_person(email="warga@example.org", name="", password=PASSWORD, language="en")
    for number in range(5):
        assert "is not right" in attempt("warga@example.org", f"salah {number}", f"203.0.113.{number}")
    assert "Too many failed attempts" in attempt("warga@example.org", PASSWORD, "198.51.100.7")
    add_person(email="lain@example.org", name="", password=PASSWORD, language="en")
    assert attempt("lain@example.org", PASSWORD, "198.51.100.7") == "in", "others are not locked out"


def test_an_unknown_account_is_locked_in_the_same_way() -> None:
    answers = [attempt("tiada@example.org", "salah") for _ in range(6)]
    assert all("is not right" in answer for answer in answers[:5])
    assert "Too many failed attempts" in answers[5]


def test_one_network_cannot_try_many_accounts() -> None:
    """An IPv6 customer owns a /64: all its addresses count as one."""
    for number in range(20):
        attempt(f"orang{number}@example.org", "salah", f"2001:db8:1:2::{number + 1:x}")
    assert "Too many failed attempts" in attempt("lagi@example.org", "salah", "2001:db8:1:2:ffff::1")
    assert "is not right" in attempt("lagi@example.org", "salah", "2001:db8:1:3::1")


def test_the_count_lies_in_postgresql() -> None:
    cache.set("guard", "kept", 60)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM accounts_cache")
        row = cursor.fetchone()
    assert row == (1,)
