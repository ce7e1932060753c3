"""From the ballots that count to a result: each question by its rule, and what may be shown by area."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from balai.apps.votes.models import Ballot, Method, Poll
from balai.apps.votes.polls import Asked
from balai.apps.votes.pseudonyms import ballot_leaf, ballots_root
from balai.apps.votes.rules import shown_areas
from balai.engines.tally.counting import count
from balai.engines.tally.profiles import Option, Profile, approvals, points, rankings

NOWHERE = ""
"""The area of voters of whom none is known."""


def option_id(position: int) -> str:
    """How an option is called in results and files: by its number from 1."""
    return str(position + 1)


def tie_seed(poll: Poll) -> str:
    """What decides ties: fixed with the roll at the opening, before there was a ballot."""
    root = bytes(poll.roll_root).hex() if poll.roll_root else ""
    return f"{poll.code}:{poll.definition}:{root}"


def result_of(poll: Poll, asked: Sequence[Asked], ballots: Sequence[Ballot]) -> dict[str, Any]:
    """The whole result, ready to be kept, hashed and shown. `ballots` in the order of their receipts."""
    seed = tie_seed(poll)
    leaves = [ballot_leaf(ballot.receipt, ballot.choices) for ballot in ballots]
    found: dict[str, Any] = {
        "poll": poll.code,
        "ballots": len(ballots),
        "root": ballots_root(leaves),
        "tie_seed": seed,
        "questions": [
            counted(one, [ballot.choices[number] for ballot in ballots], seed) for number, one in enumerate(asked)
        ],
    }
    if poll.by_area:
        areas = [ballot.voter.area_id for ballot in ballots]
        for number, one in enumerate(asked):
            answers = [ballot.choices[number] for ballot in ballots]
            found["questions"][number]["areas"] = by_area(one, areas, answers)
    return found


def counted(asked: Asked, answers: Sequence[Sequence[int]], seed: str) -> dict[str, Any]:
    """One question, by its rule: the engine's whole result, with its picture in both languages."""
    question = asked.question
    result = count(
        question.rule,
        profile_of(asked, answers),
        seats=min(question.seats, len(asked.options)),
        budget=question.budget,
        tie_seed=seed,
        most_points=question.at_most if question.method in _NUMBERED and question.budget is None else None,
        completion=COMPLETION if question.rule == EQUAL_SHARES else (),
        increment=step_of_shares(question.budget, len(answers)),
    )
    return result.data() | {"picture": {language: result.svg(language) for language in LANGUAGES}}


def profile_of(asked: Asked, answers: Sequence[Sequence[int]]) -> Profile:
    """The answers to one question as the counting engine takes them."""
    names = [option_id(option.position) for option in asked.options]
    options = [
        Option(name, option.words.get("id", ""), option.cost, option.words.get("en", ""))
        for name, option in zip(names, asked.options, strict=True)
    ]
    if asked.question.method in _NUMBERED:
        return points(options, [dict(zip(names, answer, strict=True)) for answer in answers])
    chosen = [[names[place] for place in answer] for answer in answers]
    return rankings(options, chosen) if asked.question.method == Method.RANKED else approvals(options, chosen)


def step_of_shares(budget: int | None, voters: int) -> int:
    """By how many rupiah "add1" raises every voter's share at once: a thousandth of the first share, at least one."""
    return max(1, (budget or 0) // (1000 * max(1, voters)))


LANGUAGES = ("id", "en")
EQUAL_SHARES = "equal-shares"
COMPLETION = ("add1", "greedy")
_NUMBERED = frozenset({Method.SCORE, Method.POINTS})


def sums_of(asked: Asked, answers: Sequence[Sequence[int]]) -> list[int]:
    """For each option how often it was chosen, its first places, or its numbers added up."""
    sums = [0] * len(asked.options)
    for answer in answers:
        if asked.question.method in _NUMBERED:
            for place, number in enumerate(answer):
                sums[place] += number
        else:
            for place in answer[:1] if asked.question.method == Method.RANKED else answer:
                sums[place] += 1
    return sums


def by_area(asked: Asked, areas: Sequence[int | None], answers: Sequence[Sequence[int]]) -> dict[str, Any]:
    """How often each option was chosen, by area, as far as no cell is small; others in one sum.

    A cell is a way to answer: chosen, or not chosen, of each option. Only questions with chosen options have one.
    """
    if asked.question.method not in {Method.SINGLE, Method.MULTIPLE}:
        return {"areas": {}, "others": []}
    size = len(asked.options)
    cells: dict[str, list[int]] = {}
    for area, answer in zip(areas, answers, strict=True):
        row = cells.setdefault(str(area or NOWHERE), [0] * (2 * size))
        for place in range(size):
            row[place if place in answer else size + place] += 1
    shown, others = shown_areas(cells)
    return {"areas": {area: row[:size] for area, row in shown.items()}, "others": others[:size]}


def live_sums(asked: Sequence[Asked], ballots: Sequence[Ballot]) -> list[Mapping[str, int]]:
    """What a poll with live results shows while it runs: sums only, no winners."""
    return [
        {
            option_id(place): value
            for place, value in enumerate(sums_of(one, [ballot.choices[number] for ballot in ballots]))
        }
        for number, one in enumerate(asked)
    ]
