"""The acts of a story: what happened in one breath, and to whom it is told."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from balai.apps.cases.service import Chapter, directory
from balai.engines.casework.story import Kind
from balai.web.components import Photo
from balai.web.questions.options import in_language

PhotoAddress = Callable[[UUID, bool], str]
"""The address of a file by its public id; True asks for the small picture."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How a story is told: in which language, to whom, and where its pictures are."""

    language: str
    photo: PhotoAddress
    to_reporter: bool
    now: datetime


@dataclass(slots=True)
class Act:
    """The chapters that one act wrote at one instant, and the public state before it."""

    chapters: list[Chapter]
    before: str

    def first(self, *kinds: Kind) -> Chapter | None:
        return next((chapter for chapter in self.chapters if chapter.event.kind in kinds), None)

    @property
    def opened(self) -> Chapter | None:
        """The step that this act opened last."""
        found = [chapter for chapter in self.chapters if chapter.event.kind is Kind.TASK_OPENED]
        return found[-1] if found else None

    @property
    def state(self) -> str:
        """The public state that this act led to, when it led to one."""
        closed = self.first(Kind.CLOSED)
        if closed:
            return closed.event.outcome
        return str(self.opened.event.data.get("state", "")) if self.opened else ""


def acts_of(chapters: Iterable[Chapter]) -> list[Act]:
    acts: list[Act] = []
    state = ""
    for chapter in chapters:
        ends_a_step = chapter.event.kind is Kind.TASK_DONE
        if not acts or ends_a_step or acts[-1].chapters[-1].event.at != chapter.event.at:
            acts.append(Act([], state))
        acts[-1].chapters.append(chapter)
        if chapter.event.kind is Kind.TASK_OPENED:
            state = chapter.event.data.get("state", state)
    return acts


def photos_of(chapters: Sequence[Chapter], telling: Telling) -> list[Photo]:
    """The pictures of some chapters, each with words that say what it shows."""
    found = []
    for chapter in chapters:
        evidence = chapter.event.kind in (Kind.TASK_DONE, Kind.SIGNED)
        for content in chapter.pictures:
            if content.file is None:
                continue
            words = _("Photo of the result") if evidence else _("Photo of the problem")
            if chapter.event.kind is Kind.REPORTER_ANSWERED:
                words = _("Photo with the answer")
            public_id = content.file.public_id
            found.append(Photo(telling.photo(public_id, True), words, full=telling.photo(public_id, False)))
    return found


def office_name(code: str, language: str) -> str:
    """An organisation's name, also of one that is closed."""
    entry = directory().every.get(code)
    return in_language(entry.names, language) if entry else code
