"""The news that a vote has opened goes out in a job of its own: an opening does not wait for a city's letters."""

from __future__ import annotations

from contextlib import suppress

from balai.apps.votes.actions.telling import tell_interested
from balai.apps.votes.refusals import UnknownPoll
from balai.base import clock
from balai.base.jobs import task


@task(name="votes.tell_of_vote")
def tell_of_vote(code: str) -> None:
    """Tell whoever asked for it. Tried again after a trouble, nobody is told twice."""
    with suppress(UnknownPoll):
        tell_interested(code=code, now=clock.now())
