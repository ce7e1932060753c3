"""Our story is told to the neighbour: each event worth telling once, in order, until it has arrived."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import override

from balai.apps.cases.service import THE_REPORTER, CasePage, Chapter, directory, tell
from balai.apps.exchange.actions.hearing import key_for
from balai.apps.exchange.models import Conversation, Outgoing
from balai.apps.exchange.neighbour import News
from balai.base.city import current_city
from balai.engines.casework.definition import PublicState
from balai.engines.casework.story import Event, Kind
from balai.web.components import STATE_SENTENCES

MOST_CASES = 500
MOST_ATTEMPTS = 60
LONGEST_WAIT = timedelta(hours=6)
"""With these two a message is tried for about two weeks before it is given up, visibly."""


def behind(source: str) -> list[int]:
    """Ids of the conversations whose case has moved since we last told of it; at most `MOST_CASES`."""
    open_talks = Conversation.objects.filter(foreign_case__source=source, is_over=False)
    moved = open_talks.filter(foreign_case__case__last_seq__gt=F("told_seq")).order_by("pk")
    return list(moved.values_list("pk", flat=True)[:MOST_CASES])


@transaction.atomic
def prepare(*, conversation_id: int, now: datetime) -> int:
    """Turn what has happened since into messages; how many. Doing it twice makes none twice."""
    talk = Conversation.objects.select_for_update().get(pk=conversation_id)
    known = talk.foreign_case
    seen = known.case.last_seq
    page = tell(known.case, audiences=THE_REPORTER)
    rows = []
    with override(current_city().languages[0]):
        for number, chapter in enumerate(page.chapters):
            if chapter.event.seq <= talk.told_seq:
                continue
            news = news_of(
                page, number, reference=key_for("told", known.source, known.foreign_id, str(chapter.event.seq))
            )
            if news is not None:
                rows.append(_row(known.pk, chapter.event.seq, news, now))
    Outgoing.objects.bulk_create(rows)
    talk.told_seq = max(seen, page.chapters[-1].event.seq)
    talk.save(update_fields=["told_seq"])
    return len(rows)


def _row(foreign_case: int, seq: int, news: News, now: datetime) -> Outgoing:
    body = {
        "at": news.at.isoformat(),
        "state": news.state,
        "office": news.office,
        "words": news.words,
        "asks": news.asks,
        "is_final": news.is_final,
    }
    return Outgoing(
        foreign_case_id=foreign_case, seq=seq, reference=news.reference, body=body, created_at=now, next_at=now
    )


def news_from(row: Outgoing) -> News:
    """The news that an `Outgoing` row holds."""
    body = row.body
    return News(
        row.reference,
        datetime.fromisoformat(body["at"]),
        PublicState(body["state"]),
        body["office"],
        body["words"],
        body["asks"],
        body["is_final"],
    )


def news_of(page: CasePage, number: int, *, reference: UUID) -> News | None:
    """What the neighbour is told of one event; None for what is ours alone: notes, clocks, names, who did what."""
    chapter = page.chapters[number]
    event = chapter.event
    state = _state_at(page.chapters[: number + 1])
    office = _office_at(page.chapters[: number + 1])
    words = "\n".join(content.text for content in chapter.words if content.text)
    if event.kind is Kind.TASK_OPENED:
        sentence = str(STATE_SENTENCES[state])
        return News(reference, event.at, state, office, f"{office}: {sentence}" if event.organisation else sentence)
    if event.kind is Kind.TASK_DONE and words and event.role not in ("reporter", "neighbour"):
        return News(reference, event.at, state, office, words)
    if event.kind is Kind.REPORTER_ASKED:
        return News(reference, event.at, state, office, words, asks=True)
    if event.kind is Kind.PROMISE_EXTENDED:
        return News(reference, event.at, state, office, _("More time is needed: %(why)s") % {"why": words})
    if event.kind in (Kind.CLOSED, Kind.REOPENED):
        return News(reference, event.at, state, office, str(STATE_SENTENCES[state]), is_final=event.kind is Kind.CLOSED)
    return None


def _state_at(chapters: Sequence[Chapter]) -> PublicState:
    """Where the case stood after these events, as its public page showed it."""
    for chapter in reversed(chapters):
        shown = _shown_by(chapter.event)
        if shown:
            return shown
    return PublicState.WAITING


def _shown_by(event: Event) -> PublicState | None:
    if event.kind is Kind.CLOSED:
        return PublicState(event.outcome)
    return PublicState(event.data["state"]) if event.kind is Kind.TASK_OPENED else None


def _office_at(chapters: Sequence[Chapter]) -> str:
    """The name of the office with which the case lay; the city's own where it lay with nobody."""
    codes = [chapter.event.organisation for chapter in chapters if chapter.event.kind is Kind.TASK_OPENED]
    entry = directory().every.get(next((code for code in reversed(codes) if code), ""))
    city = current_city()
    return city.text(entry.names if entry else city.government, city.languages[0])


def waiting(source: str, *, now: datetime) -> list[Outgoing]:
    """The next message of each conversation that may be sent now: one at a time, so that they arrive in order."""
    open_rows = Outgoing.objects.filter(
        foreign_case__source=source, sent_at__isnull=True, given_up_at__isnull=True
    ).select_related("foreign_case")
    first = open_rows.order_by("foreign_case_id", "seq").distinct("foreign_case_id")[: 4 * MOST_CASES]
    return [row for row in first if row.next_at <= now][:MOST_CASES]


def mark_sent(*, row: Outgoing, now: datetime) -> None:
    row.sent_at, row.failure = now, ""
    row.attempts += 1
    row.save(update_fields=["sent_at", "failure", "attempts"])


def mark_failed(*, row: Outgoing, code: str, is_final: bool, now: datetime) -> None:
    """Try again later and later; after the last attempt, or when the neighbour will not take it, give up visibly."""
    row.attempts += 1
    row.failure = code[:60]
    row.next_at = now + min(timedelta(minutes=2 ** min(row.attempts - 1, 12)), LONGEST_WAIT)
    if is_final or row.attempts >= MOST_ATTEMPTS:
        row.given_up_at = now
    row.save(update_fields=["attempts", "failure", "next_at", "given_up_at"])


def send_again(*, row_id: int, now: datetime) -> bool:
    """Staff decide that a message that was given up is tried again; False when it is not given up."""
    changed = Outgoing.objects.filter(pk=row_id, given_up_at__isnull=False).update(
        given_up_at=None, attempts=0, next_at=now
    )
    return bool(changed)
