"""What a `.pb` file asks, without its ballots: to hold the same participatory budget again, or for the first time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from balai.engines.tally.documents import lines_of, parse_number, parse_whole, shortened
from balai.engines.tally.errors import UnreadableBallots
from balai.engines.tally.files_pabulib import Sections, meta_of, projects_of


@dataclass(frozen=True, slots=True)
class Project:
    """One project: `cost` in whole units of the file's currency; `more` holds every field of its line, by name."""

    line: int
    id: str
    name: str
    cost: int
    more: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Budget:
    """`least` and `most` are projects to choose in an approval, or points to share out in a cumulative vote."""

    title: str
    budget: int
    currency: str
    rule: str
    vote_type: str
    least: int
    most: int
    projects: Sequence[Project]


LIMITS = {
    "approval": ("min_length", "max_length"),
    "choose-1": ("min_length", "max_length"),
    "cumulative": ("min_sum_points", "max_sum_points"),
}
"""The kinds of votes that can be held again, with the keys that bound a ballot."""

MOST_MONEY = 10**15


def read_projects(data: bytes) -> Budget:
    """The META and PROJECTS of a file; whatever stands after them is not read.

    Raises:
        UnreadableBallots: with the line, for what is not as the format says, is not whole, or cannot be held again.
    """
    sections = Sections(lines_of(data))
    meta = meta_of(sections.rows("META"))
    line, kind = meta.get("vote_type", (1, ""))
    if kind not in LIMITS:
        raise UnreadableBallots(line, "vote_type is one of %(names)s", names=", ".join(LIMITS))
    line, money = meta.get("budget", (1, ""))
    budget = _money(money, line, "budget")
    rows = list(sections.rows("PROJECTS"))
    options, _winners = projects_of(rows)
    projects = [
        Project(at, option.id, option.name or option.id, _money(row["cost"], at, "cost"), row)
        for option, (at, row) in zip(options, rows, strict=True)
    ]
    single = kind == "choose-1"
    least, most = (_limit(meta, key, default) for key, default in zip(LIMITS[kind], (1, len(projects)), strict=True))
    return Budget(
        title=meta.get("description", (0, ""))[1],
        budget=budget,
        currency=meta.get("currency", (0, ""))[1],
        rule=meta.get("rule", (0, ""))[1],
        vote_type=kind,
        least=1 if single else least,
        most=1 if single else most,
        projects=projects,
    )


def _money(text: str, line: int, name: str) -> int:
    number = parse_number(text, line, name)
    if not 0 < number <= MOST_MONEY or number != int(number):
        raise UnreadableBallots(
            line,
            "%(name)s is whole, more than zero, and %(most)s at most: %(text)s",
            name=name,
            most=MOST_MONEY,
            text=shortened(text),
        )
    return int(number)


def _limit(meta: Mapping[str, tuple[int, str]], key: str, default: int) -> int:
    line, value = meta.get(key, (1, ""))
    return parse_whole(value, line, key) if value else default
