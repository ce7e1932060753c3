"""A question to another city's officers becomes a case there; what they answer comes back, signed."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from balai.apps.cases import service as cases
from balai.apps.network.actions.letters import body_of, write_letter
from balai.apps.network.actions.trusting import tidy_address
from balai.apps.network.descriptors import Refused
from balai.apps.network.models import Inquiry, Letter, Peer
from balai.apps.network.names import is_plain
from balai.apps.network.rules import LONGEST_WORDS, MOST_INQUIRIES, MOST_LINES
from balai.base.errors import Refusal
from balai.base.people.models import User

CITY = "city"
"""Who may ask, in the file of the service that takes such questions."""
ANSWER = "answer"
"""The question of its outcome whose answer goes back."""
DONE = "done"
NOTHING = "–"
MOST_AT_ONCE = 50


class NotConnected(Refusal):
    """Questions go only to cities that this city trusts."""

    code = "network.not_connected"


class TooManyQuestions(Refusal):
    """So many questions to that city wait for an answer that it would take no more. Wait for one of them."""

    code = "network.too_many_questions"


class HiddenLetters(Refusal):
    """The text holds letters that cannot be seen, or lines that run backwards. Type it anew."""

    code = "network.hidden_letters"
    status = 422


@transaction.atomic
def inquire(*, address: str, subject: str, words: str, by: User | None, now: datetime) -> Inquiry:
    """Ask the officers of another city. The letter goes out with the next round.

    Raises:
        NotConnected, TooManyQuestions, HiddenLetters: it cannot be asked.
    """
    peer = Peer.objects.select_for_update().filter(address=tidy_address(address), trust=Peer.Trust.TRUSTED).first()
    if peer is None:
        raise NotConnected
    waiting = Inquiry.objects.filter(peer=peer, is_ours=True, outcome=Inquiry.Outcome.OPEN)
    if waiting.exclude(letter__delivered_at=None, letter__next_at=None).count() >= MOST_INQUIRIES:
        raise TooManyQuestions
    message = _message(subject, words)
    letter = write_letter(to=peer.address, kind=Letter.Kind.QUESTION, network="", now=now, message=message)
    return Inquiry.objects.create(
        letter=letter,
        peer=peer,
        is_ours=True,
        subject=message["subject"],
        words="\n".join(message["lines"]),
        by=by,
        at=now,
    )


def hear_inquiry(*, letter: Letter, now: datetime) -> None:
    """A question of a city that we trust becomes a case of the service for it; an answer finds its question.

    Raises:
        Refused: it is neither, its sender is not trusted, no service here takes questions, or too many wait.
    """
    peer = Peer.objects.select_for_update().filter(address=letter.address).first()
    if peer is None or peer.trust != Peer.Trust.TRUSTED or not letter.is_verified:
        raise Refused("letter.not_trusted")
    body = body_of(letter)
    if letter.kind == Letter.Kind.QUESTION:
        _open(peer, letter, body["message"], now)
    else:
        _close(peer, letter, body, now)


def _open(peer: Peer, letter: Letter, message: Mapping[str, Any], now: datetime) -> None:
    waiting = Inquiry.objects.filter(peer=peer, is_ours=False, outcome=Inquiry.Outcome.OPEN)
    if waiting.count() >= MOST_INQUIRIES:
        raise Refused("letter.too_many")
    words = "\n".join(message["lines"])
    if len(words) > LONGEST_WORDS:
        raise Refused("letter.large")
    service = next((one for one in cases.current_services().values() if CITY in one.who), None)
    if service is None:
        raise Refused("letter.no_desk")
    names = dict.fromkeys(((peer.descriptor or {}).get("names") or {}).values())
    submission = cases.Submission(
        service=service.code,
        key=letter.number,
        answers={
            "city": f"{' / '.join(names)} ({peer.address})"[:300],
            "subject": message["subject"],
            "question": words,
        },
        place=cases.Place(),
        is_public=False,
        channel=cases.BY_LETTER,
    )
    try:
        case = cases.open_case(submission=submission, by=None, now=now)
    except Refusal as error:
        raise Refused("letter.no_desk") from error
    Inquiry.objects.create(
        letter=letter, peer=peer, is_ours=False, subject=message["subject"], words=words, case=case.reference, at=now
    )


def _close(peer: Peer, letter: Letter, body: Mapping[str, Any], now: datetime) -> None:
    """An answer counts once, and only to a question of ours to them."""
    rows = Inquiry.objects.filter(peer=peer, is_ours=True, outcome=Inquiry.Outcome.OPEN)
    asked = next((one for one in rows.select_related("letter") if str(one.letter.number) == body["answers"]), None)
    outcome = body["message"]["outcome"]
    if asked is None or not outcome:
        raise Refused("letter.no_question")
    Inquiry.objects.filter(pk=asked.pk).update(
        outcome=outcome, answer="\n".join(body["message"]["lines"]), answered_at=now
    )
    Letter.objects.filter(pk=asked.letter_id).update(answered_by=letter)


def answer_closed_cases(now: datetime) -> int:
    """Write back for every question of others whose case has ended here; how many letters were written."""
    waiting = Inquiry.objects.filter(is_ours=False, outcome=Inquiry.Outcome.OPEN).exclude(case="")
    closed = cases.Case.objects.filter(reference__in=waiting.values("case"), is_open=False).order_by("closed_at")
    return sum(_write_back(case, now) for case in closed[:MOST_AT_ONCE])


@transaction.atomic
def _write_back(case: cases.Case, now: datetime) -> bool:
    asked = Inquiry.objects.select_for_update(of=("self",)).filter(case=case.reference, outcome="").first()
    if asked is None:
        return False
    outcome, words = _answer_of(case)
    letter = Letter.objects.get(pk=asked.letter_id)
    lines = [line if is_plain(line) else _legible(line) for line in _lines(words)]
    message = {"subject": asked.subject, "lines": lines, "outcome": outcome.value}
    write_letter(to=letter.address, kind=Letter.Kind.ANSWER, network="", now=now, answers=letter, message=message)
    Inquiry.objects.filter(pk=asked.pk).update(outcome=outcome, answer=words, answered_at=now)
    return True


def _answer_of(case: cases.Case) -> tuple[Inquiry.Outcome, str]:
    """What the last step said that the asker may read: its answer, or its words."""
    outcome = Inquiry.Outcome.ANSWERED if case.public_state == DONE else Inquiry.Outcome.DECLINED
    for chapter in reversed(cases.tell(case, audiences=cases.THE_REPORTER).chapters):
        told = [one.text for one in chapter.answers if one.question == ANSWER] or [one.text for one in chapter.words]
        if any(told):
            return outcome, "\n".join(told)[:LONGEST_WORDS]
    return outcome, NOTHING


def _legible(line: str) -> str:
    """Words that the other city would refuse to show, in letters that it does not; the answer must not be lost."""
    return " ".join(
        word if is_plain(word) else "".join(letter if letter.isascii() else "?" for letter in word)
        for word in line.split()
    )


def _message(subject: str, words: str) -> dict[str, Any]:
    subject = " ".join(unicodedata.normalize("NFC", subject).split())[:150]
    lines = _lines(words)
    if not subject or not any(lines) or not all(map(is_plain, [subject, *lines])):
        raise HiddenLetters
    return {"subject": subject, "lines": lines, "outcome": ""}


def _lines(words: str) -> list[str]:
    """One form for everything that is typed: lines without spaces around them."""
    lines = [line.strip() for line in unicodedata.normalize("NFC", words)[:LONGEST_WORDS].splitlines()]
    return lines[:MOST_LINES] or [""]
