"""One act on a poll at a time."""

from __future__ import annotations

from balai.apps.votes.models import Poll, PollKind, PollState
from balai.apps.votes.refusals import NotNow, UnknownPoll


def locked_poll(code: str) -> Poll:
    """The poll of that code, locked.

    Raises:
        UnknownPoll.
    """
    poll = Poll.objects.select_for_update(of=("self",)).select_related("owner").filter(code=code).first()
    if poll is None:
        raise UnknownPoll
    return poll


def waiting_poll(code: str) -> Poll:
    """The secret poll of that code, locked, that waits for its keys and codes.

    Raises:
        UnknownPoll, NotNow.
    """
    poll = locked_poll(code)
    if poll.state != PollState.READY or poll.kind != PollKind.SECRET:
        raise NotNow
    return poll
