"""Pictures of cases: the one that a list shows, and a single one for whoever may see it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from uuid import UUID

from django.db import connection

from balai.apps.cases.models import Audience, Case, Content
from balai.apps.cases.refusals import UnknownCase
from balai.base.files.models import FileKind, StoredFile


def first_pictures(case_ids: Collection[int], *, public_only: bool = True) -> Mapping[int, UUID]:
    """The public id of each case's first picture, one statement."""
    contents = Content.objects.filter(case_id__in=case_ids, seq=1, file__kind=FileKind.PICTURE)
    if public_only:
        contents = contents.filter(audience=Audience.PUBLIC)
    rows = contents.order_by("case_id", "id").values_list("case_id", "file__public_id")
    found: dict[int, UUID] = {}
    for case_id, public_id in rows:
        found.setdefault(case_id, public_id)
    return found


_IN_DRAFTS = """
SELECT DISTINCT value #>> '{}' FROM cases_draft, jsonb_path_query(answers, 'lax $.**') AS value
WHERE jsonb_typeof(value) IN ('string', 'number') AND value #>> '{}' = ANY(%s)
"""


def files_in_drafts(files: Collection[StoredFile]) -> set[int]:
    """Which of these files some draft holds, by their primary key or public id, anywhere in its answers."""
    names = {str(file.pk): file.pk for file in files} | {str(file.public_id): file.pk for file in files}
    with connection.cursor() as cursor:
        cursor.execute(_IN_DRAFTS, [list(names)])
        return {names[name] for (name,) in cursor.fetchall()}


def find_picture(case: Case, public_id: UUID, *, audiences: Collection[str]) -> StoredFile:
    """A picture of this case that these audiences may see.

    Raises:
        UnknownCase: the case has none such; said like a case that does not exist.
    """
    contents = Content.objects.filter(case_id=case.id, audience__in=audiences, file__public_id=public_id)
    content = contents.select_related("file").first()
    if content is None or content.file is None:
        raise UnknownCase
    return content.file
