"""An office covers words or parts of pictures; what stood there is kept under lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from psycopg.types.json import Jsonb

from balai.apps.cases import models, records
from balai.apps.cases.actions.working import already_done
from balai.apps.cases.covering import Found, find
from balai.apps.cases.definitions import service_of
from balai.apps.cases.messages import announce
from balai.apps.cases.refusals import NotYours, UnknownCase
from balai.apps.cases.rules import HIDING_ROLES, may_take_part
from balai.base.errors import Refusal
from balai.base.files.actions import erase_file
from balai.base.files.covering import lock_file, store_covered
from balai.base.files.models import StoredFile
from balai.base.people.models import User
from balai.engines.casework.decisions import Actor
from balai.engines.casework.definition import CODED_TYPES, Question, Service
from balai.engines.casework.story import Event, Kind
from balai.engines.pictures import Box

MOST_PHRASES = 50


class CoverReason(TextChoices):
    """Why something is covered. Codes are for ever: stories keep them."""

    REPORTER = "reporter", _("It shows who sent the report")
    OTHERS = "others", _("It is about another person")
    CHILD = "child", _("It is about a child")
    ABUSE = "abuse", _("It insults or threatens somebody")
    SECRET = "secret", _("A law forbids showing it")


class NothingToCover(Refusal):
    """These words stand nowhere in the report. Write them exactly as they stand there."""

    code = "cases.nothing_to_cover"
    status = 422


class CoverReasonNeeded(Refusal):
    """Choose why this must be covered."""

    code = "cases.cover_reason_needed"
    status = 422


def places_of(case: models.Case, phrases: Sequence[str]) -> dict[int, Found]:
    """Where the phrases stand in a case, by the id of each piece of content. Codes are not words.

    Personal answers are left alone: they are shown to nobody without a recorded look, and whether a guess stands in them
    is nothing that covering may tell.
    """
    service = service_of(case.service_id)
    coded = _coded_questions(service)
    unseen = coded | {question.id for question in _every_question(service) if question.holds_personal}
    pieces = models.Content.objects.filter(case_id=case.id).exclude(question__in=unseen).order_by("id")
    found = {piece.id: find(phrases[:MOST_PHRASES], piece.text, piece.data, coded=coded) for piece in pieces}
    return {number: places for number, places in found.items() if places}


def _coded_questions(service: Service) -> frozenset[str]:
    return frozenset(question.id for question in _every_question(service) if question.type in CODED_TYPES)


def _every_question(service: Service) -> tuple[Question, ...]:
    """All that is asked, by the form and by the steps, the parts of groups included."""
    asked = (*service.questions, *(ask for step in service.steps for way in step.outcomes for ask in way.asks))
    return (*asked, *(inner for question in asked for inner in question.questions))


@transaction.atomic
def cover_words(
    *, case_id: int, phrases: Sequence[str], reason: str, actor: Actor, now: datetime, key: UUID | None = None
) -> list[Event]:
    """Cover every place of the case where one of the phrases stands. The reporter is told.

    Raises:
        NotYours, CoverReasonNeeded, NothingToCover, FormUsedUp.
    """
    story = records.load_story(case_id)
    if already_done(case_id, key, actor.id, Kind.REDACTED):
        return []
    _check(story, reason, actor)
    places = places_of(story.case, phrases)
    if not places:
        raise NothingToCover
    count = sum(len(found.ranges) + len(found.leaves) for found in places.values())
    events = _tell(story, actor, now, key, {"kind": "words", "reason": reason, "pieces": count})
    for number, found in places.items():
        _cover(number, found, None, actor, now)
    return events


@transaction.atomic
def cover_picture(
    *,
    case_id: int,
    public_id: UUID,
    boxes: Sequence[Box],
    reason: str,
    actor: Actor,
    by: User,
    now: datetime,
    key: UUID | None = None,
) -> list[Event]:
    """Put a picture with these boxes black in the place of the one that is shown. The reporter is told.

    Raises:
        NotYours, CoverReasonNeeded, FormUsedUp.
        UnknownCase: the case shows no such picture.
        FileGone: its content is not there.
        BoxAmiss: a box covers nothing, or there are none or too many.
    """
    story = records.load_story(case_id)
    if already_done(case_id, key, actor.id, Kind.REDACTED):
        return []
    _check(story, reason, actor)
    pieces = list(models.Content.objects.filter(case_id=case_id, file__public_id=public_id).select_related("file"))
    if not pieces or pieces[0].file is None or pieces[0].file.is_document:
        raise UnknownCase
    shown = pieces[0].file
    new = store_covered(file=shown, boxes=boxes, by=by, now=now)
    events = _tell(story, actor, now, key, {"kind": "picture", "reason": reason, "pieces": len(boxes)})
    for piece in pieces:
        _cover(piece.id, Found(), new, actor, now)
    _put_away(shown, by=by, now=now)
    return events


def _put_away(shown: StoredFile, *, by: User, now: datetime) -> None:
    """The first picture is locked; one that was covered before, and is covered more, has no use any more."""
    if models.Content.objects.filter(file_id=shown.pk).exists():
        return  # another case shows the same row: what is covered here is that case's to decide
    if models.Original.objects.filter(file_id=shown.pk).values("content_id").exists():
        lock_file(file=shown, by=by, now=now)
    else:
        erase_file(file=shown, by=by, now=now)


def _check(story: records.Story, reason: str, actor: Actor) -> None:
    if actor.role not in HIDING_ROLES or not may_take_part(story.case, actor):
        raise NotYours
    if reason not in CoverReason.values:
        raise CoverReasonNeeded


def _tell(story: records.Story, actor: Actor, now: datetime, key: UUID | None, data: dict[str, object]) -> list[Event]:
    who = {"by": actor.id, "role": actor.role, "organisation": actor.organisation}
    event = records.note_event(story, Kind.REDACTED, at=now, data=data, **who)
    records.append(story, [event], key=key)
    announce(story, [event], now=now)
    return [event]


def _cover(piece: int, found: Found, file: StoredFile | None, actor: Actor, now: datetime) -> None:
    flat = [number for place in found.ranges for number in place]
    leaves: Any = Jsonb([list(path) for path in found.leaves])
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT cases_cover(%s, %s::integer[], %s, %s, %s, %s)",
            [piece, flat, leaves, file.pk if file else None, actor.id, now],
        )
