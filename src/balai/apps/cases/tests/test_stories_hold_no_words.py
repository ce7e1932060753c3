"""What stands in a story stays for ever: only answers that are the codes and numbers they should be get into it."""

from __future__ import annotations

from typing import Any

import pytest

from balai.apps.cases.actions.opening import Place
from balai.apps.cases.models import Case, Event
from balai.apps.cases.refusals import AnswerAmiss, AreaUnclear, OutsideCity
from balai.apps.cases.tests.samples import report

pytestmark = pytest.mark.usefixtures("jakarta")
WORDS = "Lubang besar di depan sekolah."


@pytest.mark.parametrize(
    "amiss",
    [
        {"category": "Rumah Pak Budi, 0812 3456"},
        {"category": ["pothole"]},
        {"category": "x" * 50},
        {"category": "pothole", "danger": "Budi"},
        {"category": "pothole", "danger": 1},
    ],
)
def test_an_answer_that_the_question_does_not_know_opens_nothing(amiss: dict[str, Any]) -> None:
    with pytest.raises(AnswerAmiss):
        report(answers={**amiss, "words": WORDS})
    assert not Case.objects.exists()


def test_the_answer_to_a_question_that_was_not_asked_does_not_count() -> None:
    opened = report(answers={"category": "surface", "danger": True, "words": WORDS})
    told = Event.objects.get(case_id=opened.id, seq=1).data
    assert told["answers"] == {"category": "surface"}


def test_no_answer_is_no_category() -> None:
    opened = report(answers={"category": None, "words": WORDS})
    assert Case.objects.get(id=opened.id).category == ""


@pytest.mark.parametrize("place", [Place(999.0, 0.0), Place(float("nan"), -6.0), Place(106.8, 1e9)])
def test_a_point_that_is_not_on_earth_is_outside_the_city(place: Place) -> None:
    with pytest.raises(OutsideCity):
        report(place=place)


@pytest.mark.parametrize("place", [Place(106.8, None), Place(None, -6.2)])
def test_half_a_point_is_none(place: Place) -> None:
    with pytest.raises(AreaUnclear):
        report(place=place)


def test_half_a_point_beside_an_area_is_left_out() -> None:
    opened = report(place=Place(106.8, None, "31.71.06.1003"))
    case = Case.objects.get(id=opened.id)
    assert (case.longitude, case.latitude, case.cell) == (None, None, None)
