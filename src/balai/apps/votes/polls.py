"""Reads of polls: what is asked, who took part, what counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.models import QuerySet

from balai.apps.cases.service import current_services
from balai.apps.votes.models import Ballot, Option, Poll, PollState, Question, SecretVoice, Voice, Voter
from balai.apps.votes.refusals import UnknownPoll
from balai.base.audit.models import AuditEntry

ANSWER_SERVICE = "vote.answer"
"""The service of the city's pack in which the owner answers."""
PUBLIC_STATES = (PollState.READY, PollState.OPEN, PollState.CLOSED, PollState.COUNTED)

MAKING_ACTS = ("votes.made", "votes.changed", "votes.trustees")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its options, in order."""

    question: Question
    options: Sequence[Option]


def find_poll(code: str, *, public: bool = True) -> Poll:
    """The poll of that code; with `public`, only one that everyone may see.

    Raises:
        UnknownPoll.
    """
    polls = Poll.objects.select_related("owner", "picture").filter(code=code.upper())
    found = (polls.filter(state__in=PUBLIC_STATES) if public else polls).first()
    if found is None:
        raise UnknownPoll
    return found


def makers_of(poll: Poll) -> set[int | None]:
    """Ids of all who made a poll, changed its draft or named its trustees, as the books have them."""
    acts = AuditEntry.objects.filter(reference=poll.code, code__in=MAKING_ACTS, by__isnull=False)
    return {poll.made_by_id, *acts.values_list("by_id", flat=True)} - {None}


def questions_of(poll: Poll) -> list[Asked]:
    """All that a poll asks: two statements."""
    questions = list(Question.objects.filter(poll=poll).select_related("picture").order_by("position"))
    options: dict[int, list[Option]] = {}
    rows = Option.objects.filter(question__poll=poll).select_related("picture", "area").defer("area__boundary")
    for option in rows.order_by("position"):
        options.setdefault(option.question_id, []).append(option)
    return [Asked(question, options.get(question.pk, [])) for question in questions]


def public_polls() -> QuerySet[Poll]:
    return Poll.objects.filter(state__in=PUBLIC_STATES).select_related("owner", "picture")


def due_to_open(now: datetime) -> list[str]:
    """Codes of the polls whose time to open has come."""
    return list(
        Poll.objects.filter(state=PollState.READY, opens_at__lte=now, closes_at__gt=now).values_list("code", flat=True)
    )


def due_to_close(now: datetime) -> list[str]:
    """Codes of the polls whose time is over."""
    return list(Poll.objects.filter(state=PollState.OPEN, closes_at__lte=now).values_list("code", flat=True))


def counted_ballots(poll: Poll) -> list[Ballot]:
    """The ballots that count, in the order of their receipts."""
    voices = Voice.objects.filter(poll=poll).values("ballot_id")
    return list(Ballot.objects.filter(pk__in=voices).select_related("voter").order_by("receipt"))


def turnout(poll: Poll) -> int:
    """How many have voted."""
    if poll.kind == "secret":
        return SecretVoice.objects.filter(poll=poll).count()
    return Voice.objects.filter(poll=poll).count()


def turnout_between(since: date, until: date) -> tuple[int, int]:
    """How many have voted, and how many might have, in the polls that closed from the first day on and before the
    second, in UTC. Who stood on two rolls counts twice.
    """
    start, end = (datetime.combine(day, time(), UTC) for day in (since, until))
    polls = Poll.objects.filter(
        state__in=(PollState.CLOSED, PollState.COUNTED), closed_at__gte=start, closed_at__lt=end
    )
    found = list(polls)
    return sum(turnout(poll) for poll in found), sum(poll.roll_count or 0 for poll in found)


def last_ballot(voter: Voter) -> Ballot | None:
    """The ballot of a voter that counts now."""
    return Ballot.objects.filter(voice__voter=voter).first()


def due_to_count(_now: datetime) -> list[str]:
    """Codes of the closed polls that the city counts itself."""
    return list(Poll.objects.filter(state=PollState.CLOSED, kind="open").values_list("code", flat=True))


def unanswered(_now: datetime) -> list[str]:
    """Codes of the counted polls for whose answer nobody has been asked yet; none where the city asks for none."""
    if ANSWER_SERVICE not in current_services():
        return []
    return list(Poll.objects.filter(state=PollState.COUNTED, answer="").values_list("code", flat=True))


def due_to_sum(_now: datetime) -> list[str]:
    """Codes of the closed secret polls whose ballots wait to be multiplied."""
    return list(
        Poll.objects.filter(state=PollState.CLOSED, kind="secret", election__tally="").values_list("code", flat=True)
    )
