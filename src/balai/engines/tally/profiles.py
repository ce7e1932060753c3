"""What is counted: options, and ballots of one of three kinds, equal ones kept once with their number."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import groupby
from typing import NamedTuple

from balai.engines.tally.errors import UnsuitableBallots

Number = int | Fraction

MOST_OPTIONS = 10_000
MOST_BALLOTS = 100_000_000
"""Together, weights counted; the arithmetic of transfers stays within 63 bits below 900 million."""
LARGEST_NUMBER = 10**15
"""Of a cost, a budget or a number of points; its denominator at most a million."""
FINEST = 10**6


class BallotKind(StrEnum):
    """What a ballot says of the options it names."""

    APPROVAL = "approval"
    POINTS = "points"
    RANKING = "ranking"


@dataclass(frozen=True, slots=True)
class Option:
    """A candidate, an answer or a project. `cost` in the currency of the budget; `name_en` empty: the same name."""

    id: str
    name: str
    cost: Number | None = None
    name_en: str = ""

    def named(self, language: str) -> str:
        return (self.name_en if language == "en" else "") or self.name or self.id


class Ballot(NamedTuple):
    """So many equal ballots. `numbers` beside `options`: points, or ranks from 1 (best, equal ranks tie); approvals have none."""

    weight: int
    options: tuple[int, ...]
    numbers: tuple[Number, ...] = ()


@dataclass(frozen=True)
class Profile:
    """Options and all ballots, blank ones too. Build it with `approvals`, `points` or `rankings`.

    Raises:
        UnsuitableBallots: two options share an id, an id is empty, a cost is not above zero, or there is too much.
    """

    kind: BallotKind
    options: tuple[Option, ...]
    ballots: tuple[Ballot, ...]

    def __post_init__(self) -> None:
        ids = {option.id for option in self.options}
        if len(ids) != len(self.options) or "" in ids:
            raise UnsuitableBallots("every option needs an id of its own")
        if not 1 <= len(self.options) <= MOST_OPTIONS:
            raise UnsuitableBallots(f"there must be 1 to {MOST_OPTIONS} options")
        if any(option.cost is not None and not 0 < option.cost <= LARGEST_NUMBER for option in self.options):
            raise UnsuitableBallots("a cost is above zero, and not without measure")
        if self.total > MOST_BALLOTS:
            raise UnsuitableBallots(f"there are more than {MOST_BALLOTS} ballots")

    @cached_property
    def total(self) -> int:
        """How many ballots, blank ones included."""
        return sum(ballot.weight for ballot in self.ballots)

    @cached_property
    def blank(self) -> int:
        """How many ballots name nothing."""
        return sum(ballot.weight for ballot in self.ballots if not ballot.options)

    @cached_property
    def place(self) -> Mapping[str, int]:
        """The position of each option, by id."""
        return {option.id: position for position, option in enumerate(self.options)}


def approvals(options: Sequence[Option], ballots: Iterable[Iterable[str]]) -> Profile:
    """Ballots that name any number of options, each once, in whatever order.

    Raises:
        UnsuitableBallots: a ballot names an option twice or one that is not there.
    """
    gathering = Gathering(BallotKind.APPROVAL, options)
    for ballot in ballots:
        gathering.add(list(ballot))
    return gathering.profile()


def points(options: Sequence[Option], ballots: Iterable[Mapping[str, Number]]) -> Profile:
    """Ballots that give points to options; what is not named, or has 0, got none.

    Raises:
        UnsuitableBallots: points below zero or beyond measure, or an option that is not there.
    """
    gathering = Gathering(BallotKind.POINTS, options)
    for ballot in ballots:
        gathering.add(list(ballot), list(ballot.values()))
    return gathering.profile()


def rankings(options: Sequence[Option], ballots: Iterable[Sequence[str | Sequence[str]]]) -> Profile:
    """Ballots that put options in order, best first; a sequence in place of an id ties its options.

    Raises:
        UnsuitableBallots: a ballot ranks an option twice or one that is not there.
    """
    gathering = Gathering(BallotKind.RANKING, options)
    for ballot in ballots:
        groups = [[group] if isinstance(group, str) else list(group) for group in ballot]
        gathering.add(
            [name for group in groups for name in group],
            [rank for rank, group in enumerate(groups, start=1) for _ in group],
        )
    return gathering.profile()


class Gathering:
    """Ballots on their way into a profile: each is checked, and equal ones are kept once."""

    def __init__(self, kind: BallotKind, options: Sequence[Option]) -> None:
        self.kind = kind
        self.options = tuple(options)
        self._place = {option.id: position for position, option in enumerate(self.options)}
        self._weights: dict[tuple[tuple[int, ...], tuple[Number, ...]], int] = {}

    def add(self, names: Sequence[str], numbers: Sequence[Number] = (), weight: int = 1) -> None:
        """One ballot, `weight` times. Ranks are closed up, so that 1, 3, 3 becomes 1, 2, 2.

        Raises:
            UnsuitableBallots: it is not a ballot of this kind.
        """
        if not 1 <= weight <= MOST_BALLOTS:
            raise UnsuitableBallots(f"a number of equal ballots is 1 to {MOST_BALLOTS}")
        try:
            chosen = [self._place[name] for name in names]
        except KeyError as missing:
            raise UnsuitableBallots(f"there is no option {_short(missing.args[0])}") from None
        if len(set(chosen)) != len(chosen):
            twice = next(name for name in names if list(names).count(name) > 1)
            raise UnsuitableBallots(f"option {_short(twice)} is named twice")
        key = self._ordered(chosen, numbers)
        self._weights[key] = self._weights.get(key, 0) + weight

    def _ordered(self, chosen: list[int], numbers: Sequence[Number]) -> tuple[tuple[int, ...], tuple[Number, ...]]:
        if self.kind is BallotKind.APPROVAL:
            return tuple(sorted(chosen)), ()
        if len(numbers) != len(chosen):
            raise UnsuitableBallots("every named option needs one number")
        if self.kind is BallotKind.POINTS:
            return _with_points(chosen, numbers)
        if list(numbers) == list(range(1, len(chosen) + 1)):  # most rankings come in order, without ties
            return tuple(chosen), tuple(numbers)
        pairs = sorted(zip(numbers, chosen, strict=True))
        if pairs and pairs[0][0] < 1:
            raise UnsuitableBallots("ranks begin with 1")
        closed: list[Number] = []
        for rank, (_number, group) in enumerate(groupby(pairs, key=lambda pair: pair[0]), start=1):
            closed += [rank] * len(list(group))
        return tuple(option for _rank, option in pairs), tuple(closed)

    def profile(self) -> Profile:
        return Profile(
            self.kind, self.options, tuple(Ballot(weight, *content) for content, weight in self._weights.items())
        )


def _with_points(chosen: list[int], numbers: Sequence[Number]) -> tuple[tuple[int, ...], tuple[Number, ...]]:
    if any(not 0 <= number <= LARGEST_NUMBER or number.denominator > FINEST for number in numbers):
        raise UnsuitableBallots("points are zero or more, and not without measure")
    pairs = [(option, number) for option, number in sorted(zip(chosen, numbers, strict=True)) if number]
    return tuple(option for option, _number in pairs), tuple(number for _option, number in pairs)


def ranked_groups(ballot: Ballot) -> list[tuple[int, ...]]:
    """The options of a ranking from best to worst, those of one rank together."""
    pairs = zip(ballot.numbers, ballot.options, strict=True)
    return [tuple(option for _rank, option in group) for _rank, group in groupby(pairs, key=lambda pair: pair[0])]


def strict_part(ballot: Ballot) -> tuple[int, ...]:
    """The options of a ranking up to the first tie: from there on nobody can say who comes next."""
    if not ballot.numbers or ballot.numbers[-1] == len(ballot.numbers):  # ranks are closed up, so none is shared
        return ballot.options
    found: list[int] = []
    for group in ranked_groups(ballot):
        if len(group) > 1:
            break
        found.append(group[0])
    return tuple(found)


def _short(name: object) -> str:
    text = str(name)
    return repr(text if len(text) <= 40 else f"{text[:39]}…")
