"""Ballots as CSV, in two forms that tell themselves apart by their first cell.

Ours: the head is the kind (`approval`, `points` or `rank`) and the options; each row is a number of equal ballots and a
cell for each option: 1 or empty, points, or a rank.

    rank,Adi,Budi,Citra
    120,1,2,3
    80,,1,2

Of the Scottish council elections (`mggg/scot-elex`): candidates and seats, then papers as a number and candidates in
order, then a line for each candidate, then the ward.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from balai.engines.tally.documents import (
    Document,
    at_line,
    lines_of,
    parse_number,
    parse_whole,
    shortened,
    written_number,
)
from balai.engines.tally.errors import UnreadableBallots, UnsuitableBallots
from balai.engines.tally.profiles import MOST_OPTIONS, BallotKind, Gathering, Number, Option

KINDS = {"approval": BallotKind.APPROVAL, "points": BallotKind.POINTS, "rank": BallotKind.RANKING}
Rows = Sequence[tuple[int, list[str]]]


def read_csv(data: bytes) -> Document:
    """Raises UnreadableBallots, with the line, for everything that is in neither form."""
    lines = lines_of(data)
    first = next((line for line in lines if line.strip()), "")
    return _ours(_rows(lines)) if first.partition(",")[0].strip() in KINDS else _scottish(lines)


def _rows(lines: Sequence[str], first: int = 1) -> Rows:
    reader = csv.reader((f"{line}\n" for line in lines), strict=True)
    found: list[tuple[int, list[str]]] = []
    line = first
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                found.append((line, [cell.strip() for cell in cells]))
            line = first + reader.line_num
    except csv.Error as wrong:
        raise UnreadableBallots(line, str(wrong)) from None
    return found


def _ours(rows: Rows) -> Document:
    line, (kind_name, *names) = rows[0]
    if not names or len(set(names)) != len(names) or "" in names or len(names) > MOST_OPTIONS:
        raise UnreadableBallots(line, f"the head needs 1 to {MOST_OPTIONS} options, each with a name of its own")
    kind = KINDS[kind_name]
    gathering = Gathering(kind, [Option(name, name) for name in names])
    for number, (weight, *cells) in rows[1:]:
        if len(cells) != len(names):
            raise UnreadableBallots(number, f"there are {len(cells) + 1} cells where the head has {len(names) + 1}")
        named = [(name, cell) for name, cell in zip(names, cells, strict=True) if cell]
        if kind is BallotKind.APPROVAL:
            if any(cell not in {"0", "1"} for _name, cell in named):
                raise UnreadableBallots(number, "an approval is 1, 0 or empty")
            named, numbers = [(name, cell) for name, cell in named if cell == "1"], list[Number]()
        elif kind is BallotKind.POINTS:
            numbers = [parse_number(cell, number, "points") for _name, cell in named]
        else:
            numbers = [parse_whole(cell, number, "a rank", least=1) for _name, cell in named]
        with at_line(number):
            gathering.add(
                [name for name, _cell in named], numbers, parse_whole(weight, number, "the number of ballots", least=1)
            )
    with at_line(1):
        return Document(gathering.profile())


def _scottish(lines: Sequence[str]) -> Document:
    rows = [(number, line.strip()) for number, line in enumerate(lines, start=1) if line.strip()]
    if not rows:
        raise UnreadableBallots(1, "the file is empty")
    line, first = rows[0]
    numbers = _cells(first)
    if len(numbers) != 2:
        raise UnreadableBallots(line, "the first line is approval, points or rank and options; or candidates and seats")
    count = parse_whole(numbers[0], line, "the number of candidates", least=1)
    seats = parse_whole(numbers[1], line, "the number of seats", least=1)
    papers = [(number, text) for number, text in rows[1:] if text[0].isdigit()]
    rest = [(number, text) for number, text in rows[1:] if not text[0].isdigit()]
    if count > MOST_OPTIONS or seats > count or not count <= len(rest) <= count + 1:
        raise UnreadableBallots(
            line, f"it says {count} candidates and {seats} seats; {len(rest)} lines follow the papers"
        )
    options = [_candidate(number, text, place) for place, (number, text) in enumerate(rest[:count], start=1)]
    gathering = Gathering(BallotKind.RANKING, options)
    for number, text in papers:
        weight, *cells = _cells(text)
        chosen = [str(parse_whole(cell, number, "a candidate", least=1)) for cell in cells]
        with at_line(number):
            gathering.add(
                chosen, range(1, len(chosen) + 1), parse_whole(weight, number, "the number of papers", least=1)
            )
    with at_line(1):
        profile = gathering.profile()
    # The ward's line is quoted in several ways in the published files.
    title = rest[count][1].strip('", ') if len(rest) > count else ""
    return Document(profile, title=title, seats=seats)


def _cells(text: str) -> list[str]:
    """The cells of a line of papers; empty ones at its end are nothing."""
    return [cell.strip() for cell in text.rstrip(", ").split(",")]


def _candidate(line: int, text: str, place: int) -> Option:
    cells = next((cells for _line, cells in _rows([text], first=line)), [""])
    if cells[0] != f"Candidate {place}" or len(cells) < 2 or not cells[1]:
        raise UnreadableBallots(line, f"this is the line of candidate {place}, with a name: {shortened(text)}")
    return Option(str(place), " · ".join(cell for cell in cells[1:] if cell))


def write_csv(document: Document) -> str:
    """Our form; the options' ids are the heads of the columns.

    Raises:
        UnsuitableBallots: an id has a form that a cell cannot keep.
    """
    profile = document.profile
    if any(option.id != " ".join(option.id.split()) for option in profile.options):
        raise UnsuitableBallots("an id with several spaces or lines has no form in CSV")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    kind = next(name for name, kind in KINDS.items() if kind is profile.kind)
    writer.writerow([kind, *(option.id for option in profile.options)])
    for ballot in profile.ballots:
        cells = [""] * len(profile.options)
        for place, one in enumerate(ballot.options):
            cells[one] = written_number(ballot.numbers[place]) if ballot.numbers else "1"
        writer.writerow([str(ballot.weight), *cells])
    return out.getvalue()
