"""One address says where mail goes."""

from __future__ import annotations

from pathlib import Path

import pytest

from balai.project.mail import mail_settings

HOME = Path("/srv/balai")


def test_without_a_server_mail_becomes_files() -> None:
    assert mail_settings("", home=HOME)["EMAIL_FILE_PATH"] == "/srv/balai/mail"


@pytest.mark.parametrize(
    ("url", "port", "ssl", "tls"),
    [
        ("smtp://surat.example.id", 587, False, True),
        ("smtp://surat.example.id:2525", 2525, False, True),
        ("smtps://surat.example.id", 465, True, False),
        ("smtp://localhost:1025", 1025, False, False),
    ],
)
def test_words_travel_encrypted_except_on_loopback(url: str, port: int, ssl: bool, tls: bool) -> None:
    found = mail_settings(url, home=HOME)
    assert (found["EMAIL_PORT"], found["EMAIL_USE_SSL"], found["EMAIL_USE_TLS"]) == (port, ssl, tls)


def test_name_and_password_may_hold_any_character() -> None:
    found = mail_settings("smtp://kota%40example.id:p%2Fw@surat.example.id:587", home=HOME)
    assert (found["EMAIL_HOST_USER"], found["EMAIL_HOST_PASSWORD"]) == ("kota@example.id", "p/w")


@pytest.mark.parametrize("url", ["surat.example.id", "https://surat.example.id", "smtp://"])
def test_anything_else_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="smtp://"):
        mail_settings(url, home=HOME)
