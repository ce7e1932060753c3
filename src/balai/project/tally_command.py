"""`balai tally`: counts a file of ballots, and says why the winners won. Files only; no city is needed."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from balai.base.failures import Failure
from balai.engines.tally.counting import BUDGET_RULES, RULES, count
from balai.engines.tally.documents import WHOLE, Document, points_by_rank
from balai.engines.tally.equal_shares import COMPLETIONS, UTILITIES
from balai.engines.tally.errors import TallyError, UnreadableBallots
from balai.engines.tally.files import FORMS, form_of, read_ballots
from balai.engines.tally.profiles import BallotKind, Number, Profile
from balai.engines.tally.results import Result, Table
from balai.engines.tally.words import LANGUAGES
from balai.project.terminal import say, say_json

OFFICIAL = {"id": "Hasil resmi dalam berkas", "en": "Official outcome in the file"}
SAME = {"id": "sama", "en": "the same"}
DIFFERENT = {"id": "berbeda: {names}", "en": "different: {names}"}


@dataclass(frozen=True, slots=True)
class Counted:
    """A result, and the file it came from."""

    document: Document
    result: Result

    @property
    def differing(self) -> list[str] | None:
        """The ids in which we and the file's own outcome differ; None when the file tells none."""
        if self.document.winners is None:
            return None
        return sorted(self.document.winners ^ set(self.result.winners))


def main(arguments: list[str]) -> int:
    """Count a file of ballots (.pb, .blt, .soc, .soi, .toc, .toi, .csv) by a rule, with the reasons."""
    options = _parser().parse_args(arguments)
    counted = _count(options)
    if options.svg:
        _write(options.svg, counted.result.svg(options.language))
    if options.json:
        say_json(counted.result.data() | {"official_differs": counted.differing})
    else:
        _tell(counted, options.language)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="balai tally", description=main.__doc__)
    parser.add_argument("file", type=Path, help="the file of ballots")
    parser.add_argument("--rule", required=True, choices=RULES, help="the counting rule (docs/reference/tally.md)")
    parser.add_argument("--form", choices=sorted(FORMS), help="the file's format, where its ending does not tell")
    parser.add_argument("--seats", type=int, help="how many win; what the file says, or 1, unless told")
    parser.add_argument("--budget", type=int, help="the money there is; what the file says unless told")
    parser.add_argument("--threshold", type=int, help="votes a project needs; what the file says unless told")
    parser.add_argument("--most-points", type=int, help="what a ballot may share out, or give one option")
    parser.add_argument("--utility", choices=UTILITIES, default="cost", help="of equal-shares; cost unless told")
    parser.add_argument("--completion", choices=COMPLETIONS, action="append", default=[], help="of equal-shares")
    parser.add_argument("--increment", type=int, help="of add1: what each voter gets more in a step")
    parser.add_argument("--seed", help="the published words that put ties in order; what the file says unless told")
    parser.add_argument("--language", choices=LANGUAGES, default="id", help="of the sentences; id unless told")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--svg", type=Path, metavar="OUT", help="draw the result into this file, too")
    return parser


def _count(options: argparse.Namespace) -> Counted:
    """Raises Failure where the file or the rule is not as it should be."""
    try:
        data = options.file.read_bytes()
    except OSError as wrong:
        raise Failure(
            "balai.T101",
            f"The file {options.file} cannot be read: {wrong.strerror}.",
            "Check its name, and that you may read it.",
        ) from None
    try:
        document = read_ballots(data, options.form or form_of(options.file.name))
    except UnreadableBallots as wrong:
        raise Failure(
            "balai.T102",
            f"{options.file.name}, line {wrong.line}: {wrong.problem}.",
            "Mend the file there; docs/reference/tally.md says what each format holds.",
        ) from None
    except TallyError as wrong:
        raise Failure("balai.T103", f"{wrong}.", "Rename the file, or name its format with --form.") from None
    try:
        return Counted(document, _by_rule(options, document))
    except TallyError as wrong:
        raise Failure(
            "balai.T104",
            f"These ballots cannot be counted so: {wrong}.",
            "Choose another rule, or other numbers; docs/reference/tally.md says which go together.",
        ) from None


def _by_rule(options: argparse.Namespace, document: Document) -> Result:
    def told(value: Number | None, otherwise: Any) -> Any:
        return otherwise if value is None else value

    about = document.about
    said = [name for name in about.get("completion", "").split(",") if name]
    increment = about.get("increment", "")
    return count(
        options.rule,
        _profile(options.rule, document),
        seats=told(options.seats, document.seats or 1),
        budget=told(options.budget, document.budget),
        tie_seed=told(options.seed, about.get("tie_seed", "")),
        threshold=told(options.threshold, document.threshold),
        most_points=options.most_points,
        utility=options.utility,
        completion=options.completion or said,
        increment=told(options.increment, int(increment) if WHOLE.fullmatch(increment) else None),
    )


def _profile(rule: str, document: Document) -> Profile:
    """Ranked ballots of a budget are added up as points, as the cities do that ask for them."""
    if rule in BUDGET_RULES and document.profile.kind is BallotKind.RANKING:
        longest = document.about.get("max_length", "")
        return points_by_rank(document.profile, int(longest) if longest.isdecimal() else None)
    return document.profile


def _tell(counted: Counted, language: str) -> None:
    if counted.document.title:
        say(f"{counted.document.title}\n")
    for sentence in counted.result.explanation:
        say(sentence[language])
    for table in counted.result.tables:
        say()
        _print(table, language)
    say()
    for sentence in counted.result.reasons.values():
        say(f"- {sentence[language]}")
    for remark in counted.document.remarks[:5]:
        say(f"! {remark.line}: {remark.words}")
    if (differing := counted.differing) is not None:
        outcome = DIFFERENT[language].format(names=", ".join(differing)) if differing else SAME[language]
        say(f"\n{OFFICIAL[language]}: {outcome}")


def _print(table: Table, language: str) -> None:
    rows = table.text(language)
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    say(table.title[language])
    for row in rows:
        say(f"  {_aligned(row, widths)}".rstrip())


def _aligned(row: Sequence[str], widths: Sequence[int]) -> str:
    first, *rest = (
        cell.ljust(width) if column == 0 else cell.rjust(width)
        for column, (cell, width) in enumerate(zip(row, widths, strict=True))
    )
    return "  ".join([first, *rest])


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as wrong:
        raise Failure(
            "balai.T105",
            f"The picture {path} cannot be written: {wrong.strerror}.",
            "Name a file in a folder that is there and that you may write to.",
        ) from None
