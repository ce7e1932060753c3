"""Single values of a row, read and written: times, coordinates, words of a vocabulary."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from balai.apps.exchange.importing.faults import RowRefused
from balai.apps.exchange.importing.maps import ISO, Vocabulary
from balai.apps.exchange.importing.records import shown

EARLIEST = datetime(1900, 1, 1, tzinfo=UTC)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet may take for a formula at the beginning of a cell."""
GUARD = "'"


@dataclass(frozen=True, slots=True)
class Times:
    """How a file writes times; those without a zone are of `zone`."""

    formats: tuple[str, ...]
    zone: ZoneInfo

    def read(self, text: str, column: str, *, now: datetime) -> datetime:
        """An instant in UTC.

        Raises:
            RowRefused: `time`, `time_future`.
        """
        for form in self.formats:
            found = self._read(text.strip(), form)
            if found is None or found < EARLIEST:
                continue
            if found > now:
                raise RowRefused("time_future", column, shown(text))
            return found
        raise RowRefused("time", column, shown(text))

    def _read(self, text: str, form: str) -> datetime | None:
        try:
            found = datetime.fromisoformat(text) if form == ISO else datetime.strptime(text, form)  # noqa: DTZ007 (the map's zone follows)
            return (found if found.tzinfo else found.replace(tzinfo=self.zone)).astimezone(UTC)
        except (ValueError, OverflowError):
            return None

    def write(self, at: datetime | None) -> str:
        """An instant as the first of the formats writes it; nothing for none."""
        if at is None:
            return ""
        local = at.astimezone(self.zone)
        return local.isoformat(sep=" ") if self.formats[0] == ISO else local.strftime(self.formats[0])


def read_number(text: str, column: str) -> float | None:
    """A coordinate in degrees; None where there is none.

    Raises:
        RowRefused: `point`.
    """
    tidy = text.strip().replace(",", ".")
    if not tidy:
        return None
    try:
        number = float(tidy)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise RowRefused("point", column, shown(text))
    return number


def read_point(longitude: str, latitude: str, *, columns: tuple[str, str]) -> tuple[float, float] | None:
    """A point in degrees; None where both are missing, or both are zero, which is a place in the sea where no city is.

    Raises:
        RowRefused: `point`.
    """
    east, north = read_number(longitude, columns[0]), read_number(latitude, columns[1])
    if (east is None and north is None) or (east == 0 and north == 0):
        return None
    if east is None or north is None:
        raise RowRefused("point", columns[0] if east is None else columns[1])
    if not (-180 <= east <= 180 and -90 <= north <= 90):
        raise RowRefused("point", columns[0], shown(f"{longitude} {latitude}"))
    return east, north


def meaning(vocabulary: Vocabulary, values: Mapping[str, str]) -> Any:
    """What a row's value means; what is meant otherwise when it is not listed."""
    if not vocabulary.column:
        return vocabulary.otherwise
    text = values[vocabulary.column]
    found = vocabulary.values.get(text)
    if found is None:
        found = vocabulary.values.get(text.strip())
    return vocabulary.otherwise if found is None else found


def word_for(vocabulary: Vocabulary, meant: Any, fallback: str) -> str:
    """The first value that means this."""
    same = (text for text, value in vocabulary.values.items() if value == meant and type(value) is type(meant))
    return next(same, fallback)


def guarded(text: str) -> str:
    """A cell that no spreadsheet takes for a formula; plain numbers stay as they are."""
    if not text.startswith(FORMULA) or _is_number(text):
        return text
    return GUARD + text


def unguarded(text: str) -> str:
    """A cell as it was before `guarded`."""
    return text[1:] if text.startswith(GUARD) and text[1:].startswith(FORMULA) else text


def _is_number(text: str) -> bool:
    return text[1:].replace(".", "", 1).isdigit() and text[0] in "+-"
