"""Each page in the visitor's language; the switch keeps the page and what was typed, and asks no database."""

from __future__ import annotations

import pytest
from django.test import Client


@pytest.mark.parametrize(
    ("accepted", "cookie", "spoken"),
    [
        ("", "", "id"),
        ("fr-FR", "", "id"),
        ("en-GB,en;q=0.9", "", "en"),
        ("en", "id", "id"),
        ("id", "en", "en"),
        ("", "xx", "id"),
    ],
)
def test_cookie_then_browser_then_indonesian(
    client: Client, demo: None, accepted: str, cookie: str, spoken: str
) -> None:
    if cookie:
        client.cookies["django_language"] = cookie
    answer = client.get("/nowhere/", headers={"accept-language": accepted})
    assert answer.headers["Content-Language"] == spoken
    assert f'<html lang="{spoken}">' in answer.content.decode()
    assert {"Accept-Language", "Cookie"} <= {part.strip() for part in answer.headers["Vary"].split(",")}


def test_the_switch_goes_back_to_the_page_and_is_remembered(client: Client, db: None) -> None:
    answer = client.post("/language/", {"switch_language": "en", "next": "/reports/?page=2"})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/reports/?page=2")
    cookie = answer.cookies["django_language"]
    assert cookie.value == "en"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_the_switch_never_leads_away(client: Client, db: None, target: str) -> None:
    assert client.post("/language/", {"switch_language": "en", "next": target}).headers["Location"] == "/"


def test_an_unknown_language_and_a_foreign_form_change_nothing(client: Client, db: None) -> None:
    assert not client.post("/language/", {"switch_language": "xx"}).cookies
    foreign = client.post("/language/", {"switch_language": "en"}, headers={"sec-fetch-site": "cross-site"})
    assert not foreign.cookies


def test_the_switch_is_a_post(client: Client, demo: None) -> None:
    assert client.get("/language/").status_code == 405


def test_a_form_keeps_what_was_typed_and_is_not_judged(client: Client, demo: None) -> None:
    typed = {"words": "Lubang di depan sekolah", "kind": "road", "place_words": "Depan SDN 01", "switch_language": "en"}
    answer = client.post("/gallery/", typed, headers={"accept-language": "id"})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert '<html lang="en">' in page
    assert answer.cookies["django_language"].value == "en"
    assert "Lubang di depan sekolah</textarea>" in page
    assert 'value="Depan SDN 01"' in page
    assert 'value="road" id="id_kind_0" checked' in page
    assert "error-summary" not in page


def test_every_language_is_named_in_itself(client: Client, demo: None) -> None:
    page = client.get("/gallery/").content.decode()
    assert 'lang="en" name="switch_language" value="en" form="sample" formnovalidate>' in page
    assert "Bahasa Indonesia" in page
