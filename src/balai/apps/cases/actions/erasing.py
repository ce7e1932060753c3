"""Words, names and pictures are erased; the story stays and says so."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, transaction

from balai.apps.cases.definitions import service_of
from balai.apps.cases.models import Case, Content, ServiceVersion
from balai.base.files.actions import erase_file
from balai.base.files.models import StoredFile
from balai.base.notifications.actions import erase_notifications
from balai.base.people.models import User

BATCH = 1_000


@transaction.atomic
def erase_content(*, case_id: int, reason: str, by: User | None, now: datetime) -> int:
    """Erase all content of a case: words, files, messages and the reporter's identity. How many pieces it was.

    `reason` is a code: `retention` (of closed cases only) or `citizen_right`. The database function also appends the
    `erased` event.

    Raises:
        Case.DoesNotExist: no such case.
    """
    Case.objects.select_for_update().only("id").get(id=case_id)  # so that no file comes in unseen
    files = list(StoredFile.objects.filter(id__in=Content.objects.filter(case_id=case_id).values("file_id")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT cases_erase(%s, %s, %s, %s)", [case_id, reason, by.id if by else None, now])
        row = cursor.fetchone()
    for file in files:
        if not Content.objects.filter(file_id=file.id).exists():
            erase_file(file=file, by=by, now=now)
    erase_notifications(event_prefix=f"case:{case_id}:", now=now)
    return int(row[0]) if row else 0


def expired_case_ids(now: datetime) -> list[int]:
    """At most BATCH closed cases whose content has been kept as long as their service file says, the oldest first."""
    expired: list[int] = []
    for version_id in ServiceVersion.objects.order_by("id").values_list("id", flat=True):
        before = now - timedelta(days=service_of(version_id).keep_days)
        cases = Case.objects.filter(service_id=version_id, is_open=False, closed_at__lt=before)
        with_content = cases.filter(id__in=Content.objects.values("case_id"))
        expired += with_content.order_by("closed_at").values_list("id", flat=True)[: BATCH - len(expired)]
        if len(expired) >= BATCH:
            break
    return expired
