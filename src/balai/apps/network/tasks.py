"""The talk with other cities, without anybody's hand. One round at a time, so that it takes one place of the worker."""

from __future__ import annotations

from balai.apps.network.actions.lessons import study
from balai.apps.network.actions.letters import forget_unknown_letters
from balai.apps.network.actions.trusting import accept, refuse
from balai.apps.network.models import Lesson, Peer
from balai.apps.network.rounds import forget_old_visits, go_round
from balai.base import clock
from balai.base.jobs import BoundedRetry, every, task
from balai.base.people.models import User

LOCK = "network.round"


@task(name="network.round", lock=LOCK, retry=BoundedRetry(waits=()))
def go_round_periodically(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every minute. Not retried: what failed is due again in a later round."""
    go_round(clock.now)


every("* * * * *")(go_round_periodically)


@task(name="network.forget", retry=BoundedRetry(waits=()))
def forget_nightly(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every night: visits of long ago, letters of strangers that nobody answered."""
    forget_old_visits(clock.now())
    forget_unknown_letters(clock.now())


every("20 20 * * *")(forget_nightly)


@task(name="network.answer", lock=LOCK, retry=BoundedRetry(waits=()))
def answer_letter(address: str, is_yes: bool, by: int | None = None) -> None:  # noqa: FBT001 (procrastinate hands arguments by name)
    """What an officer decided about another city's question."""
    if is_yes:
        accept(address=address, now=clock.now(), by=User.objects.filter(pk=by).first() if by else None)
    else:
        refuse(address=address, now=clock.now())


@task(name="network.study", lock=LOCK, retry=BoundedRetry(waits=()))
def study_there(peer: int, kind: str, code: str) -> None:
    """What an officer wants to read of another city's way of doing it."""
    found = Peer.objects.filter(pk=peer).first()
    if found is not None:
        study(peer=found, kind=Lesson.Kind(kind), code=code, now=clock.now())
