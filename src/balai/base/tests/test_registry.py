"""A registry is a list that a person can read: nothing stands twice, nothing is imported before it is asked for."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

from balai.base.registry import NotRegistered, RegisteredTwice, Registry


def registry() -> Registry[Callable[..., Any]]:
    return Registry("format", [("json", "json:dumps"), ("method", "json:JSONEncoder.encode"), ("slow", "wave:open")])


def test_things_are_found_by_name_in_the_order_of_the_list() -> None:
    formats = registry()
    assert formats["json"] is json.dumps
    assert formats["method"] is json.JSONEncoder.encode
    assert list(formats) == ["json", "method", "slow"]
    assert len(formats) == 3
    assert "json" in formats
    assert "xml" not in formats


def test_nothing_is_imported_before_it_is_asked_for() -> None:
    sys.modules.pop("wave", None)
    formats = registry()
    assert "wave" not in sys.modules
    formats["slow"]
    assert "wave" in sys.modules


def test_a_name_that_stands_twice_is_refused() -> None:
    with pytest.raises(RegisteredTwice, match="'mail' is registered twice"):
        Registry[object]("notifier", [("mail", "json:dumps"), ("mail", "json:loads")])


def test_an_unknown_name_is_told_with_those_that_are_known() -> None:
    with pytest.raises(NotRegistered, match="no format 'xml'; known: json, method, slow"):
        registry()["xml"]


def test_a_place_must_be_a_module_and_a_name() -> None:
    with pytest.raises(ValueError, match=r"package\.module:name"):
        Registry[object]("format", [("json", "json.dumps")])
    with pytest.raises(AttributeError):
        Registry[object]("format", [("json", "json:nothing")])["json"]
