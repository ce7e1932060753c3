"""A case that came in before comes again: what has happened to it elsewhere since, if nobody has moved it here."""

from __future__ import annotations

from collections.abc import Sequence

from balai.apps.cases.service import CaseRows
from balai.apps.exchange.importing.giving_back import GivenBack
from balai.apps.exchange.importing.maps import ImportMap
from balai.engines.casework.story import Event, Kind

UNMOVED = frozenset(
    {
        Kind.NOTED,
        Kind.SUPPORTED,
        Kind.PROMISE_LATE,
        Kind.CASE_LATE,
        Kind.ESCALATED,
        Kind.EVIDENCE_REPEATED,
        Kind.IDENTITY_REVEALED,
        Kind.ORIGINAL_SEEN,
        Kind.VISIBILITY_CHANGED,
    }
)
"""What can have happened here without anybody having moved the case."""


def may_change(mapping: ImportMap) -> frozenset[str]:
    """The columns of a case that its own progress changes."""
    named = (mapping.state.column, mapping.closed, mapping.due, mapping.office.column)
    return frozenset(column for column in named if column)


def changed_columns(mapping: ImportMap, before: GivenBack, after: GivenBack) -> list[str]:
    """The columns that differ and that no progress explains."""
    return [
        name
        for name, text in after.columns.items()
        if before.columns.get(name) != text and name not in may_change(mapping)
    ]


def news_in(story: Sequence[Event], rows: CaseRows) -> list[Event] | None:
    """The events that come after those which are here; None where the two stories part.

    Lateness is told again with the last event, since each import counts it anew.
    """
    told = [_told(row.kind, row) for row in rows.events if row.kind not in UNMOVED]
    listed = [number for number, event in enumerate(story) if event.kind not in UNMOVED]
    if len(listed) < len(told) or [_told(story[number].kind, story[number]) for number in listed[: len(told)]] != told:
        return None
    return list(story[listed[len(told)] :]) if len(listed) > len(told) else []


def _told(kind: str, event: Event | object) -> tuple[object, ...]:
    return (str(kind), *(getattr(event, name) for name in ("at", "step", "outcome", "organisation")))
