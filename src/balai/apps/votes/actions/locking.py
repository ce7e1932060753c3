"""One act on a poll at a time."""

from __future__ import annotations

from balai.apps.votes.models import Poll
from balai.apps.votes.refusals import UnknownPoll


def locked_poll(code: str) -> Poll:
    """The poll of that code, locked.

    Raises:
        UnknownPoll.
    """
    poll = Poll.objects.select_for_update(of=("self",)).select_related("owner").filter(code=code).first()
    if poll is None:
        raise UnknownPoll
    return poll
