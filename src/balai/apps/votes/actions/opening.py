"""A poll is released, joined at an event, and opened: from then on the database lets nothing of it change."""

from __future__ import annotations

import hmac
from datetime import datetime

from django.db import transaction

from balai.apps.transparency.service import Said, state
from balai.apps.votes.actions.keys import call_trustees, forget_keys
from balai.apps.votes.actions.locking import locked_poll
from balai.apps.votes.actions.secrets import found_election, prepare_election
from balai.apps.votes.definition import hash_of_definition
from balai.apps.votes.eligibility import entitled
from balai.apps.votes.models import Attendance, Poll, PollKind, PollState, Voter
from balai.apps.votes.news import tell_of_vote
from balai.apps.votes.polls import makers_of, questions_of
from balai.apps.votes.pseudonyms import code_hash, event_code, letter_code, tidy_code
from balai.apps.votes.refusals import (
    CodeAmiss,
    EmptyRoll,
    NotByOneself,
    NotForSecret,
    NotNow,
    NotReady,
    RolesMixed,
    UnknownPoll,
)
from balai.apps.votes.rules import FEWEST_TRUSTEES, MOST_SECRET_OPTIONS, SECRET_METHODS, SMALLEST_CELL
from balai.base.audit.actions import record_act
from balai.base.city import city_zone
from balai.base.jobs import defer
from balai.base.people.models import User
from balai.engines.transparency.hashing import leaf_hash, root_of

BATCH = 5000


@transaction.atomic
def release_poll(*, code: str, by: User, now: datetime) -> Poll:
    """Let a draft open at its time: a second person's act.

    Raises:
        UnknownPoll, NotNow.
        NotByOneself: they made it, changed it or named its trustees.
        NotReady: it asks nothing, or closes before now.
    """
    poll = locked_poll(code)
    if poll.state != PollState.DRAFT:
        raise NotNow
    if by.pk in makers_of(poll):
        raise NotByOneself
    if not poll.questions.exists() or poll.closes_at <= now:
        raise NotReady
    poll.state, poll.released_by = PollState.READY, by
    poll.save(update_fields=["state", "released_by"])
    if poll.kind == PollKind.SECRET:
        _prepare(poll, by, now)
        call_trustees(poll, now=now)
    record_act(code="votes.released", by=by, reference=poll.code, now=now)
    return poll


def _prepare(poll: Poll, by: User, now: datetime) -> None:
    """A secret poll has its roll from its release on: codes are made for it, and keys, before it opens."""
    asked = questions_of(poll)
    simple = all(
        one.question.method in SECRET_METHODS and not one.question.budget and len(one.options) <= MOST_SECRET_OPTIONS
        for one in asked
    )
    trustees = list(poll.trustees.values_list("user_id", flat=True))
    if {by.pk, *makers_of(poll)} & set(trustees):
        raise RolesMixed
    if not simple or len(trustees) < FEWEST_TRUSTEES or poll.who.get("kind") == "code" or poll.letters:
        raise NotForSecret
    _draw_up(poll, now)
    if (poll.roll_count or 0) < SMALLEST_CELL:
        raise NotForSecret
    prepare_election(poll)


@transaction.atomic
def take_back(*, code: str, by: User, now: datetime, withdraw: bool = False) -> Poll:
    """Make a released poll a draft again before its opening, or withdraw it for good.

    Raises:
        UnknownPoll, NotNow.
    """
    poll = locked_poll(code)
    if poll.state not in {PollState.READY, PollState.DRAFT} or (poll.state == PollState.DRAFT and not withdraw):
        raise NotNow
    poll.state = PollState.WITHDRAWN if withdraw else PollState.DRAFT
    poll.roll_count, poll.roll_root = None, None
    poll.save(update_fields=["state", "roll_count", "roll_root"])
    poll.voters.all().delete()
    poll.credentials.all().delete()
    poll.attendances.all().delete()
    forget_keys(poll)
    if withdraw:
        poll.listed.all().delete()
    record_act(code="votes.withdrawn" if withdraw else "votes.taken_back", by=by, reference=poll.code, now=now)
    return poll


@transaction.atomic
def attend(*, code: str, typed: str, by: User, now: datetime) -> Poll:
    """Somebody present at an event enters its code, before the opening; twice is once.

    Raises:
        UnknownPoll, NotNow, CodeAmiss.
    """
    poll = Poll.objects.select_for_update().filter(code=code).first()
    if poll is None:
        raise UnknownPoll
    if poll.state != PollState.READY or poll.who.get("kind") != "code":
        raise NotNow
    if not hmac.compare_digest(tidy_code(typed), event_code(poll.code)):
        raise CodeAmiss
    Attendance.objects.get_or_create(poll=poll, user=by, defaults={"at": now})
    return poll


@transaction.atomic
def open_poll(*, code: str, now: datetime) -> Poll:
    """Draw up the roll and open the poll, in one transaction with what the log is told.

    Raises:
        UnknownPoll.
        NotNow: it waits for no opening, or its time has not come.
        EmptyRoll: nobody is entitled.
    """
    poll = locked_poll(code)
    if poll.state != PollState.READY or now < poll.opens_at or now >= poll.closes_at:
        raise NotNow
    if poll.kind == PollKind.SECRET:
        about = found_election(poll, now=now)
    else:
        about = {}
        _draw_up(poll, now)
    poll.state, poll.opened_at, poll.definition = PollState.OPEN, now, hash_of_definition(poll)
    poll.save(update_fields=["state", "opened_at", "definition"])
    facts = {"kind": poll.kind, "definition": poll.definition, "closes": poll.closes_at.isoformat(), **about}
    state([Said("vote.opened", now, {"poll": poll.code, **facts}, subject=f"vote:{poll.code}")])
    record_act(code="votes.opened", by=None, reference=poll.code, now=now)
    defer(tell_of_vote, code=poll.code)
    return poll


def _draw_up(poll: Poll, now: datetime) -> None:
    """Write the roll, in the order of its pseudonyms, tell the log of it, and throw away the list it was made of."""
    roll = sorted(entitled(poll, day=now.astimezone(city_zone()).date()).items())
    if not roll:
        raise EmptyRoll
    Voter.objects.bulk_create(
        (
            Voter(
                poll=poll, number=number, pseudonym=name, user_id=one.user, area_id=one.area, name=one.name,
                code_hash=code_hash(letter_code(poll.code, name)) if poll.letters else None,
            )
            for number, (name, one) in enumerate(roll, start=1)
        ),
        batch_size=BATCH,
    )  # fmt: skip
    poll.listed.all().delete()
    root = root_of([leaf_hash(name) for name, _one in roll])
    poll.roll_count, poll.roll_root = len(roll), root
    poll.save(update_fields=["roll_count", "roll_root"])
    facts = {"poll": poll.code, "count": len(roll), "root": root.hex()}
    state([Said("vote.roll", now, facts, subject=f"vote:{poll.code}")])
