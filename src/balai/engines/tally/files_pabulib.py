"""Pabulib's `.pb`: a participatory budget with its ballots (D. Stolicki, S. Szufa, N. Talmon, "Pabulib: A Participatory
Budgeting Library", 2020). Three sections, META, PROJECTS and VOTES, of lines with semicolons.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from balai.engines.tally.documents import (
    Document,
    Remark,
    at_line,
    lines_of,
    parse_number,
    parse_whole,
    shortened,
    written_number,
)
from balai.engines.tally.errors import UnreadableBallots, UnsuitableBallots
from balai.engines.tally.profiles import MOST_OPTIONS, BallotKind, Gathering, Number, Option

SECTIONS = ("META", "PROJECTS", "VOTES")
KINDS = {
    "approval": BallotKind.APPROVAL,
    "choose-1": BallotKind.APPROVAL,
    "cumulative": BallotKind.POINTS,
    "scoring": BallotKind.POINTS,
    "ordinal": BallotKind.RANKING,
}
NEEDED = {
    "META": ("key", "value"),
    "PROJECTS": ("project_id", "cost"),
    "VOTES": ("voter_id", "vote"),
}
SELECTED = {"0", "1", "2", "3", ""}

Row = tuple[int, dict[str, str]]


def read_pabulib(data: bytes) -> Document:
    """Raises UnreadableBallots, with the line, for everything that is not as the format says."""
    sections = Sections(lines_of(data))
    meta = meta_of(sections.rows("META"))
    kind_line, kind_name = meta.get("vote_type", (1, ""))
    if kind_name not in KINDS:
        raise UnreadableBallots(kind_line, f"vote_type is one of {', '.join(KINDS)}: {shortened(kind_name)}")
    options, winners = projects_of(sections.rows("PROJECTS"))
    gathering, votes, remarks = _votes(
        sections.rows("VOTES"), KINDS[kind_name], options, single=kind_name == "choose-1"
    )
    _check_counts(meta, len(options), votes)
    budget_line, budget = meta.get("budget", (1, ""))
    threshold_line, threshold = meta.get("min_project_score_threshold", (1, "0"))
    total = parse_number(budget, budget_line, "budget")
    if not total:
        raise UnreadableBallots(budget_line, "the budget is zero")
    with at_line(1):
        profile = gathering.profile()
    return Document(
        profile,
        title=meta.get("description", (0, ""))[1],
        budget=total,
        rule=meta.get("rule", (0, ""))[1],
        threshold=parse_number(threshold, threshold_line, "min_project_score_threshold"),
        winners=winners,
        about={name: value for name, (_line, value) in meta.items()},
        remarks=remarks,
    )


class Sections:
    """The rows of META, PROJECTS and VOTES, one after another, as dictionaries by the section's head."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._rows = _rows(lines)
        self._lines = len(lines)
        self._waiting = next(self._rows, None)

    def rows(self, section: str) -> Iterator[Row]:
        """The rows of the section that must come now. To be read to the end before the next one.

        Raises:
            UnreadableBallots: another section comes, or none; the head lacks a name; a row has other fields.
        """
        line, name = self._take(section)
        if name != [section]:
            raise UnreadableBallots(line, "here the section %(section)s must begin", section=section)
        line, cells = self._take(section)
        head = _head(line, section, cells)
        while self._waiting is not None and _filled(self._waiting[1]) not in ([name] for name in SECTIONS):
            line, cells = self._waiting
            if len(cells) != len(head):
                raise UnreadableBallots(
                    line, "there are %(there)s fields where the head has %(head)s", there=len(cells), head=len(head)
                )
            yield line, dict(zip(head, cells, strict=True))
            self._waiting = next(self._rows, None)
        if section == SECTIONS[-1] and self._waiting is not None:
            raise UnreadableBallots(self._waiting[0], "VOTES is the last section")

    def _take(self, section: str) -> tuple[int, list[str]]:
        found, self._waiting = self._waiting, next(self._rows, None)
        if found is None:
            raise UnreadableBallots(
                self._lines, "the section %(section)s is missing, or lacks its head", section=section
            )
        return found[0], _filled(found[1]) if _filled(found[1]) == [section] else found[1]


def _filled(cells: list[str]) -> list[str]:
    return [cell for cell in cells if cell]


def _head(line: int, section: str, cells: list[str]) -> list[str]:
    missing = [name for name in NEEDED[section] if name not in cells]
    if missing or len(set(cells)) != len(cells):
        raise UnreadableBallots(
            line,
            "the head of %(section)s needs %(names)s, each name once",
            section=section,
            names=", ".join(NEEDED[section]),
        )
    return cells


