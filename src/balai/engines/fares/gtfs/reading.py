"""Reads the fare files of a GTFS feed, from a folder or a zip, within bounds."""

from __future__ import annotations

import csv
import io
import lzma
import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from balai.engines.fares.mistakes import FareError

FILES = (
    "areas", "stop_areas", "networks", "route_networks", "timeframes", "rider_categories", "fare_media", "fare_products",
    "fare_leg_rules", "fare_leg_join_rules", "fare_transfer_rules", "routes", "stops",
)  # fmt: skip
LARGEST = 50_000_000
MOST_ROWS = 2_000_000
NOT_READ = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, RuntimeError, NotImplementedError, EOFError,
    UnicodeDecodeError,
)  # fmt: skip
"""What reading a file or a member of an archive raises: broken, encrypted, or packed in a way that is not known."""


@dataclass(frozen=True, slots=True)
class Table:
    """A file: its columns, and its rows. The first row stands on line 2."""

    columns: tuple[str, ...]
    rows: tuple[Mapping[str, str], ...]


@dataclass(frozen=True, slots=True)
class FareFeed:
    """The files that say something on fares, by name without .txt; a file that is not there has no rows."""

    tables: Mapping[str, Table] = field(default_factory=dict)

    def rows(self, name: str) -> tuple[Mapping[str, str], ...]:
        """The rows of a file."""
        table = self.tables.get(name)
        return table.rows if table else ()


def read_feed(path: Path) -> FareFeed:
    """The fare files of a feed.

    Raises:
        FareError: nothing can be read there, or a file is too large, no UTF-8, or no CSV.
    """
    tables = {}
    for name in FILES:
        text = _text(path, f"{name}.txt")
        if text is not None:
            tables[name] = _table(text, name)
    if "fare_products" not in tables and "fare_leg_rules" not in tables:
        raise FareError(f"{path.name} holds no fares of GTFS-Fares v2")
    return FareFeed(tables)


def _text(path: Path, name: str) -> str | None:
    try:
        if path.is_dir():
            file = path / name
            if not file.is_file():
                return None
            if file.stat().st_size > LARGEST:
                raise FareError(f"{name} is larger than {LARGEST:,} bytes")
            return file.read_bytes().decode("utf-8-sig")
        with zipfile.ZipFile(path) as archive:
            if name not in archive.namelist():
                return None
            with archive.open(name) as member:
                content = member.read(LARGEST + 1)
            if len(content) > LARGEST:
                raise FareError(f"{name} is larger than {LARGEST:,} bytes")
            return content.decode("utf-8-sig")
    except NOT_READ as error:
        raise FareError(f"{name} cannot be read: {error}") from error


def _table(text: str, name: str) -> Table:
    reader = csv.DictReader(io.StringIO(text), strict=True)
    try:
        columns = tuple((column or "").strip() for column in reader.fieldnames or ())
        reader.fieldnames = list(columns)
        rows = []
        for row in reader:
            rows.append({key: (value or "").strip() for key, value in row.items() if isinstance(key, str) and key})
            if len(rows) > MOST_ROWS:
                raise FareError(f"{name}.txt has more than {MOST_ROWS:,} rows")
        return Table(columns, tuple(rows))
    except csv.Error as error:
        raise FareError(f"{name}.txt, line {reader.line_num}: {error}") from error
