"""What a person types in YAML is what is read: no hidden numbers, dates or booleans."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from balai.base.packs.strict_yaml import read_yaml


def value_of(folder: Path, text: str) -> Any:
    path = folder / "x.yaml"
    path.write_text(text)
    document, mistakes = read_yaml(path, "x.yaml")
    assert mistakes == []
    assert document is not None
    return document.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("07:30", "07:30"),
        ("12:30:45", "12:30:45"),
        ("2026-01-01", "2026-01-01"),
        ("no", "no"),
        ("NO", "NO"),
        ("yes", "yes"),
        ("on", "on"),
        ("0812", "0812"),
        ("1_000", "1_000"),
        ("0x1F", "0x1F"),
        ("31.71.06", "31.71.06"),
        ("true", True),
        ("null", None),
        ("~", None),
        ("", None),
        ("31", 31),
        ("-6.2", -6.2),
        ('"31"', "31"),
        ("'true'", "true"),
        ("99999999999999999999999", "99999999999999999999999"),
        (".inf", ".inf"),
    ],
)
def test_a_value_is_read_as_it_is_written(tmp_path: Path, text: str, value: object) -> None:
    assert value_of(tmp_path, f"key: {text}\n") == {"key": value}


def test_keys_are_words_always(tmp_path: Path) -> None:
    assert value_of(tmp_path, "2026: {no: 1, on: 2}\n") == {"2026": {"no": 1, "on": 2}}


def test_every_value_knows_its_line(tmp_path: Path) -> None:
    path = tmp_path / "x.yaml"
    path.write_text("a: 1\nlist:\n  - one\n  - two: 2\n    three: 3\n")
    document, _ = read_yaml(path, "x.yaml")
    assert document is not None
    assert document.line_of(("a",)) == 1
    assert document.line_of(("list", 1, "three")) == 5
    assert document.line_of(("list", 1, "missing")) == 4
    assert document.line_of(("nothing",)) == 1


def test_an_alias_is_expanded(tmp_path: Path) -> None:
    assert value_of(tmp_path, "a: &x [1, 2]\nb: *x\n") == {"a": [1, 2], "b": [1, 2]}
