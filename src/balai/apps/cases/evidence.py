"""Evidence that repeats earlier evidence: the same photo handed in again."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Q

from balai.apps.cases.models import Content
from balai.base.files.models import StoredFile
from balai.base.files.queries import similar_files

MOST_NAMED = 5
EVIDENCE = "evidence"
"""Under which content is kept that proves the end of a step."""


def repeated_evidence(case_id: int, files: Sequence[int]) -> list[str]:
    """References of cases that already hold a picture like one of `files`; at most five.

    Of this case only its earlier evidence counts: what the reporter showed may well look like the result.
    """
    if not files:
        return []
    similar: set[int] = set()
    for picture in StoredFile.objects.filter(id__in=files):
        similar.update(similar_files(picture))
    earlier = (
        Content.objects.filter(file_id__in=similar)
        .filter(~Q(case_id=case_id) | Q(question=EVIDENCE))
        .order_by("case_id")
        .values_list("case__reference", flat=True)
        .distinct()
    )
    return list(earlier[:MOST_NAMED])
