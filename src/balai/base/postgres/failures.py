"""What can go wrong with the bundled server, each with an id, a sentence and a hint."""

from __future__ import annotations


class ServerFailure(Exception):
    """The bundled PostgreSQL cannot do what was asked. The id is stable; the hint says how to mend it."""

    def __init__(self, identifier: str, sentence: str, hint: str) -> None:
        super().__init__(sentence)
        self.id = identifier
        self.sentence = sentence
        self.hint = hint
