"""BLT, the old common form of transferable votes (B. A. Wichmann, Voting matters 1994).

4 2                 candidates and seats
-3                  candidate 3 has withdrawn (may be missing, may name several)
28 1 2=4 0          28 papers: candidate 1, then 2 and 4 together
0                   the end of the papers
"Adi"               names, one a candidate, and a title
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from balai.engines.tally.documents import Document, at_line, lines_of, parse_whole, shortened
from balai.engines.tally.errors import UnreadableBallots, UnsuitableBallots
from balai.engines.tally.profiles import MOST_OPTIONS, BallotKind, Gathering, Option, ranked_groups

NAME = re.compile(r'\s*"(?P<name>[^"]*)"\s*')
WITHDRAWN = re.compile(r"(\s*-[0-9]{1,6})+\s*")


def read_blt(data: bytes) -> Document:
    """A withdrawn candidate is not among the options, and papers pass over them.

    Raises UnreadableBallots, with the line, for everything that is not as the format says.
    """
    rows = _rows(lines_of(data))
    line, text = _next(rows)
    numbers = text.split()
    if len(numbers) != 2:
        raise UnreadableBallots(line, "the first line has two numbers: candidates and seats")
    count = parse_whole(numbers[0], line, "the number of candidates", least=1)
    seats = parse_whole(numbers[1], line, "the number of seats", least=1)
    if count > MOST_OPTIONS or seats > count:
        raise UnreadableBallots(line, f"there are at most {MOST_OPTIONS} candidates, and no more seats than candidates")
    withdrawn: set[int] = set()
    papers: list[tuple[int, int, list[list[int]]]] = []
    line, text = _next(rows)
    while text != "0":
        if WITHDRAWN.fullmatch(text):
            if papers:
                raise UnreadableBallots(line, "withdrawals stand before the papers")
            withdrawn |= {_candidate(word[1:], line, count) for word in text.split()}
        else:
            papers.append((line, *_paper(text, line, count)))
        line, text = _next(rows)
    names = [_name(*_next(rows)) for _ in range(count)]
    last, text = next(rows, (line, ""))
    title = _name(last, text) if text else ""
    if more := next(rows, None):
        raise UnreadableBallots(more[0], "there is something after the title")
    return _document(names, withdrawn, papers, seats, title)


def _document(
    names: Sequence[str], withdrawn: set[int], papers: list[tuple[int, int, list[list[int]]]], seats: int, title: str
) -> Document:
    options = [Option(str(number), name) for number, name in enumerate(names, start=1) if number not in withdrawn]
    if len(options) < seats:
        raise UnreadableBallots(1, "fewer candidates are left than there are seats")
    gathering = Gathering(BallotKind.RANKING, options)
    for line, weight, groups in papers:
        kept = [[one for one in group if one not in withdrawn] for group in groups]
        ranked = [(str(one), rank) for rank, group in enumerate(kept, start=1) for one in group]
        with at_line(line):
            gathering.add([name for name, _rank in ranked], [rank for _name, rank in ranked], weight)
    with at_line(1):
        profile = gathering.profile()
    return Document(profile, title=title, seats=seats)


def _rows(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Lines that hold something; `#` begins a remark, outside quotes."""
    for number, line in enumerate(lines, start=1):
        text = line if line.lstrip().startswith('"') else line.split("#")[0]
        if text.strip():
            yield number, text.strip()
    return


def _next(rows: Iterator[tuple[int, str]]) -> tuple[int, str]:
    found = next(rows, None)
    if found is None:
        raise UnreadableBallots(1, "the file ends too early")
    return found


def _paper(text: str, line: int, count: int) -> tuple[int, list[list[int]]]:
    words = text.split()
    if words[-1] != "0" or len(words) < 2:
        raise UnreadableBallots(line, "a paper begins with a number of papers and ends with 0")
    weight = parse_whole(words[0], line, "the number of papers", least=1)
    return weight, [[_candidate(one, line, count) for one in word.split("=")] for word in words[1:-1]]


def _candidate(word: str, line: int, count: int) -> int:
    number = parse_whole(word, line, "a candidate", least=1)
    if number > count:
        raise UnreadableBallots(line, f"there is no candidate {number}")
    return number


def _name(line: int, text: str) -> str:
    found = NAME.fullmatch(text)
    if not found:
        raise UnreadableBallots(line, f"a name stands in quotes: {shortened(text)}")
    return found["name"].strip()


def write_blt(document: Document) -> str:
    """The election as BLT; options are numbered in their order.

    Raises:
        UnsuitableBallots: the ballots are not rankings, or a name has a quote.
    """
    profile = document.profile
    if profile.kind is not BallotKind.RANKING:
        raise UnsuitableBallots("BLT holds rankings")
    lines = [f"{len(profile.options)} {document.seats or 1}"]
    for ballot in profile.ballots:
        groups = ["=".join(str(one + 1) for one in group) for group in ranked_groups(ballot)]
        lines.append(" ".join([str(ballot.weight), *groups, "0"]))
    names = [option.name for option in profile.options] + [document.title]
    if any('"' in name or name != " ".join(name.split()) for name in names):
        raise UnsuitableBallots("a name with quotes or several lines has no form in BLT")
    return "\n".join([*lines, "0", *(f'"{name}"' for name in names)]) + "\n"
