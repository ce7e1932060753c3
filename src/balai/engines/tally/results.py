"""What a count says: winners, every step as data, words, tables and a picture."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from balai.engines.tally.pictures import Picture, drawn
from balai.engines.tally.profiles import Number, Option
from balai.engines.tally.words import Value, Words, written

Cell = Value


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened. `options` are ids; `numbers` exact, by name (docs/reference/tally.md lists both)."""

    kind: str
    options: tuple[str, ...] = ()
    numbers: Mapping[str, Number] = field(default_factory=dict)
    votes: Mapping[str, Number] = field(default_factory=dict)
    """Where the rule counts in stages: the votes of each option (by id) after this step."""

    def data(self) -> dict[str, Any]:
        found: dict[str, Any] = {"kind": self.kind, "options": list(self.options)}
        found |= {name: plain(value) for name, value in self.numbers.items()}
        if self.votes:
            found["votes"] = {name: plain(value) for name, value in self.votes.items()}
        return found


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells under heads; `text` gives them in a language."""

    title: Words
    heads: tuple[Words, ...]
    rows: tuple[tuple[Cell, ...], ...]

    def text(self, language: str) -> list[list[str]]:
        """The heads, then each row."""
        return [
            [head[language] for head in self.heads],
            *([written(cell, language) for cell in row] for row in self.rows),
        ]


@dataclass(frozen=True, slots=True)
class Result:
    """The outcome of one count.

    `winners`: ids, in the order in which they won. `tie_order`: ids, the order that would break, or broke, every tie;
    `ties`: how often it had to. `reasons`: for each option, by id, why it won or not. `values`: the number by which
    the rule ranked each option at the end (votes, points, or money spent on it: see the rule).
    """

    rule: str
    winners: tuple[str, ...]
    steps: tuple[Step, ...]
    explanation: tuple[Words, ...]
    reasons: Mapping[str, Words]
    tables: tuple[Table, ...]
    picture: Picture
    options: tuple[Option, ...]
    values: Mapping[str, Number]
    ballots: int
    blank: int
    tie_seed: str
    tie_order: tuple[str, ...]
    ties: int

    def svg(self, language: str) -> str:
        """The picture, ready to stand inside a page: no style, no script, a title and a description."""
        return drawn(self.picture, language)

    def data(self) -> dict[str, Any]:
        """Everything but the picture, for JSON: whole numbers as numbers, others as "numerator/denominator"."""
        return {
            "rule": self.rule,
            "winners": list(self.winners),
            "ballots": self.ballots,
            "blank": self.blank,
            "values": {name: plain(value) for name, value in self.values.items()},
            "tie_seed": self.tie_seed,
            "tie_order": list(self.tie_order),
            "ties": self.ties,
            "steps": [step.data() for step in self.steps],
            "explanation": [dict(sentence) for sentence in self.explanation],
            "reasons": {name: dict(sentence) for name, sentence in self.reasons.items()},
        }


def plain(value: Number) -> int | str:
    """An exact number as JSON can hold it."""
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"{value.numerator}/{value.denominator}"
    return int(value)
