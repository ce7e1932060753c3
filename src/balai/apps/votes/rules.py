"""What polls there are, who may do what with them, and what may be shown: tables and small predicates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

MAKING_ROLES = frozenset({"officer", "supervisor"})
RELEASING_ROLES = frozenset({"supervisor"})
LOOKING_ROLES = frozenset({"officer", "supervisor", "auditor"})
CONFIRMING_ROLES = frozenset({"front_desk", "officer"})
"""Who sees a resident's papers at the counter and confirms where they live."""
REGISTRAR_ROLES = frozenset({"verifier"})
"""Who hands out the credentials of secret polls: never somebody who makes or releases the poll."""

FEWEST_TRUSTEES, MOST_TRUSTEES = 2, 12
SECRET_METHODS = frozenset({"single", "multiple"})
MOST_SECRET_OPTIONS = 12
"""A ballot proves each answer apart: with more of them it grows heavy."""

SMALLEST_CELL = 10
"""Fewer people than this in one cell are not shown by area."""
MOST_QUESTIONS, MOST_OPTIONS = 12, 60
MOST_POINTS = 100
MOST_OPTIONS_IN_ALL = 180
"""Answers of all questions together: a ballot that fills in every one still fits the fields that a request may have."""
MOST_BALLOTS = 20
"""Ballots of one voter, the last of which counts: held by the database (migrations/0005)."""
LARGEST_LIST = 50_000
"""Lines in an uploaded list."""
MOST_LETTERS = 2000
"""In one file; larger rolls are printed in parts."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of poll: what a voter is told in one sentence, and whether polls of it can be made now."""

    words: Any
    sentence: Any
    stands: bool


KINDS: Mapping[str, Kind] = {
    "open": Kind(
        pgettext_lazy("kind of vote", "Open"),
        _("Your name stands beside your choice: everyone on the roll can read it after the closing."),
        stands=True,
    ),
    "secret": Kind(
        pgettext_lazy("kind of vote", "Secret"),
        _("Your choice is encrypted on your own device, and nobody at the city can read it."),
        stands=True,
    ),
    # Tokens that cannot be linked to whom they were given to (RFC 9474): ballots public one by one, without names.
    "token": Kind(
        pgettext_lazy("kind of vote", "Unlinkable"),
        _("Your choice is public, and nobody can tell that it is yours."),
        stands=False,
    ),
}

TOPICS: Mapping[str, Any] = {
    "money": pgettext_lazy("topic of a vote", "Money and what is built"),
    "streets": pgettext_lazy("topic of a vote", "Streets and transport"),
    "green": pgettext_lazy("topic of a vote", "Parks, water and waste"),
    "together": pgettext_lazy("topic of a vote", "Living together"),
    "care": pgettext_lazy("topic of a vote", "Health and care"),
    "school": pgettext_lazy("topic of a vote", "Schools and the young"),
}
"""What a vote is about, in one word: who asked to hear of it is told when it opens."""

MOVES: Mapping[str, tuple[str, ...]] = {
    "draft": ("ready", "withdrawn"),
    "ready": ("draft", "open", "withdrawn"),
    "open": ("closed",),
    "closed": ("counted",),
    "counted": (),
    "withdrawn": (),
}
"""The life of a poll. From `open` on the database lets nothing else happen (migrations/0002)."""

RULES: Mapping[str, Sequence[str]] = {
    "single": ("plurality",),
    "multiple": ("approval",),
    "score": ("score",),
    "points": ("cumulative",),
    "ranked": ("schulze", "instant-runoff", "scottish-stv"),
}
"""By which rules the answers of each method can be counted; the first is usual."""
BUDGET_RULES: Mapping[str, Sequence[str]] = {
    "multiple": ("equal-shares", "greedy"),
    "points": ("equal-shares", "greedy"),
}
RULE_WORDS: Mapping[str, Any] = {
    "plurality": _("Most votes"),
    "approval": _("Most approvals"),
    "score": _("Highest sum of marks"),
    "cumulative": _("Most points"),
    "schulze": _("Schulze: who beats every other one to one"),
    "instant-runoff": _("Instant run-off"),
    "scottish-stv": _("Single transferable vote (Scotland, 2007)"),
    "equal-shares": _("Equal shares: each voter has the same part of the money"),
    "greedy": _("Most votes first, as long as the money lasts"),
}
WHO_WORDS: Mapping[str, Any] = {
    "everyone": _("Everyone whose residence is confirmed"),
    "attributes": _("Residents by area, age or membership"),
    "list": _("A list of people"),
    "radius": _("Residents within a distance of a place"),
    "code": _("People present at an event, with its code"),
}


def may_move(state: str, to: str) -> bool:
    return to in MOVES[state]


def rules_for(method: str, *, budget: bool) -> Sequence[str]:
    """The rules to choose from; none where a method cannot spend a budget."""
    return (BUDGET_RULES if budget else RULES).get(method, ())


def shows_results(*, state: str, live: bool) -> bool:
    """Results stay hidden until the closing, unless the poll was announced with live ones."""
    return state == "counted" or (live and state == "open")


Cells = Mapping[str, Sequence[int]]


def shown_areas(cells: Cells) -> tuple[dict[str, list[int]], list[int]]:
    """Which areas may be shown, and all others in one sum, such that no cell anywhere is smaller than the limit.

    `cells` holds for each area one number for each way to answer. The sum of the others can be worked out from the
    whole, so it obeys the same limit: the smallest areas join it until it does (complementary suppression). When
    even then it does not, nothing is shown.
    """
    shown = {area: list(row) for area, row in cells.items() if min(row, default=0) >= SMALLEST_CELL}
    others = _sum([row for area, row in cells.items() if area not in shown])
    while others and min(others) < SMALLEST_CELL and shown:
        smallest = min(sorted(shown), key=lambda area: sum(shown[area]))
        others = _sum([others, shown.pop(smallest)])
    return (shown, others) if not others or min(others) >= SMALLEST_CELL else ({}, [])


def _sum(rows: Sequence[Sequence[int]]) -> list[int]:
    return [sum(column) for column in zip(*rows, strict=True)]
