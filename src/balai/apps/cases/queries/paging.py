"""Keyset pages: the last row of one page is where the next begins, however long the list."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Generic, TypeVar

Row = TypeVar("Row")
PAGE_SIZE = 25
LARGEST_ID = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended: an instant (or None, which sorts last) and a row's id."""

    at: datetime | None
    id: int

    def write(self) -> str:
        """As it stands in an address."""
        text = json.dumps([self.at.isoformat() if self.at else None, self.id])
        return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read_cursor(text: str) -> Cursor | None:
    """The cursor of an address; anything that is none starts at the first page."""
    if not text or len(text) > 200:
        return None
    try:
        at, number = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        cursor = Cursor(datetime.fromisoformat(at).astimezone(UTC) if at else None, int(number))
    except (ValueError, TypeError, OverflowError, RecursionError, binascii.Error):
        return None
    return cursor if 0 <= cursor.id <= LARGEST_ID else None


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows, and the cursor of the next page if there is one."""

    rows: Sequence[Row]
    next: str = ""
