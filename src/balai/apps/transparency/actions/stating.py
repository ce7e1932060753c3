"""What the city says enters the log: written in the transaction of the act, forgotten with the person it is about."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from balai.apps.transparency.models import Statement
from balai.engines.transparency.commitments import NONCE_SIZE, canonical, commitment


@dataclass(frozen=True, slots=True)
class Said:
    """One statement. Everyone reads `kind`, the time and `public`; `record` stays hidden behind a commitment.

    `subject` names what it is about, so that it can be found again and forgotten; it never enters the log.
    """

    kind: str
    at: datetime
    public: Mapping[str, Any] = field(default_factory=dict)
    record: Mapping[str, Any] | None = None
    subject: str = ""


def state(statements: Iterable[Said]) -> int:
    """Write statements in the current transaction, one SQL statement for all; how many."""
    rows = [_row(said) for said in statements]
    if rows:
        Statement.objects.bulk_create(rows)
    return len(rows)


def _row(said: Said) -> Statement:
    row = Statement(kind=said.kind, subject=said.subject, at=said.at, public=dict(said.public))
    if said.record is not None:
        row.record, row.nonce = dict(said.record), secrets.token_bytes(NONCE_SIZE)
        row.commitment = commitment(row.nonce, canonical(row.record))
    return row


def forget(subject: str) -> int:
    """Erase what opens the commitments about a subject; how many statements. The log does not change."""
    return Statement.objects.filter(subject=subject, record__isnull=False).update(record=None, nonce=None)
