"""Rows of CSV and of JSON lines as records of texts: bounded, strict, and one broken row costs no other."""

from __future__ import annotations

import csv
import json
import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from balai.apps.exchange.importing.lines import Line

MOST_COLUMNS = 300
LONGEST_FIELD = 100_000
MOST_LINES = 200
"""Of one row: a quoted field may hold line breaks."""
MOST_HISTORY = 200
LONGEST_VALUE_SHOWN = 60
SEPARATORS = (",", ";", "\t", "|")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What PostgreSQL cannot keep, or what nobody types."""
OPEN_QUOTE = "unexpected end of data"
csv.field_size_limit(LONGEST_FIELD)


@dataclass(slots=True)
class Record:
    """One row: `line` is the line of the file on which it begins, `end` the byte after it.

    `row` counts as a spreadsheet does: the first row of a CSV file, which names the columns, is 1.

    A row that cannot be read has a `fault`, a code, and no values.
    """

    line: int
    end: int
    values: dict[str, str] = field(default_factory=dict)
    entries: tuple[dict[str, str], ...] = ()
    fault: str = ""
    row: int = 0


class HeaderAmiss(ValueError):
    """The first line does not name the columns; the message says why."""


def shown(text: str) -> str:
    """A value as it may stand in a message: short, on one line, without control characters."""
    tidy = " ".join(CONTROL.sub("�", text).split())
    return tidy if len(tidy) <= LONGEST_VALUE_SHOWN else f"{tidy[:LONGEST_VALUE_SHOWN]}…"


def find_separator(header: str) -> str:
    """The one of , ; tab and | that stands most often in a header outside quotes; a comma when none does."""
    bare = re.sub(r'"[^"]*"', "", header)
    return max(SEPARATORS, key=lambda separator: (bare.count(separator), separator == ","))


class CsvReader:
    """Reads the header at once, then gives the records.

    Raises:
        HeaderAmiss: there is no readable header, it is too wide, or it names a column twice.
    """

    def __init__(self, lines: Iterable[Line], *, separator: str = "") -> None:
        self._lines = iter(lines)
        self._ahead: deque[Line] = deque()
        self.separator = separator
        self.columns = self._read_header()

    def _read_header(self) -> tuple[str, ...]:
        first = next(self._lines, None)
        if first is None or not first.text or not first.text.strip():
            raise HeaderAmiss("the first line is empty or cannot be read")
        self.separator = self.separator or find_separator(first.text)
        try:
            (names,) = self._parsed([first.text])
        except (csv.Error, ValueError) as error:
            raise HeaderAmiss(f"the first line is not CSV: {error}") from error
        columns = tuple(name.strip() for name in names)
        if len(columns) > MOST_COLUMNS:
            raise HeaderAmiss(f"there are {len(columns)} columns; at most {MOST_COLUMNS} are read")
        twice = sorted({name for name in columns if columns.count(name) > 1 and name})
        if twice:
            raise HeaderAmiss(f"the column {shown(twice[0])!r} stands twice")
        return columns

    def _parsed(self, texts: list[str]) -> list[list[str]]:
        return list(csv.reader(texts, delimiter=self.separator, strict=True))

    def __iter__(self) -> Iterator[Record]:
        """Rows without any value are counted and passed over: spreadsheets leave such behind."""
        for row, record in enumerate(self._records(), start=2):
            if record.values or record.fault:
                record.row = row
                yield record

    def _records(self) -> Iterator[Record]:
        while (line := self._next()) is not None:
            if line.text is None:
                yield Record(line.number, line.end, fault=line.fault)
            else:
                yield self._record(line)

    def _next(self) -> Line | None:
        return self._ahead.popleft() if self._ahead else next(self._lines, None)

    def _record(self, first: Line) -> Record:
        """The row that begins on this line. Where its quotes never close, only this line is given up."""
        taken, texts, length = [first], [first.text or ""], len(first.text or "")
        while True:
            try:
                rows = self._parsed(texts)
            except csv.Error as error:
                fault = "quotes" if "field larger" not in str(error) else "too_long"
                following = self._next() if str(error) == OPEN_QUOTE and len(taken) < MOST_LINES else None
                length += len(following.text or "") if following else 0
                if following is not None:
                    taken.append(following)
                if following is None or following.text is None or length > LONGEST_FIELD:
                    self._ahead.extendleft(reversed(taken[1:]))
                    return Record(first.number, first.end, fault=fault)
                texts.append(following.text)
                continue
            return self._named(first.number, taken[-1].end, rows[0] if rows else [])

    def _named(self, number: int, end: int, fields: list[str]) -> Record:
        if not any(value.strip() for value in fields):
            return Record(number, end)
        if len(fields) != len(self.columns):
            return Record(number, end, fault="columns")
        if any(CONTROL.search(value) for value in fields):
            return Record(number, end, fault="control")
        return Record(number, end, dict(zip(self.columns, fields, strict=True)))


class JsonReader:
    """One object per line. Numbers keep the digits that stand in the file; a list of objects is a history."""

    def __init__(self, lines: Iterable[Line], *, entries: str = "") -> None:
        self._lines, self._entries = lines, entries

    def __iter__(self) -> Iterator[Record]:
        for line in self._lines:
            if line.text is None or line.text.strip():
                record = self._record(line) if line.text else Record(line.number, line.end, fault=line.fault)
                record.row = line.number
                yield record

    def _record(self, line: Line) -> Record:
        values, entries, fault = _object(line.text or "", self._entries)
        if fault:
            return Record(line.number, line.end, fault=fault)
        everything = [text for one in (values, *entries) for pair in one.items() for text in pair]
        if any(len(text) > LONGEST_FIELD for text in everything):
            return Record(line.number, line.end, fault="too_long")
        if any(CONTROL.search(text) for text in everything):
            return Record(line.number, line.end, fault="control")
        return Record(line.number, line.end, values, tuple(entries))


def _object(text: str, entries: str) -> tuple[dict[str, str], list[dict[str, str]], str]:
    """One line of JSON as values, as the objects of its list `entries`, and what is wrong with it."""
    try:
        value = json.loads(text, parse_int=str, parse_float=str, parse_constant=str)
    except (ValueError, RecursionError):
        return {}, [], "json"
    if not isinstance(value, dict):
        return {}, [], "json"
    listed = value.pop(entries, []) if entries else []
    if not isinstance(listed, list) or not all(isinstance(entry, dict) for entry in listed):
        return {}, [], "json"
    if len(listed) > MOST_HISTORY:
        return {}, [], "too_many_rows"
    if len(value) > MOST_COLUMNS or any(len(entry) > MOST_COLUMNS for entry in listed):
        return {}, [], "columns"
    return _texts(value), [_texts(entry) for entry in listed], ""


def _texts(value: dict[str, Any]) -> dict[str, str]:
    """Every value as text: true and false as in JSON, null as nothing, what is nested as JSON."""
    return {name: _text(one) for name, one in value.items()}


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return "" if value is None else json.dumps(value, ensure_ascii=False)