def _rows(lines: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader((f"{line}\n" for line in lines), delimiter=";", strict=True)
    line = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as wrong:
        raise UnreadableBallots(line, "the quotes of a field are amiss: %(text)s", text=wrong) from None


def meta_of(rows: Iterable[Row]) -> dict[str, tuple[int, str]]:
    """Each key's line and value.

    Raises:
        UnreadableBallots: a key is there twice.
    """
    found: dict[str, tuple[int, str]] = {}
    for line, row in rows:
        if row["key"] in found:
            raise UnreadableBallots(line, "the key %(text)s is there twice", text=shortened(row["key"]))
        found[row["key"]] = (line, row["value"])
    return found


def projects_of(rows: Iterable[Row]) -> tuple[list[Option], frozenset[str] | None]:
    """The projects, and who won where the file says so.

    Raises:
        UnreadableBallots: an id or a cost is missing or amiss, or there are too many.
    """
    options: list[Option] = []
    seen: set[str] = set()
    winners: set[str] = set()
    told = False
    for line, row in rows:
        told = "selected" in row
        name = row["project_id"]
        if not name or name in seen or "," in name:
            raise UnreadableBallots(
                line, "a project needs an id of its own, without commas: %(text)s", text=shortened(name)
            )
        seen.add(name)
        cost = parse_number(row["cost"], line, "cost")
        if not cost:
            raise UnreadableBallots(line, "the cost is zero")
        options.append(Option(name, row.get("name", ""), cost))
        if row.get("selected", "") not in SELECTED:
            raise UnreadableBallots(line, "selected is 0, 1, 2 or 3: %(text)s", text=shortened(row["selected"]))
        if row.get("selected") == "1":
            winners.add(name)
        if len(options) > MOST_OPTIONS:
            raise UnreadableBallots(line, "there are more than %(most)s projects", most=MOST_OPTIONS)
    if not options:
        raise UnreadableBallots(1, "there are no projects")
    return options, frozenset(winners) if told else None


def _votes(
    rows: Iterable[Row], kind: BallotKind, options: list[Option], *, single: bool
) -> tuple[Gathering, int, tuple[Remark, ...]]:
    """The votes, how many they are, and what was odd."""
    gathering = Gathering(kind, options)
    voters: set[str] = set()
    remarks: list[Remark] = []
    for line, row in rows:
        if not row["voter_id"] or row["voter_id"] in voters:
            raise UnreadableBallots(line, f"a voter needs an id of their own: {shortened(row['voter_id'])}")
        voters.add(row["voter_id"])
        names = [name.strip() for name in row["vote"].split(",")] if row["vote"] else []
        if single and len(names) > 1:
            raise UnreadableBallots(line, "more than one project in a vote that chooses one")
        if kind is BallotKind.APPROVAL and len(set(names)) < len(names):  # published files have such votes
            names = list(dict.fromkeys(names))
            remarks.append(Remark(line, "a project is named twice in a vote; it counts once"))
        with at_line(line):
            gathering.add(names, _numbers(kind, row, names, line))
    return gathering, len(voters), tuple(remarks)


def _numbers(kind: BallotKind, row: Mapping[str, str], names: Sequence[str], line: int) -> list[Number]:
    if kind is BallotKind.APPROVAL:
        return []
    if kind is BallotKind.RANKING:
        return list(range(1, len(names) + 1))
    if "points" not in row:
        raise UnreadableBallots(line, "the head of VOTES needs points")
    texts = row["points"].split(",") if row["points"] else []
    return [parse_number(text, line, "points") for text in texts]


def _check_counts(meta: Mapping[str, tuple[int, str]], projects: int, votes: int) -> None:
    for key, there in (("num_projects", projects), ("num_votes", votes)):
        line, said = meta.get(key, (1, ""))
        if parse_whole(said, line, key) != there:
            raise UnreadableBallots(line, f"{key} says {said}, and there are {there}")


def write_pabulib(document: Document) -> str:
    """The election as `.pb`; equal ballots get voters of their own, numbered.

    Raises:
        UnsuitableBallots: there is no budget, a project has no cost, or what stands in it has no form there.
    """
    profile = document.profile
    if document.budget is None or any(option.cost is None for option in profile.options):
        raise UnsuitableBallots("a .pb file needs a budget and the cost of every project")
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    kind = document.about.get("vote_type", "")
    if KINDS.get(kind) is not profile.kind:
        kind = {"approval": "approval", "points": "cumulative", "ranking": "ordinal"}[profile.kind]
    facts = dict(document.about) | {
        "description": document.title,
        "num_projects": str(len(profile.options)),
        "num_votes": str(profile.total),
        "budget": written_number(document.budget),
        "vote_type": kind,
        "rule": document.rule,
    }
    if document.threshold:
        facts["min_project_score_threshold"] = written_number(document.threshold)
    writer.writerows([["META"], ["key", "value"], *([name, _one_line(value)] for name, value in facts.items())])
    _write_projects(writer, document)
    _write_votes(writer, document)
    return out.getvalue()


def _write_projects(writer: Any, document: Document) -> None:
    chosen = document.winners
    writer.writerows([["PROJECTS"], ["project_id", "cost", "name", *(["selected"] if chosen is not None else [])]])
    for option in document.profile.options:
        if "," in option.id or option.id != _one_line(option.id):
            raise UnsuitableBallots(f"the id {shortened(option.id)} has no form in .pb")
        cells = [option.id, written_number(option.cost or 0), _one_line(option.name)]
        writer.writerow(cells + ([str(int(option.id in chosen))] if chosen is not None else []))


def _write_votes(writer: Any, document: Document) -> None:
    profile = document.profile
    points = profile.kind is BallotKind.POINTS
    writer.writerows([["VOTES"], ["voter_id", "vote", *(["points"] if points else [])]])
    voter = 0
    for ballot in profile.ballots:
        if profile.kind is BallotKind.RANKING and len(set(ballot.numbers)) != len(ballot.numbers):
            raise UnsuitableBallots("tied ranks have no form in .pb")
        names = ",".join(profile.options[one].id for one in ballot.options)
        numbers = [",".join(map(written_number, ballot.numbers))] if points else []
        for _ in range(ballot.weight):
            voter += 1
            writer.writerow([str(voter), names, *numbers])


def _one_line(text: str) -> str:
    return " ".join(text.split())
