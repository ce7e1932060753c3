"""A poll closes, is counted, and gets somebody who must answer: each told to the log in its own transaction."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction

from balai.apps.transparency.service import Said, state
from balai.apps.votes.actions.locking import locked_poll
from balai.apps.votes.counting import result_of
from balai.apps.votes.models import Poll, PollKind, PollState, Voter
from balai.apps.votes.polls import counted_ballots, questions_of
from balai.apps.votes.pseudonyms import ballot_leaf, ballots_root
from balai.apps.votes.refusals import NotNow
from balai.base.audit.actions import record_act
from balai.engines.transparency.commitments import canonical


@transaction.atomic
def close_poll(*, code: str, now: datetime) -> Poll:
    """Close a poll whose time is over; what was taken before is in, nothing comes after.

    Raises:
        UnknownPoll, NotNow.
    """
    poll = locked_poll(code)
    if poll.state != PollState.OPEN or now < poll.closes_at:
        raise NotNow
    poll.state, poll.closed_at = PollState.CLOSED, now
    poll.save(update_fields=["state", "closed_at"])
    Voter.objects.filter(poll=poll).exclude(name="").update(name="")
    facts = {"poll": poll.code, "roll": poll.roll_count, "root": "", "ballots": 0}
    if poll.kind == PollKind.OPEN:
        ballots = counted_ballots(poll)
        leaves = [ballot_leaf(ballot.receipt, ballot.choices) for ballot in ballots]
        facts |= {"ballots": len(ballots), "root": ballots_root(leaves)}
    state([Said("vote.closed", now, facts, subject=f"vote:{poll.code}")])
    record_act(code="votes.closed", by=None, reference=poll.code, now=now)
    return poll


@transaction.atomic
def count_poll(*, code: str, now: datetime) -> Poll:
    """Count a closed open poll and publish the result; the log keeps its SHA-256.

    Raises:
        UnknownPoll, NotNow.
    """
    poll = locked_poll(code)
    if poll.state != PollState.CLOSED or poll.kind != PollKind.OPEN:
        raise NotNow
    return publish(poll, result_of(poll, questions_of(poll), counted_ballots(poll)), now=now)


def publish(poll: Poll, result: dict[str, object], *, now: datetime) -> Poll:
    """Keep and state a result. Call it in the transaction that made it, with the poll locked."""
    poll.result, poll.state = result, PollState.COUNTED
    poll.save(update_fields=["result", "state"])
    facts = {"poll": poll.code, "result": hashlib.sha256(canonical(result)).hexdigest()}
    state([Said("vote.result", now, facts, subject=f"vote:{poll.code}")])
    record_act(code="votes.counted", by=None, reference=poll.code, now=now)
    return poll
