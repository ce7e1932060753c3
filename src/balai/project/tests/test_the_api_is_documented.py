"""docs/reference/api.md names every way into the API and every code of its own, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from balai.apps.cases import api, api_checking, api_sending, api_turns
from balai.apps.mobility import api as journeys
from balai.base.errors import Refusal

PAGE = Path(__file__).parents[4] / "docs" / "reference" / "api.md"


@pytest.mark.django_db
def test_every_operation_is_in_the_table_and_no_other() -> None:
    paths = Client().get("/api/v1/openapi.json").json()["paths"]
    served = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    told = set(re.findall(r"^\| `((?:GET|POST) /api/v1/[^`]*)`", PAGE.read_text(encoding="utf-8"), re.MULTILINE))
    assert told == served


def test_every_code_of_the_api_is_explained() -> None:
    text = PAGE.read_text(encoding="utf-8")
    found = {
        thing.code
        for module in (api, api_checking, api_sending, api_turns, journeys)
        for thing in vars(module).values()
        if isinstance(thing, type) and issubclass(thing, Refusal) and thing.__module__ == module.__name__
    }
    found |= set(re.findall(r'code="(api\.\w+)"', (Path(__file__).parents[1] / "api.py").read_text(encoding="utf-8")))
    assert {code for code in found if f"`{code}`" not in text} == set()
