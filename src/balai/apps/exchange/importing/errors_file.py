"""The rows that did not come in, as a CSV beside the import: row, line, column, code, sentence."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from balai.apps.exchange.importing.faults import Fault
from balai.apps.exchange.importing.values import guarded

HEADER = ("row", "line", "column", "code", "value", "sentence")


class ErrorsFile:
    """Written as the import goes. `go_on_after` keeps what an interrupted run wrote of earlier rows."""

    def __init__(self, path: Path | None, *, go_on_after: int = 0) -> None:
        self._path, self._after = path, go_on_after
        self._file: IO[str] | None = None

    def __enter__(self) -> Self:
        if self._path is not None:
            kept = self._kept(self._path) if self._after and self._path.exists() else []
            self._file = self._path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerows([HEADER, *kept])
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def _kept(self, path: Path) -> list[list[str]]:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file)
            next(rows, None)
            whole = (row for row in rows if len(row) == len(HEADER))
            return [row for row in whole if row[1].isdecimal() and int(row[1]) <= self._after]

    def write(self, faults: Iterable[Fault]) -> None:
        """Add rows, and see to it that they outlast a crash of this program."""
        if self._file is None:
            return
        rows = [
            (fault.row, fault.line, guarded(fault.column), fault.code, guarded(fault.value), fault.sentence)
            for fault in faults
        ]
        csv.writer(self._file).writerows(rows)
        self._file.flush()
        os.fsync(self._file.fileno())
