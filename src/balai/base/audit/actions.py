"""Write into the books."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import connection

from balai.base.audit.models import AuditEntry, Disclosure, DisclosureReason
from balai.base.errors import Refusal

if TYPE_CHECKING:  # people write into the books, so the books may not stand on people
    from balai.base.people.models import Organisation, User

LEAST_WORDS = 10
MOST_WORDS = 500


class ReasonMissing(Refusal):
    """Please give a reason and say in a sentence why you need to see this person's data."""

    code = "disclosure.reason_missing"
    status = 422


def record_act(
    *, code: str, by: User | None, now: datetime, organisation: Organisation | None = None, reference: str = ""
) -> AuditEntry:
    """Record an administrative act in the transaction that performs it; one SQL statement.

    `reference` is a public id or a code. `by` is None when a rule of the city acts by itself.
    """
    return AuditEntry.objects.create(code=code, by=by, organisation=organisation, reference=reference, at=now)


def forget_in_looks(*, user_id: int) -> int:
    """Take somebody whose account is closed out of the book of looks; in how many looks they stood.

    Raises:
        Error: the account is open.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT audit_forget(%s)", [user_id])
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def record_disclosure(
    *,
    by: User,
    about: User | None,
    reference: str,
    reason: str,
    words: str,
    now: datetime,
    organisation: Organisation | None = None,
) -> Disclosure:
    """Record that `by` is shown a person's data, before showing it; one SQL statement.

    `reason` is a code of `DisclosureReason`, `words` at least ten characters of the officer's own.

    Raises:
        ReasonMissing: an unknown reason, or too few or too many words.
    """
    words = " ".join(words.split())
    if reason not in DisclosureReason.values or not LEAST_WORDS <= len(words) <= MOST_WORDS:
        raise ReasonMissing
    return Disclosure.objects.create(
        by=by, organisation=organisation, about=about, reference=reference, reason=reason, words=words, at=now
    )
