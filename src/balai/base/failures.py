"""What an operator is told when a command cannot go on: an id for machines, a sentence, and how to mend it."""

from __future__ import annotations


class Failure(Exception):
    """A command cannot go on. The id is stable; the hint says how to mend it."""

    def __init__(self, identifier: str, sentence: str, hint: str) -> None:
        super().__init__(f"{identifier}: {sentence} {hint}")
        self.id = identifier
        self.sentence = sentence
        self.hint = hint
