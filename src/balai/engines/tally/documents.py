"""What a file of ballots holds, and what all readers of such files share: bounds, lines and numbers."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from balai.engines.tally.errors import UnreadableBallots, UnsuitableBallots
from balai.engines.tally.profiles import BallotKind, Gathering, Number, Profile, ranked_groups

LARGEST_FILE = 128 * 1024 * 1024
MOST_LINES = 2_000_000
LONGEST_LINE = 1024 * 1024
NUMBER = re.compile(r"(?P<whole>[0-9]{1,15})(?:[.,](?P<part>[0-9]{1,6}))?")
WHOLE = re.compile(r"[0-9]{1,9}")


class Remark(NamedTuple):
    """Something odd, and its line."""

    line: int
    words: str


@dataclass(frozen=True)
class Document:
    """A file's election. What the file does not say is None or empty.

    `winners`: ids that the file marks as selected. `about`: the other facts of its head, by their own names.
    """

    profile: Profile
    title: str = ""
    seats: int | None = None
    budget: Number | None = None
    rule: str = ""
    threshold: Number = 0
    winners: frozenset[str] | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Remark, ...] = ()
    """What was odd in the file but did not keep it from being read."""


@dataclass(frozen=True, slots=True)
class Form:
    """A format: its reader and writer, and the endings of its files."""

    read: Callable[[bytes], Document]
    write: Callable[[Document], str]
    endings: tuple[str, ...]


def lines_of(data: bytes) -> list[str]:
    """The lines of a file in UTF-8 without their ends; a byte order mark is passed over.

    Raises:
        UnreadableBallots: too large, a line too long, not UTF-8, or a character that no text has.
    """
    if len(data) > LARGEST_FILE:
        raise UnreadableBallots(1, "the file has more than %(most)s bytes", most=LARGEST_FILE)
    if data.count(b"\n") > MOST_LINES:
        raise UnreadableBallots(MOST_LINES + 1, "the file has more than %(most)s lines", most=MOST_LINES)
    found: list[str] = []
    for number, line in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if len(line) > LONGEST_LINE:
            raise UnreadableBallots(number, "the line has more than %(most)s bytes", most=LONGEST_LINE)
        try:
            text = line.removesuffix(b"\r").decode()
        except UnicodeDecodeError as wrong:
            raise UnreadableBallots(number, "byte %(byte)s is not UTF-8", byte=wrong.start + 1) from None
        if any(sign < " " and sign != "\t" for sign in text):
            raise UnreadableBallots(number, "there is a control character")
        found.append(text)
    return found


def parse_number(text: str, line: int, name: str) -> Number:
    """A number of zero or more with at most six decimals, after a point or a comma."""
    found = NUMBER.fullmatch(text.strip())
    if not found:
        raise UnreadableBallots(line, "%(name)s is not a number: %(text)s", name=name, text=shortened(text))
    part = found["part"] or ""
    value = Fraction(int(found["whole"] + part), 10 ** len(part))
    return value.numerator if value.denominator == 1 else value


def parse_whole(text: str, line: int, name: str, *, least: int = 0) -> int:
    """A whole number of at most nine digits."""
    if not WHOLE.fullmatch(text.strip()) or int(text) < least:
        raise UnreadableBallots(
            line,
            "%(name)s is not a whole number of at least %(least)s: %(text)s",
            name=name,
            least=least,
            text=shortened(text),
        )
    return int(text)


@contextmanager
def at_line(line: int) -> Iterator[None]:
    """What is wrong with a ballot, told with its line."""
    try:
        yield
    except UnsuitableBallots as wrong:
        raise UnreadableBallots(line, str(wrong)) from None


def shortened(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:39]}…")


def written_number(value: Number) -> str:
    """With a decimal point where it is not whole; exact, since no denominator is beyond a million's divisors.

    Raises:
        UnsuitableBallots: the number has no such decimal form.
    """
    scaled = value * 10**6
    if scaled.denominator != 1:
        raise UnsuitableBallots(f"{value} cannot be written with six decimals")
    whole, part = divmod(int(scaled), 10**6)
    return f"{whole}.{part:06d}".rstrip("0") if part else str(whole)


def points_by_rank(profile: Profile, most: int | None = None) -> Profile:
    """Rankings as points: the first gets `most` (the number of options unless told), each next one fewer, none below 1.

    A rank that several share gives each the points of that place. This is how cities that ask for a ranked ballot add up.
    """
    length = most or len(profile.options)
    gathering = Gathering(BallotKind.POINTS, profile.options)
    for ballot in profile.ballots:
        names: list[str] = []
        numbers: list[Number] = []
        place = 0
        for group in ranked_groups(ballot):
            names += [profile.options[one].id for one in group]
            numbers += [max(length - place, 0)] * len(group)
            place += len(group)
        gathering.add(names, numbers, ballot.weight)
    return gathering.profile()
