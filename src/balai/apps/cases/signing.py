"""What several people sign together: which papers lie on a step, who has signed them, how many names are missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from balai.apps.cases.queries.case_page import CasePage, Chapter
from balai.engines.casework.definition import Step
from balai.engines.casework.story import Task
from balai.web.templatetags.balai import text_of


@dataclass(frozen=True, slots=True)
class Minutes:
    """An outcome as one or more people have signed it: the same answers, the same words, the same files.

    `waits` is how many names are missing; `people` the ids of officers who have signed, `chapter` what they signed.
    """

    digest: str
    outcome: str
    what: str
    waits: int
    people: frozenset[int]
    names: tuple[tuple[str, datetime], ...]
    chapter: Chapter | None


def papers_on(page: CasePage, step: Step, task: Task) -> list[Minutes]:
    """The papers on an open step, in the order in which they were first signed."""
    found = []
    for digest in dict.fromkeys(name.digest for name in task.signatures):
        names = [name for name in task.signatures if name.digest == digest]
        outcome = step.outcome(names[0].outcome)
        if outcome is None:
            continue
        first = names[0].seq
        found.append(
            Minutes(
                digest=digest,
                outcome=outcome.code,
                what=text_of(outcome.label),
                waits=max(0, outcome.signatures - len({(name.by, name.role) for name in names})),
                people=frozenset(name.by for name in names if name.by is not None),
                names=tuple((page.names.get(name.by or 0, ""), name.at) for name in names),
                chapter=next((chapter for chapter in page.chapters if chapter.event.seq == first), None),
            )
        )
    return found
