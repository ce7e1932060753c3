"""Words, names and pictures are erased; the story stays and says so."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from balai.base.people.models import User


@transaction.atomic
def erase_content(*, case_id: int, reason: str, by: User | None, now: datetime) -> int:
    """Erase all content of a case and its reporter's identity. Returns how many pieces were erased.

    `reason` is a code: `retention` or `citizen_right`. The database function also appends the `erased` event.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_erase(%s, %s, %s, %s)", [case_id, reason, by.id if by else None, now])
        row = cursor.fetchone()
    return int(row[0]) if row else 0
