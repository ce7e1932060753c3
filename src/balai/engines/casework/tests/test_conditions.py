"""Conditions on answers are total: whatever stands in an answer, they hold or they do not."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balai.engines.casework.conditions import read_condition

ANSWERS = st.one_of(st.none(), st.text(), st.integers(), st.floats(), st.booleans(), st.lists(st.text()))
LEAVES = st.one_of(
    st.builds(lambda value: {"answer": "a", "is": value}, st.one_of(st.text(), st.integers(), st.booleans())),
    st.builds(lambda value: {"answer": "b", "at_least": value}, st.integers()),
    st.builds(lambda value: {"answer": "b", "at_most": value}, st.integers()),
    st.builds(lambda value: {"answer": "a", "given": value}, st.booleans()),
    st.builds(lambda value: {"answer": "a", "in": value}, st.lists(st.text(), min_size=1)),
)
CONDITIONS = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(lambda parts: {"all": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda parts: {"any": parts}, st.lists(inner, min_size=1, max_size=3)),
        st.builds(lambda part: {"not": part}, inner),
    ),
    max_leaves=8,
)


@given(CONDITIONS, st.dictionaries(st.sampled_from(["a", "b", "c"]), ANSWERS))
def test_a_condition_always_says_yes_or_no(condition: dict[str, Any], answers: dict[str, Any]) -> None:
    read = read_condition(condition)
    assert read.holds(answers) in (True, False)
    assert read_condition({"not": condition}).holds(answers) is not read.holds(answers)
    assert read.questions() <= {"a", "b"}


@pytest.mark.parametrize(
    ("condition", "answers", "holds"),
    [
        ({"answer": "a", "is": "x"}, {"a": "x"}, True),
        ({"answer": "a", "is": "x"}, {"a": ["x", "y"]}, True),
        ({"answer": "a", "is": "x"}, {}, False),
        ({"answer": "a", "is": False}, {"a": False}, True),
        ({"answer": "a", "given": False}, {"a": ""}, True),
        ({"answer": "a", "given": True}, {"a": 0}, True),
        ({"answer": "a", "in": ["x"]}, {"a": ["y", "x"]}, True),
        ({"answer": "a", "at_least": 5}, {"a": 5}, True),
        ({"answer": "a", "at_least": 5}, {"a": "9"}, False),
        ({"answer": "a", "at_most": 5}, {"a": True}, False),
    ],
)
def test_what_each_test_means(condition: dict[str, Any], answers: dict[str, Any], holds: bool) -> None:
    assert read_condition(condition).holds(answers) is holds
