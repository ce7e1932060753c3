"""Everything one case page tells, in a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db.models import QuerySet

from balai.apps.cases.definitions import service_of
from balai.apps.cases.models import Audience, Case, Content, Event
from balai.apps.cases.records import story_of
from balai.apps.cases.references import hash_of
from balai.apps.cases.refusals import UnknownCase
from balai.base.people.models import User
from balai.base.statements import Asked, rows_of
from balai.engines.casework.definition import REPORTER, Service
from balai.engines.casework.story import CaseState, Kind, fold
from balai.engines.casework.story import Event as StoryEvent

LOOK_LASTS = timedelta(minutes=15)
"""For so long after a recorded look its officer is served what is personal, such as the copy of a permit."""
EVERYONE = frozenset({Audience.PUBLIC})
THE_REPORTER = frozenset({Audience.PUBLIC, Audience.REPORTER})
OFFICERS = frozenset({Audience.PUBLIC, Audience.REPORTER, Audience.OFFICERS})


@dataclass(frozen=True, slots=True)
class Chapter:
    """One event of the story with the words and pictures that belong to it.

    `answers` are those to questions, `documents` files that are only ever downloaded.
    """

    event: StoryEvent
    actor: str
    words: list[Content] = field(default_factory=list)
    pictures: list[Content] = field(default_factory=list)
    answers: list[Content] = field(default_factory=list)
    documents: list[Content] = field(default_factory=list)

    @property
    def everything(self) -> list[Content]:
        """All that was answered or handed in, words apart."""
        return sorted([*self.answers, *self.pictures, *self.documents], key=lambda content: content.pk)


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


_by_reference = Asked(Case, "WHERE main.reference = %s")


def find_case(reference: str) -> Case:
    """The summary row of a reference, alone.

    Raises:
        UnknownCase: there is none.
    """
    found = _by_reference(reference)
    if not found:
        raise UnknownCase
    return found[0]


def find_public_case(reference: str) -> Case:
    """The same for everyone: a private case answers like one that does not exist.

    Raises:
        UnknownCase: there is none, or it is private.
    """
    case = _cases().filter(reference=reference).first()
    if case is None or not case.is_public:
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
    events = story_of(case.id)
    by_seq: dict[int, list[Content]] = {}
    for content in _contents(case.id, [str(audience) for audience in audiences]):
        by_seq.setdefault(content.seq, []).append(content)
    names = _names(_officers(events)) if Audience.OFFICERS in audiences else {}
    chapters = [_chapter(event, by_seq.get(event.seq, []), names) for event in events]
    return CasePage(case, service_of(case.service_id), fold(events), chapters, names)


_contents = Asked(
    Content, "WHERE main.case_id = %s AND main.audience = ANY(%s) ORDER BY main.seq, main.id", beside="file"
)


def answers_so_far(case_id: int) -> dict[str, Any]:
    """The codes and numbers that count in a case now, by question: one statement."""
    told = Event.objects.filter(case_id=case_id, kind__in=(Kind.OPENED, Kind.TASK_DONE)).order_by("seq")
    answers: dict[str, Any] = {}
    for given in told.values_list("data__answers", flat=True):
        answers |= given or {}
    return answers


def looked_just_now(case: Case, person: User, *, now: datetime) -> bool:
    """Whether this officer's look at who stands behind the case was recorded minutes ago."""
    looks = Event.objects.filter(case_id=case.id, by_id=person.pk, kind=Kind.IDENTITY_REVEALED)
    return looks.filter(at__gt=now - LOOK_LASTS).exists()


def _officers(events: Collection[StoryEvent]) -> set[int]:
    """Those who acted for an office, and those to whom work was given; never the reporter."""
    acted = {event.by for event in events if event.by and event.role != REPORTER}
    given = (event.data for event in events if event.kind is Kind.TASK_ASSIGNED)
    return acted | {data["assignee"] for data in given if "assignee" in data}


def _names(ids: Collection[int]) -> dict[int, str]:
    return dict(rows_of("SELECT id, name FROM people_user WHERE id = ANY(%s::bigint[])", [list(ids)])) if ids else {}


def _chapter(event: StoryEvent, contents: list[Content], names: dict[int, str]) -> Chapter:
    chapter = Chapter(event, names.get(event.by or 0, ""))
    for content in contents:
        if content.file is not None:
            (chapter.documents if content.file.is_document else chapter.pictures).append(content)
        elif content.question == "words":
            chapter.words.append(content)
        else:
            chapter.answers.append(content)
    return chapter
