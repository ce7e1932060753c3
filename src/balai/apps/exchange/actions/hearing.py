"""What a neighbour says becomes cases and events here: each entry of each record once, whatever the road does."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from balai.apps.cases.service import (
    AreaUnclear,
    Ending,
    NothingAsked,
    OpenedCase,
    OutsideCity,
    Place,
    ReporterDetails,
    Submission,
    WordsNeeded,
    answer_city,
    close_review,
    directory,
    end_step,
    hear_words,
    keep_private,
    open_case,
    reporters_reopening,
    withdraw_case,
)
from balai.apps.exchange.models import Conversation, ForeignCase, Heard, Refused
from balai.apps.exchange.neighbour import EntryKind, ForeignEntry, ForeignRecord
from balai.base.errors import Refusal
from balai.base.packs import PackNeighbour, ServiceKind
from balai.engines.casework.decisions import Actor
from balai.engines.casework.definition import REPORTER

THE_REPORTER = Actor(None, REPORTER)


class UnknownTopic(Refusal):
    """The neighbour’s topic is not in this city’s list. Add it to the neighbour’s file in the city folder."""

    code = "exchange.unknown_topic"


class Unheard(Refusal):
    """The neighbour’s record cannot be read."""

    code = "exchange.unreadable"


@transaction.atomic
def take_in(*, record: ForeignRecord, neighbour: PackNeighbour, now: datetime) -> ForeignCase | None:
    """Bring our case up to what the record says; None when there is none here, or it could not be opened.

    An older record of the same case, or the same one again, changes nothing. What cannot be taken in is kept as
    `Refused`, and what comes after it in the same record waits, so that things happen here in their order.
    """
    _alone_with(neighbour.code, record.id)
    known = ForeignCase.objects.filter(source=neighbour.code, foreign_id=record.id).first()
    if known is None:
        if any(entry.kind is EntryKind.WITHDRAWN for entry in record.entries):
            return None
        known = _open(record, neighbour, now)
        if known is None:
            return None
    if record.confidential and known.case.is_public:
        keep_private(case_id=known.case_id, now=now)
    heard = set(known.heard.values_list("entry_id", flat=True))
    for entry in record.entries:
        if entry.id in heard or entry.kind is EntryKind.OURS:
            continue
        if not _take(known, entry, now):
            break
    Conversation.objects.filter(pk=known.pk, heard_version__lt=record.version).update(heard_version=record.version)
    return known


def note_unreadable(*, source: str, foreign_id: str, code: str, now: datetime) -> None:
    """Remember a record that could not be read, for the staff who can ask the neighbour about it."""
    _refuse(source, foreign_id, "", code, now)


def key_for(purpose: str, *names: str) -> UUID:
    """The same names give the same key; nobody outside can guess it."""
    return UUID(bytes=salted_hmac(f"exchange.{purpose}", "\0".join(names), algorithm="sha256").digest()[:16], version=4)


def _alone_with(source: str, foreign_id: str) -> None:
    """Wait until nobody else works on this record; the lock ends with the transaction."""
    number = int.from_bytes(salted_hmac("exchange.lock", f"{source}\0{foreign_id}").digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def _open(record: ForeignRecord, neighbour: PackNeighbour, now: datetime) -> ForeignCase | None:
    try:
        opened = _opened(record, _kind_of(record.topic, neighbour), neighbour, now)
    except Refusal as refusal:
        _refuse(neighbour.code, record.id, "", refusal.code, now)
        return None
    known = ForeignCase.objects.create(source=neighbour.code, foreign_id=record.id, case_id=opened.id, since=now)
    Conversation.objects.create(foreign_case=known)
    _settle(neighbour.code, record.id, "", now)
    return known


def _opened(record: ForeignRecord, kind: ServiceKind, neighbour: PackNeighbour, now: datetime) -> OpenedCase:
    """The case at its point or, where the point lies outside, near a border or elsewhere than the named area, without it."""
    try:
        with transaction.atomic():
            return open_case(submission=_submission(record, kind, neighbour), by=None, now=now)
    except (AreaUnclear, OutsideCity):
        without = replace(record, longitude=None, latitude=None)
        with transaction.atomic():
            return open_case(submission=_submission(without, kind, neighbour), by=None, now=now)


def _kind_of(topic: str, neighbour: PackNeighbour) -> ServiceKind:
    kind = neighbour.topics.get(topic) or neighbour.other
    if kind is None:
        raise UnknownTopic
    return kind


def _submission(record: ForeignRecord, kind: ServiceKind, neighbour: PackNeighbour) -> Submission:
    known = directory().area_ids
    area = record.area if record.area in known else neighbour.unknown_area
    has_point = record.longitude is not None and record.area in known
    answers: dict[str, Any] = {"words": record.words}
    answers |= {"category": kind.category} if kind.category else {}
    return Submission(
        service=kind.service,
        key=key_for("case", neighbour.code, record.id),
        answers=answers,
        place=Place(
            record.longitude if has_point else None, record.latitude if has_point else None, area, record.place_words
        ),
        is_public=not record.confidential,
        reporter=ReporterDetails(),
        channel=neighbour.code,
    )


def _take(known: ForeignCase, entry: ForeignEntry, now: datetime) -> bool:
    """Act on one entry, once. False when it was refused: then nothing of it remains but the note for staff."""
    try:
        with transaction.atomic():
            ACTS[entry.kind](known, entry, now)
            Heard.objects.create(foreign_case=known, entry_id=entry.id, kind=entry.kind, at=now)
    except Refusal as refusal:
        _refuse(known.source, known.foreign_id, entry.id, refusal.code, now)
        return False
    _settle(known.source, known.foreign_id, entry.id, now)
    return True


def _facts(known: ForeignCase, entry: ForeignEntry, now: datetime) -> Mapping[str, Any]:
    return {
        "case_id": known.case_id,
        "words": entry.words,
        "now": now,
        "key": key_for("entry", known.source, known.foreign_id, entry.id),
    }


def _replied(known: ForeignCase, entry: ForeignEntry, now: datetime) -> None:
    """The reporter's words: the answer that we wait for, or words to keep."""
    facts = _facts(known, entry, now)
    try:
        with transaction.atomic():
            answer_city(files=(), by=None, **facts)
    except (NothingAsked, WordsNeeded):
        hear_words(source=known.source, from_reporter=True, **facts)


