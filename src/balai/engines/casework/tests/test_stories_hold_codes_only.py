"""Stories are kept for ever, so nothing that a person types may get into them: codes that the service knows, and numbers."""

from __future__ import annotations

import pytest

from balai.engines.casework.decisions import Act, NotPossible, act_on, open_case
from balai.engines.casework.definition import Need
from balai.engines.casework.story import CaseState, fold
from balai.engines.casework.tests.samples import HOUR, MONDAY, OFFICER, REPORTER, VERIFIER, facts, service

REPORT = service()
EVERYTHING = frozenset(Need)


def solved() -> CaseState:
    state = fold(open_case(REPORT, facts=facts(), actor=REPORTER, at=MONDAY, channel="web"))
    for name, code, actor in (
        ("intake", "accept", OFFICER),
        ("work", "finish", OFFICER),
        ("verify", "confirm", VERIFIER),
    ):
        act_on(REPORT, state, Act(name, code, given=EVERYTHING), facts=facts(), actor=actor, at=MONDAY + HOUR)
    return state


def test_a_reason_where_none_is_offered_is_not_kept() -> None:
    state = fold(open_case(REPORT, facts=facts(), actor=REPORTER, at=MONDAY, channel="web"))
    act = Act("intake", "accept", reason="Budi from number 7 is always complaining", rating=4)
    events = act_on(REPORT, state, act, facts=facts(), actor=OFFICER, at=MONDAY + HOUR)
    assert events[0].data == {}


@pytest.mark.parametrize("rating", [0, 6, -1, 10**9, None, True])
def test_a_rating_is_a_number_from_one_to_five(rating: int | None) -> None:
    with pytest.raises(NotPossible, match="rating_needed"):
        act_on(REPORT, solved(), Act("review", "satisfied", rating=rating), facts=facts(), actor=REPORTER, at=MONDAY)
