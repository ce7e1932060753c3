"""Everything one case page tells, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import QuerySet

from balai.apps.cases.definitions import service_of
from balai.apps.cases.models import Audience, Case, Content, Event
from balai.apps.cases.records import engine_event
from balai.apps.cases.references import hash_of
from balai.apps.cases.refusals import UnknownCase
from balai.base.people.models import User
from balai.engines.casework.definition import REPORTER, Service
from balai.engines.casework.story import CaseState, Kind, fold
from balai.engines.casework.story import Event as StoryEvent

EVERYONE = frozenset({Audience.PUBLIC})
THE_REPORTER = frozenset({Audience.PUBLIC, Audience.REPORTER})
OFFICERS = frozenset({Audience.PUBLIC, Audience.REPORTER, Audience.OFFICERS})


@dataclass(frozen=True, slots=True)
class Chapter:
    """One event of the story with the words and pictures that belong to it."""

    event: StoryEvent
    actor: str
    words: list[Content] = field(default_factory=list)
    pictures: list[Content] = field(default_factory=list)
    answers: list[Content] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class CasePage:
    """A case, told: its summary row, service, state, chapters in order, and the names of officers in them by id."""

    case: Case
    service: Service
    state: CaseState
    chapters: list[Chapter]
    names: dict[int, str] = field(default_factory=dict)


def _cases() -> QuerySet[Case]:
    """With their area and holder, but without the area's boundary, which can be large."""
    return Case.objects.select_related("area", "holder").defer("area__boundary")


def find_case(reference: str) -> Case:
    """The summary row of a reference.

    Raises:
        UnknownCase: there is none.
    """
    case = _cases().filter(reference=reference).first()
    if case is None:
        raise UnknownCase
    return case


def find_public_case(reference: str) -> Case:
    """The same for everyone: a private case answers like one that does not exist.

    Raises:
        UnknownCase: there is none, or it is private.
    """
    case = find_case(reference)
    if not case.is_public:
        raise UnknownCase
    return case


def find_private_case(reference: str, secret: str) -> Case:
    """The case of a reporter's private link.

    Raises:
        UnknownCase: there is none, or the secret is not its own.
    """
    case = _cases().filter(reference=reference, secret_hash=hash_of(secret)).first()
    if case is None:
        raise UnknownCase
    return case


def find_own_case(reference: str, *, user_id: int) -> Case:
    """A case that this person opened while logged in.

    Raises:
        UnknownCase: there is none, or somebody else opened it.
    """
    found = _cases().filter(reference=reference, reporter__user_id=user_id).first()
    if found is None:
        raise UnknownCase
    return found


def tell(case: Case, *, audiences: Collection[str]) -> CasePage:
    """The story with the content that these audiences may read, voices of support left out: three statements."""
    rows = list(Event.objects.filter(case_id=case.id).exclude(kind=Kind.SUPPORTED).order_by("seq"))
    contents = (
        Content.objects.filter(case_id=case.id, audience__in=audiences).select_related("file").order_by("seq", "id")
    )
    by_seq: dict[int, list[Content]] = {}
    for content in contents:
        by_seq.setdefault(content.seq, []).append(content)
    names = _names(_officers(rows)) if Audience.OFFICERS in audiences else {}
    chapters = [_chapter(row, by_seq.get(row.seq, []), names) for row in rows]
    return CasePage(case, service_of(case.service_id), fold(chapter.event for chapter in chapters), chapters, names)


def _officers(rows: Collection[Event]) -> set[int]:
    """Those who acted for an office, and those to whom work was given; never the reporter."""
    acted = {row.by_id for row in rows if row.by_id and row.role != REPORTER}
    return acted | {row.data["assignee"] for row in rows if row.kind == Kind.TASK_ASSIGNED and "assignee" in row.data}


def _names(ids: Collection[int]) -> dict[int, str]:
    return dict(User.objects.filter(id__in=ids).values_list("id", "name")) if ids else {}


def _chapter(row: Event, contents: list[Content], names: dict[int, str]) -> Chapter:
    chapter = Chapter(engine_event(row), names.get(row.by_id or 0, ""))
    for content in contents:
        if content.file_id:
            chapter.pictures.append(content)
        elif content.question == "words":
            chapter.words.append(content)
        else:
            chapter.answers.append(content)
    return chapter
