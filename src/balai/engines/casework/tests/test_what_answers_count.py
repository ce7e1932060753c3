"""Which answers count: to questions that were asked, groups by their number, officers' dates and no citizen's."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from balai.engines.casework.answers import coded, coded_asks, counted
from balai.engines.casework.decisions import NotPossible
from balai.engines.casework.definition import REPORTER, Outcome, Period
from balai.engines.casework.eligibility import unmet, unmet_so_far
from balai.engines.casework.reading import read_service
from balai.engines.casework.tests.samples import outcome, service, source, step, text

GROUP: dict[str, Any] = {
    "id": "people",
    "type": "group",
    "label": text("?"),
    "entry": text("Person"),
    "at_least": 1,
    "at_most": 3,
    "questions": [
        {"id": "age", "type": "number", "label": text("?")},
        {"id": "school", "type": "text", "label": text("?"), "show_if": {"answer": "age", "at_most": 18}},
        {"id": "ill", "type": "yes_no", "label": text("?")},
    ],
}


def asking(*questions: dict[str, Any], **more: Any) -> Any:
    return service(questions=[*source()["questions"], *questions], **more)


def test_a_group_stands_in_the_story_as_its_number_and_hidden_parts_of_an_entry_do_not_count() -> None:
    given = {"people": [{"age": 12, "school": "SD"}, {"age": 40, "school": "lost"}]}
    assert counted(asking(GROUP), given) == {"people": [{"age": 12, "school": "SD"}, {"age": 40}]}
    assert coded(asking(GROUP), given) == {"people": 2}


@pytest.mark.parametrize(
    "people", ["two", [{"age": 1}] * 4, [{"age": "old"}], [{"ill": "yes"}], [{"other": 1}, 3], {"age": 1}, 5]
)
def test_what_is_no_such_group_is_refused(people: object) -> None:
    with pytest.raises(NotPossible):
        coded(asking(GROUP), {"people": people})


def test_a_group_of_nobody_is_no_answer() -> None:
    assert coded(asking(GROUP), {"people": []}) == {}


def test_conditions_count_entries_before_and_after_the_story_does() -> None:
    later = {"id": "bus", "type": "yes_no", "label": text("?"), "show_if": {"answer": "people", "at_least": 2}}
    definition = asking(GROUP, later)
    assert "bus" in counted(definition, {"people": [{"age": 1}, {"age": 2}], "bus": True})
    assert "bus" not in counted(definition, {"people": [{"age": 1}], "bus": True})


RULES = [
    {"when": {"answer": "category", "is": "hole"}, "otherwise": text("Only holes.")},
    {"when": {"not": {"answer": "words", "given": True}}, "otherwise": text("No words.")},
]


def test_who_does_not_qualify_is_told_every_reason() -> None:
    strict = service(eligibility=RULES)
    assert unmet(strict, {"category": "hole"}) == ()
    assert [words["en"] for words in unmet(strict, {"category": "bridge", "words": "x"})] == [
        "Only holes.",
        "No words.",
    ]
    assert [words["en"] for words in unmet(strict, {})] == ["Only holes."]


def test_what_was_not_asked_yet_rules_nobody_out() -> None:
    strict = service(eligibility=RULES)
    assert unmet_so_far(strict, {}, []) == ()
    assert [words["en"] for words in unmet_so_far(strict, {"category": "bridge"}, ["category"])] == ["Only holes."]


def asks(*questions: dict[str, Any]) -> Outcome:
    made = source(start=["only"], steps=[step("only", outcome("ok", end="done", asks=list(questions)))])
    return read_service(made).steps[0].outcomes[0]


DAY = {"id": "day", "type": "date", "label": text("?")}


def test_dates_stand_in_the_story_when_an_office_gives_them() -> None:
    assert coded_asks(asks(DAY), {"day": "2026-12-01"}, {}, "officer") == {"day": "2026-12-01"}
    assert coded_asks(asks(DAY), {"day": "2026-12-01"}, {}, REPORTER) == {}
    assert coded_asks(asks({**DAY, "personal": True}), {"day": "2026-12-01"}, {}, "officer") == {}


@pytest.mark.parametrize("day", ["tomorrow", "2026-13-01", "20261201", "2026-2-3", 20261201])
def test_a_date_is_a_day_of_the_calendar(day: object) -> None:
    with pytest.raises(NotPossible, match="answer_amiss"):
        coded_asks(asks(DAY), {"day": day}, {}, "officer")


def test_what_an_earlier_answer_hides_need_not_be_answered() -> None:
    why = {"id": "why", "type": "text", "label": text("?"), "required": True}
    hidden = asks({**why, "show_if": {"answer": "category", "is": "hole"}})
    assert coded_asks(hidden, {}, {"category": "bridge"}, "officer") == {}
    with pytest.raises(NotPossible, match="answer_missing"):
        coded_asks(hidden, {}, {"category": "hole"}, "officer")


@pytest.mark.parametrize(
    ("period", "start", "end"),
    [
        (Period(2, "year"), "2026-11-23", "2028-11-23"),
        (Period(1, "year"), "2028-02-29", "2029-02-28"),
        (Period(1, "month"), "2026-12-31", "2027-01-31"),
        (Period(2, "month"), "2026-12-31", "2027-02-28"),
        (Period(30, "day"), "2026-12-15", "2027-01-14"),
    ],
)
def test_documents_hold_for_calendar_months_and_years(period: Period, start: str, end: str) -> None:
    assert period.after(date.fromisoformat(start)) == date.fromisoformat(end)
