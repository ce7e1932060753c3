"""Errors that speak: the docstring is the sentence a person reads, the code is stable for machines."""

from __future__ import annotations

import inspect
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy


class Refusal(Exception):
    """This cannot be done."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    sentence: ClassVar[str | Promise] = gettext_lazy("This cannot be done.")

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "sentence" not in cls.__dict__:
            cls.sentence = gettext_lazy(inspect.cleandoc(cls.__doc__ or "").replace("\n", " "))

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        """The sentence in the active language, with this refusal's facts filled in."""
        return str(self.sentence) % self.facts if self.facts else str(self.sentence)
