"""What the description for programs names is there, of the type that it says, and of the form that it says."""

from __future__ import annotations

import jsonschema
import pytest
from django.test import Client
from django.urls import resolve

from balai.apps.network.views.openapi import READS, openapi
from balai.base.packs import Pack

FILLED = {"{name}": "2026-10-1", "{number}": "1"}


def path_of(path: str) -> str:
    for part, value in FILLED.items():
        path = path.replace(part, value)
    return path.replace("{code}", "report.road" if "layanan" in path else "promises.on_time")


@pytest.mark.django_db
def test_every_address_answers_with_its_type(ours: Pack) -> None:
    browser = Client()
    for path, _summary, media, _kind, _parameters in READS:
        response = browser.get(path_of(path))
        later = "{name}" in path or "{number}" in path or path in {"/log/checkpoint.witnessed", "/log/break"}
        assert response.status_code == (404 if later else 200), path
        assert later or response.headers["Content-Type"].startswith(media), path


@pytest.mark.django_db
def test_our_own_descriptor_is_of_the_form_that_is_published(ours: Pack) -> None:
    browser = Client()
    described = browser.get("/jaringan/openapi.json").json()
    body = browser.get("/.well-known/balai-city.json").json()["body"]
    jsonschema.Draft202012Validator(described["components"]["schemas"]["balai-city"]).validate(body)
    assert body["code"] == "jakarta"
    assert body["population"]["people"] > 10_000_000


def test_what_is_sent_has_an_address_here() -> None:
    paths = openapi("https://balai.example")["paths"]
    for path, ways in paths.items():
        assert resolve(path_of(path)).app_name in {"network", "indicators", "transparency"}
        assert set(ways) <= {"get", "post"}
