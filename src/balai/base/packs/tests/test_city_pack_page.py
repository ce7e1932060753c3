"""docs/reference/city-pack.md names every key, column, kind and level that a pack may use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from balai.base.packs.areas_file import COLUMNS, HEADER
from balai.base.packs.organisations_file import PLACEHOLDERS
from balai.base.packs.shape import schema_of

PAGE = Path(__file__).resolve().parents[5] / "docs" / "reference" / "city-pack.md"


def words_of(schema: Any) -> Iterator[str]:
    """The keys and the fixed values of a schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {})
        yield from schema.get("enum", ())
        for inner in schema.values():
            yield from words_of(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from words_of(inner)


@pytest.mark.parametrize("name", ["city", "organisations", "neighbour"])
def test_every_key_is_explained(name: str) -> None:
    explained = set(re.findall(r"`\{?([^`{}]+)\}?`", PAGE.read_text())) | {"true"}
    missing = sorted({word for word in words_of(dict(schema_of(name))) if word not in explained})
    missing = [word for word in missing if f"`{word}:" not in PAGE.read_text()]
    assert missing == []


def test_every_column_and_placeholder_is_explained() -> None:
    text = PAGE.read_text()
    assert HEADER in text
    assert all(f"`{column}`" in text for column in COLUMNS)
    assert all(f"{{{word}}}" in text for word in PLACEHOLDERS)


def test_every_key_says_what_it_means_where_it_is_checked() -> None:
    for name in ("city", "organisations", "neighbour"):
        for key, schema in schema_of(name)["properties"].items():
            assert schema.get("description"), f"{name}.{key} has no description to mend by"
