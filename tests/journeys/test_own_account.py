"""Opening an account, passkeys, and the second step: in a real browser, with a device that signs."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from playwright.sync_api import Page, expect

from balai.base import clock

pytestmark = pytest.mark.journey
PASSWORD = "tiga kata acak sekali"
OpenPage = Callable[..., Page]
PAGES = (
    "/akun/",
    "/akun/dilihat/",
    "/akun/surel/",
    "/akun/sandi/",
    "/akun/keluar/",
    "/akun/langkah-kedua/",
    "/akun/langkah-kedua/kunci/",
)


def person(city: Any) -> str:
    """Somebody with a password; their address."""
    from balai.apps.accounts.actions import add_person

    email = f"{uuid4().hex}@example.org"
    with city.records():
        user = add_person(email=email, name="Ratih", password=None, language="")
        # As the served city hashes; the tests' own hashing is a fast one that it does not know.
        user.password = PBKDF2PasswordHasher().encode(PASSWORD, uuid4().hex)
        user.save(update_fields=["password"])
    return email


def log_in(page: Page, email: str) -> None:
    page.goto("/akun/masuk/")
    page.fill("[name=login]", email)
    page.fill("[name=password]", PASSWORD)
    send(page)


def is_in(page: Page) -> None:
    expect(page).not_to_have_url(re.compile("/masuk/"))


def send(page: Page) -> None:
    """Press the page's button, and wait for the page that comes."""
    with page.expect_navigation():
        page.locator("#page-form .buttons button").first.click()


def device_that_signs(page: Page) -> None:
    """A virtual authenticator of the browser: it signs as if somebody put a finger on it."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    session.send("WebAuthn.addVirtualAuthenticator", {"options": options})


def test_an_account_is_opened_with_the_code_from_the_mail(city: Any, open_page: OpenPage) -> None:
    from balai.base.notifications.models import Notification

    page, email = open_page(), f"{uuid4().hex}@example.org"
    page.goto("/akun/daftar/")
    page.fill("[name=name]", "Ratih")
    page.fill("[name=email]", email)
    page.fill("[name=password1]", PASSWORD)
    send(page)
    expect(page.locator("h1")).to_have_text("Ketik kode dari surel")
    with city.records():
        body = Notification.objects.get(content__address=email).body
    page.fill("[name=code]", re.findall(r"^[A-Z]{4}-[A-Z]{4}$", body, re.MULTILINE)[0].lower())
    send(page)
    expect(page.locator("h1")).to_have_text("Laporan dan permohonan saya")


def test_a_passkey_is_added_and_then_opens_the_account_alone(city: Any, open_page: OpenPage) -> None:
    page, email = open_page(language="en"), person(city)
    device_that_signs(page)
    log_in(page, email)
    is_in(page)
    page.goto("/akun/langkah-kedua/kunci/baru/")
    page.fill("[name=password]", PASSWORD)
    send(page)
    page.fill("[name=name]", "My phone")
    page.locator("[name=passwordless]").check()
    page.locator("#passkey-button").click()
    expect(page.locator("h1")).to_have_text("Recovery codes")
    page.context.clear_cookies()
    page.goto("/akun/masuk/")
    page.locator("#passkey-button").click()
    expect(page).not_to_have_url(re.compile("masuk"))
    page.goto("/akun/langkah-kedua/kunci/")
    expect(page.locator("main")).to_contain_text("My phone")


def test_an_app_is_set_up_and_asked_for(city: Any, open_page: OpenPage) -> None:
    page, email = open_page(javascript=False, language="en"), person(city)
    log_in(page, email)
    page.goto("/akun/langkah-kedua/aplikasi/")
    page.fill("[name=password]", PASSWORD)
    send(page)
    secret = page.locator("main code").inner_text()
    page.fill("[name=code]", code_of(secret))
    send(page)
    expect(page.locator("main")).to_contain_text("Your authenticator app is set up.")
    page.locator("text=Show the codes").click()
    codes = page.locator("main code").all_inner_texts()
    assert len(codes) == 10
    page.context.clear_cookies()
    log_in(page, email)
    expect(page.locator("h1")).to_have_text("The second step")
    page.fill("[name=code]", codes[3])
    page.locator("text=Log in").last.click()
    expect(page).not_to_have_url(re.compile("masuk"))


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(clock.now().timestamp()) // 30)))


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_account_page_is_accessible(
    city: Any, open_page: OpenPage, check_accessibility: Callable[[Page], None], language: str
) -> None:
    page = open_page(language=language)
    for path in ("/akun/masuk/", "/akun/daftar/", "/akun/sandi/lupa/", "/akun/nonaktif/"):
        page.goto(path)
        check_accessibility(page)
        assert_fits(page)
    page.goto("/akun/masuk/")
    page.fill("[name=login]", "tiada@example.org")
    page.fill("[name=password]", "salah")
    send(page)
    check_accessibility(page)
    log_in(page, person(city))
    is_in(page)
    for path in PAGES:
        page.goto(path)
        check_accessibility(page)
        assert_fits(page)
    page.goto("/akun/langkah-kedua/aplikasi/")
    check_accessibility(page)
    page.fill("[name=password]", PASSWORD)
    send(page)
    for path in ("/akun/langkah-kedua/aplikasi/", "/akun/langkah-kedua/kunci/baru/"):
        page.goto(path)
        check_accessibility(page)
        assert_fits(page)


def assert_fits(page: Page) -> None:
    """Nothing reaches beyond the phone's edge."""
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
