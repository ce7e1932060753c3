"""What a draft holds, typed; and which page comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from balai.apps.cases.service import Draft
from balai.apps.reports import kinds

REPORT_DRAFT = "report"
SENT = "sent"

PHOTO, PLACE, KIND, STORY, CHECK = "foto", "lokasi", "jenis", "cerita", "periksa"
PAGES = (PHOTO, PLACE, KIND, STORY, CHECK)
"""The five pages in order, as they stand in addresses."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A photo that is already kept: the row's number and the name it is served under."""

    id: int
    public_id: str


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers so far. `place` is {longitude, latitude, area, words}; `is_public` is None until it was asked."""

    pictures: tuple[Picture, ...] = ()
    place: Mapping[str, Any] | None = None
    kind: str = ""
    answers: Mapping[str, Any] = field(default_factory=dict)
    is_public: bool | None = None
    email: str = ""
    phone: str = ""
    told: bool = False

    @property
    def chosen(self) -> kinds.Chosen | None:
        """The kind of problem, if it is still on offer to anyone."""
        return kinds.find_kind(self.kind, logged_in=True) if self.kind else None

    @property
    def known(self) -> dict[str, Any]:
        """Every answer that conditions may ask about."""
        chosen = self.chosen
        return {**(chosen.known if chosen else {}), **self.answers}

    def first_missing(self) -> str:
        """The first page that still has to be filled in; the check page when none has. A photo is never missing."""
        if self.place is None:
            return PLACE
        if self.chosen is None:
            return KIND
        return CHECK if self.told else STORY


def read_answers(draft: Draft) -> Answers:
    kept = draft.answers
    return Answers(
        pictures=tuple(Picture(row["id"], row["public_id"]) for row in kept.get("pictures", [])),
        place=kept.get("place"),
        kind=kept.get("kind", ""),
        answers=kept.get("answers", {}),
        is_public=kept.get("is_public"),
        email=kept.get("email", ""),
        phone=kept.get("phone", ""),
        told=kept.get("told", False),
    )


def step_of(page: str) -> int:
    return PAGES.index(page) + 1


def page_after(page: str) -> str:
    return PAGES[min(PAGES.index(page) + 1, len(PAGES) - 1)]


def page_before(page: str) -> str:
    """The page before; empty for the first."""
    number = PAGES.index(page)
    return PAGES[number - 1] if number else ""
