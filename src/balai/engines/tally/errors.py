"""Why ballots are not counted."""

from __future__ import annotations

from typing import ClassVar


class TallyError(ValueError):
    """These ballots cannot be counted so."""

    code: ClassVar[str] = "tally.refused"


class UnsuitableBallots(TallyError):
    """A ballot names what is not there, or holds what this kind of ballot cannot hold."""

    code = "tally.ballots"


class UnsuitableRule(TallyError):
    """There is no such rule, or it does not go with these ballots or these numbers."""

    code = "tally.rule"


class UnreadableBallots(TallyError):
    """The file is not in the form it should have. `line` counts from 1.

    `problem` is the sentence; `reason` is the same before its `facts` were put in, so that others can translate it.
    """

    code = "tally.file"

    def __init__(self, line: int, reason: str, **facts: object) -> None:
        self.line = line
        self.reason = reason
        self.facts = facts
        self.problem = reason % facts if facts else reason
        super().__init__(f"line {line}: {self.problem}")
