"""Refusals that are kept as codes, said again in the language of whoever reads them."""

from __future__ import annotations

from collections.abc import Iterator

from balai.base.errors import Refusal


def refusal_words(code: str) -> str:
    """The sentence of a refusal's code; the code itself where it is no longer known."""
    return next((str(kind.sentence) for kind in _kinds(Refusal) if kind.code == code), code)


def _kinds(kind: type[Refusal]) -> Iterator[type[Refusal]]:
    yield kind
    for below in kind.__subclasses__():
        yield from _kinds(below)
