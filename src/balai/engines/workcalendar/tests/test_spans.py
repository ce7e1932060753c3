"""Spans are read as service files write them, and refused with a sentence that helps."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balai.engines.workcalendar import Span, SpanError, Unit, parse_span
from balai.engines.workcalendar.spans import LARGEST


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("30 minutes", Span(30, Unit.MINUTES)),
        ("6 hours", Span(6, Unit.HOURS)),
        ("1 hour", Span(1, Unit.HOURS)),
        ("7 days", Span(7, Unit.DAYS)),
        ("8 office hours", Span(8, Unit.OFFICE_HOURS)),
        ("3 working days", Span(3, Unit.WORKING_DAYS)),
        (" 1 working day ", Span(1, Unit.WORKING_DAYS)),
    ],
)
def test_a_span_is_read(text: str, span: Span) -> None:
    assert parse_span(text) == span


@given(unit=st.sampled_from(Unit), data=st.data())
def test_a_span_is_read_as_it_is_written(unit: Unit, data: st.DataObject) -> None:
    span = Span(data.draw(st.integers(1, LARGEST[unit])), unit)
    assert parse_span(str(span)) == span


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "3",
        "hours",
        "3 weeks",
        "3 Working Days",
        "-1 days",
        "1.5 hours",
        "3days",
        "٣ days",
        "P3D",
        "3 working",
    ],
)
def test_anything_else_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(SpanError, match='such as "3 working days"'):
        parse_span(text)


@pytest.mark.parametrize("text", ["0 days", "999999999 minutes", "3000 working days"])
def test_an_amount_out_of_bounds_is_refused_with_its_bounds(text: str) -> None:
    with pytest.raises(SpanError, match="write from 1 to"):
        parse_span(text)
