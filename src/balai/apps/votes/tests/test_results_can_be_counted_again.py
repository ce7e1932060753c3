"""From closing to answer: counted by the engine, told to the log, counted again by anybody from what is published."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from balai.apps.cases.models import Case
from balai.apps.cases.tests.samples import colleague
from balai.apps.cases.tests.travels import act
from balai.apps.transparency.models import Statement
from balai.apps.votes.actions.answering import ask_for_answer
from balai.apps.votes.actions.casting import cast_ballot
from balai.apps.votes.actions.closing import close_poll, count_poll
from balai.apps.votes.definition import definition_of
from balai.apps.votes.models import Ballot, Poll
from balai.apps.votes.pabulib import written
from balai.apps.votes.polls import counted_ballots, questions_of, turnout_between
from balai.apps.votes.pseudonyms import ballot_leaf, ballots_root
from balai.apps.votes.refusals import NotNow
from balai.apps.votes.rules import SMALLEST_CELL, shown_areas
from balai.apps.votes.tests.hurry import in_time, passed
from balai.apps.votes.tests.things import MONEY, PARK, opened, resident, voters
from balai.apps.votes.views.results import answer_of
from balai.base import clock
from balai.base.packs import Pack
from balai.engines.tally.files import read_ballots
from balai.engines.transparency.commitments import canonical
from balai.engines.transparency.hashing import leaf_hash, root_of


def finished(given: list[list[list[int]]], *questions: object) -> Poll:
    """A poll with these ballots, one for each resident, closed and counted."""
    for _ballot in given:
        resident()

    def held(seconds: float) -> Poll:
        poll = opened(*questions, seconds=seconds)  # type: ignore[arg-type]
        for voter, choices in zip(voters(poll), given, strict=True):
            cast_ballot(poll=poll, voter=voter, given=choices, now=clock.now())
        return poll

    poll = in_time(held)
    with pytest.raises(NotNow):
        close_poll(code=poll.code, now=poll.opens_at)
    now = passed(poll)
    close_poll(code=poll.code, now=now)
    return count_poll(code=poll.code, now=now)


def test_the_log_holds_what_a_stranger_needs(jakarta: Pack) -> None:
    poll = finished([[[0]], [[0]], [[2]]])
    said = {row.kind: row.public for row in Statement.objects.filter(subject=f"vote:{poll.code}").order_by("id")}
    assert list(said) == ["vote.roll", "vote.opened", "vote.closed", "vote.result"]
    definition = hashlib.sha256(canonical(definition_of(Poll.objects.get()))).hexdigest()
    assert said["vote.opened"]["definition"] == definition == poll.definition
    names = sorted(bytes(voter.pseudonym) for voter in voters(poll))
    assert said["vote.roll"] == {"poll": poll.code, "count": 3, "root": root_of([leaf_hash(n) for n in names]).hex()}
    leaves = [ballot_leaf(ballot.receipt, ballot.choices) for ballot in Ballot.objects.order_by("receipt")]
    assert said["vote.closed"]["root"] == ballots_root(leaves)
    assert said["vote.closed"]["ballots"] == 3
    assert said["vote.result"]["result"] == hashlib.sha256(canonical(poll.result or {})).hexdigest()
    assert "user" not in json.dumps(said)


def test_a_result_explains_itself_in_both_languages(jakarta: Pack) -> None:
    poll = finished([[[0], [0, 2]], [[0], [0]], [[2], [1]]], PARK, MONEY)
    assert poll.result is not None
    park, money = poll.result["questions"]
    assert park["winners"] == ["1"]
    assert park["values"] == {"1": 2, "2": 0, "3": 1}
    assert set(money["winners"]) == {"1", "3"}
    assert set(money["reasons"]) == {"1", "2", "3"}
    for part in (park, money):
        assert part["explanation"]
        for language in ("id", "en"):
            assert part["picture"][language].startswith("<svg")
            assert "style=" not in part["picture"][language]
            assert all(sentence[language] for sentence in part["explanation"])


def test_a_budget_leaves_as_a_file_that_others_read(jakarta: Pack) -> None:
    poll = finished([[[0, 2]], [[0]], [[1]]], MONEY)
    asked = questions_of(poll)[0]
    assert poll.result is not None
    chosen = set(poll.result["questions"][0]["winners"])
    answers = [(ballot.receipt, ballot.choices[0]) for ballot in counted_ballots(poll)]
    document = read_ballots(written(poll, asked, answers, chosen).encode(), "pabulib")
    assert [int(option.cost or 0) for option in document.profile.options] == [40_000_000, 70_000_000, 20_000_000]
    assert document.profile.total == 3
    assert document.remarks == ()


def test_polls_that_closed_in_a_month_say_how_many_took_part(jakarta: Pack) -> None:
    poll = finished([[[1]], [[0]]])
    assert poll.closed_at is not None
    month = poll.closed_at.date().replace(day=1)
    after = (month + timedelta(days=31)).replace(day=1)
    assert turnout_between(month, after) == (2, 2)
    assert turnout_between(after, (after + timedelta(days=31)).replace(day=1)) == (0, 0)


def test_a_poll_is_counted_once_and_stays_as_it_is(jakarta: Pack) -> None:
    poll = finished([[[1]]])
    for step in (close_poll, count_poll):
        with pytest.raises(NotNow):
            step(code=poll.code, now=clock.now())


def test_whoever_the_vote_was_for_owes_an_answer(jakarta: Pack) -> None:
    poll = finished([[[1]]])
    answered = ask_for_answer(code=poll.code, now=clock.now())
    case = Case.objects.get(reference=answered.answer)
    assert case.is_public
    assert case.due_at is not None
    assert case.holder is not None
    assert case.holder.code == poll.owner.code
    with pytest.raises(NotNow):
        ask_for_answer(code=poll.code, now=clock.now())


def test_what_was_decided_is_said_with_its_words_and_the_day_apart(jakarta: Pack) -> None:
    poll = ask_for_answer(code=finished([[[1]]]).code, now=clock.now())
    case = Case.objects.get(reference=poll.answer)
    assert case.holder is not None
    words = "Bangku dipasang pada triwulan pertama, seperti yang diputuskan warga."
    answers = {"answer": words, "news_on": "2031-03-03"}
    act(case.id, colleague("supervisor", case.holder.code), "hand_over", "partly", now=clock.now(), answers=answers)
    found = answer_of(poll, clock.now())
    assert found is not None
    assert [(label, said) for _at, label, said in found.said] == [("Dilaksanakan sebagian", words)]
    assert found.due_at is not None
    assert found.due_at.year == 2031


@given(
    st.dictionaries(
        st.text("abcdef", min_size=1, max_size=2),
        st.lists(st.integers(0, 40), min_size=3, max_size=3),
        max_size=8,
    )
)
def test_no_cell_that_can_be_worked_out_is_small(cells: dict[str, list[int]]) -> None:
    shown, others = shown_areas(cells)
    assert all(number >= SMALLEST_CELL for row in [*shown.values(), others] for number in row)
    if shown:
        whole = [sum(column) for column in zip(*cells.values(), strict=True)]
        known = [sum(column) for column in zip(*shown.values(), strict=True)]
        rest = [all_of - told for all_of, told in zip(whole, known, strict=True)]
        assert rest == (others or [0] * len(rest))
        assert set(shown) <= set(cells)
