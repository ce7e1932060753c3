"""What happens to accounts in the background."""

from __future__ import annotations

from balai.apps.accounts.actions import forget_account_mails
from balai.base import clock
from balai.base.jobs import BoundedRetry, every, task


@task(name="accounts.forget_mails", retry=BoundedRetry(waits=()))
def forget_mails_nightly(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every night; what one run misses the next one takes."""
    forget_account_mails(now=clock.now())


every("20 19 * * *")(forget_mails_nightly)
