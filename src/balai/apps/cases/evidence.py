"""Evidence that repeats earlier evidence: the same photo handed in again for another case."""

from __future__ import annotations

from collections.abc import Sequence

from balai.apps.cases.models import Content
from balai.base.files.models import StoredFile
from balai.base.files.queries import similar_files

MOST_NAMED = 5


def repeated_evidence(case_id: int, files: Sequence[int]) -> list[str]:
    """References of other cases that already hold a picture like one of `files`; at most five."""
    if not files:
        return []
    similar: set[int] = set()
    for picture in StoredFile.objects.filter(id__in=files):
        similar.update(similar_files(picture))
    earlier = (
        Content.objects.filter(file_id__in=similar)
        .exclude(case_id=case_id)
        .order_by("case_id")
        .values_list("case__reference", flat=True)
        .distinct()
    )
    return list(earlier[:MOST_NAMED])
