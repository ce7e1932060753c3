"""What happens to accounts in the background."""

from __future__ import annotations

from django.contrib.sessions.backends.db import SessionStore

from balai.apps.accounts.actions import forget_account_mails, forget_unconfirmed
from balai.base import clock
from balai.base.jobs import BoundedRetry, every, task


@task(name="accounts.forget", retry=BoundedRetry(waits=()))
def forget_nightly(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Old mails, accounts that nobody confirmed, sessions that ended; what one night misses the next one takes."""
    now = clock.now()
    forget_account_mails(now=now)
    forget_unconfirmed(now=now)
    SessionStore.clear_expired()


every("20 19 * * *")(forget_nightly)
