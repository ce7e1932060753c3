"""Public cases one after the other, for downloads: through a server-side cursor, so that memory stays the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from django.db.models import OuterRef, Subquery

from balai.apps.cases.models import Audience, Content
from balai.apps.cases.queries.lists import Filters, public_among

AT_ONCE = 1_000


class PublicRow(NamedTuple):
    """What everyone may have of one case. `late` counts limits that have passed; words are the public ones."""

    reference: str
    service_code: str
    service_id: int
    category: str
    public_state: str
    opened_at: datetime
    updated_at: datetime
    done_at: datetime | None
    area_id: int | None
    longitude: float | None
    latitude: float | None
    holder_id: int | None
    late: int
    reopened: int
    supporters: int
    words: str | None


def public_rows(filters: Filters) -> Iterator[PublicRow]:
    """The public cases that fit, the newest first. Use it inside a transaction that lasts as long as the reading."""
    said = Content.objects.filter(case_id=OuterRef("id"), seq=1, question="words", audience=Audience.PUBLIC)
    cases = public_among(filters).annotate(words=Subquery(said.order_by("id").values("text")[:1]))
    rows = cases.order_by("-opened_at", "-id").values_list(*PublicRow._fields)
    return (PublicRow(*row) for row in rows.iterator(chunk_size=AT_ONCE))
