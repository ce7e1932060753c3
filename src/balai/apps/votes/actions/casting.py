"""A voice is given: kept at once, and counted as the last of its voter."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from balai.apps.votes.choices import checked
from balai.apps.votes.eligibility import name_on_roll, subject_of, subject_of_address
from balai.apps.votes.models import Ballot, Poll, Voter
from balai.apps.votes.polls import questions_of
from balai.apps.votes.pseudonyms import code_hash, new_receipt, tidy_code
from balai.apps.votes.refusals import CodeAmiss, EnoughBallots, NotOnTheRoll, NotOpen
from balai.apps.votes.rules import MOST_BALLOTS
from balai.base.people.models import User

ATTEMPTS = 3


def voter_of(poll: Poll, user: User) -> Voter:
    """The entry of a person on the roll: their own, else that of their address on a list.

    Raises:
        NotOnTheRoll.
    """
    names = [name_on_roll(poll, subject_of(user)), name_on_roll(poll, subject_of_address(user.email))]
    found = {bytes(voter.pseudonym): voter for voter in Voter.objects.filter(poll=poll, pseudonym__in=names)}
    for name in names:
        if name in found:
            return found[name]
    raise NotOnTheRoll


def voter_with(poll: Poll, code: str) -> Voter:
    """The entry to which the code of a letter belongs.

    Raises:
        CodeAmiss.
    """
    found = Voter.objects.filter(poll=poll, code_hash=code_hash(code)).first() if tidy_code(code) else None
    if found is None:
        raise CodeAmiss
    return found


def cast_ballot(*, poll: Poll, voter: Voter, given: Any, now: datetime, by_letter: bool = False) -> Ballot:
    """Keep a ballot of an open poll. When this returns outside a transaction, it is on disk.

    The database says when it came and whether that was in time; `now` only fills the column until then.

    Raises:
        ChoiceAmiss: it does not fit the questions.
        NotOpen: it came before the opening, or at the second of the closing or later.
        NotOnTheRoll: the entry is none of this poll.
        EnoughBallots: of this voter no more are taken.
    """
    questions = questions_of(poll)
    choices = checked([one.question for one in questions], [len(one.options) for one in questions], given)
    for _attempt in range(ATTEMPTS):
        ballot = Ballot(poll=poll, voter=voter, choices=choices, receipt=new_receipt(), at=now, by_letter=by_letter)
        try:
            with transaction.atomic():
                ballot.save(force_insert=True)
        except IntegrityError as error:
            if "is not open" in str(error):
                raise NotOpen from error
            if "not on the roll" in str(error):
                raise NotOnTheRoll from error
            if "enough ballots" in str(error):
                raise EnoughBallots(most=MOST_BALLOTS) from error
            if "receipt_once" not in str(error):
                raise
            continue
        ballot.refresh_from_db(fields=["number", "at"])
        return ballot
    raise NotOpen
