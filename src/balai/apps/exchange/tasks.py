"""The talk with neighbours, without anybody's hand: every minute what changed, every night everything once more."""

from __future__ import annotations

from balai.apps.exchange.actions.forgetting import forget_what_was_told
from balai.apps.exchange.neighbours import neighbours, ports
from balai.apps.exchange.rounds import Round
from balai.base import clock
from balai.base.jobs import BoundedRetry, every, task

LOCK = "exchange.talk"
"""One talk at a time: messages of one case then leave in their order."""


def rounds() -> list[Round]:
    """A round for each neighbour of the city that this installation has the address of."""
    reachable = ports()
    return [Round(reachable[one.code], one, clock.now) for one in neighbours() if one.code in reachable]


@task(name="exchange.talk", lock=LOCK, retry=BoundedRetry(waits=()))
def talk_periodically(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every minute. Not retried: what failed is due again in the next round."""
    for one in rounds():
        one.run()


every("* * * * *")(talk_periodically)


@task(name="exchange.hear_again", lock=LOCK, retry=BoundedRetry(waits=()))
def hear_again_nightly(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every night: what was refused, and every case still talked about, is read once more."""
    for one in rounds():
        one.hear_again()


every("40 18 * * *")(hear_again_nightly)


@task(name="exchange.forget_erased")
def forget_erased_nightly(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every night, after the cases whose time of keeping is over were erased."""
    forget_what_was_told()


every("40 20 * * *")(forget_erased_nightly)