def _not_solved(known: ForeignCase, entry: ForeignEntry, now: datetime) -> None:
    """The reporter's turn to open it again, where that is still possible; else words to keep."""
    facts = _facts(known, entry, now)
    reopening = reporters_reopening(known.case_id)
    if reopening is None or not entry.words.strip():
        hear_words(source=known.source, from_reporter=True, **facts)
        return
    step, outcome = reopening
    ending = Ending(step, outcome, words=entry.words, key=facts["key"])
    end_step(case_id=known.case_id, ending=ending, actor=THE_REPORTER, now=now)


def _remarked(known: ForeignCase, entry: ForeignEntry, now: datetime) -> None:
    hear_words(source=known.source, from_reporter=False, **_facts(known, entry, now))


def _withdrawn(known: ForeignCase, entry: ForeignEntry, now: datetime) -> None:
    withdraw_case(source=known.source, **_facts(known, entry, now))


def _closed(known: ForeignCase, entry: ForeignEntry, now: datetime) -> None:
    close_review(source=known.source, **_facts(known, entry, now))


ACTS = {
    EntryKind.REPLY: _replied,
    EntryKind.REOPEN: _not_solved,
    EntryKind.REMARK: _remarked,
    EntryKind.WITHDRAWN: _withdrawn,
    EntryKind.CLOSED: _closed,
}


def _refuse(source: str, foreign_id: str, entry_id: str, code: str, now: datetime) -> None:
    row, new = Refused.objects.get_or_create(
        source=source,
        foreign_id=foreign_id,
        entry_id=entry_id,
        defaults={"code": code, "first_at": now, "last_at": now},
    )
    if not new:
        row.code, row.last_at, row.attempts, row.settled_at = code, now, row.attempts + 1, None
        row.save(update_fields=["code", "last_at", "attempts", "settled_at"])


def _settle(source: str, foreign_id: str, entry_id: str, now: datetime) -> None:
    Refused.objects.filter(source=source, foreign_id=foreign_id, entry_id=entry_id, settled_at__isnull=True).update(
        settled_at=now
    )
