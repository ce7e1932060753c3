"""A feed as a whole: its tables, read and examined, and several feeds joined under prefixes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from balai.engines.transit.columns import COLUMNS, OTHERS, REQUIRED
from balai.engines.transit.layovers import Staying
from balai.engines.transit.lint import examine
from balai.engines.transit.notices import Notices, Severity
from balai.engines.transit.reading import ROW, empty_table, read_table
from balai.engines.transit.source import Limits, open_source


@dataclass(frozen=True, slots=True)
class Feed:
    """The tables of a feed (by file name without `.txt`), cleaned of what cannot be used, and what was found wrong.

    Each table has the columns of `balai.engines.transit.columns`, typed, and `row`.
    """

    tables: dict[str, pl.DataFrame]
    notices: Notices

    @property
    def usable(self) -> bool:
        """Whether something can be planned with it, errors in single rows aside."""
        return not self.notices.fatal


def read_feed(path: Path, limits: Limits | None = None, *, staying: Staying | None = None) -> Feed:
    """Read and examine the feed at a path, a zip or a folder; `staying` is what its timetable will be made with.

    Raises:
        FeedRefused: it is no feed at all, it is larger than the limits, or a file name in it points outside.
    """
    limits = limits or Limits()
    source = open_source(path, limits)
    notices = Notices()
    names = {name.removesuffix(".txt"): name for name in source.names() if name.endswith(".txt")}
    _tell_files(set(names), source.misplaced, notices)
    tables = {
        name: read_table(name, source.read(names[name]), notices, limits) if name in names else empty_table(name)
        for name in COLUMNS
    }
    return Feed(examine(tables, notices, limits, staying or Staying()), notices)


def _tell_files(names: set[str], misplaced: tuple[str, ...], notices: Notices) -> None:
    if misplaced:
        effect = "Files in a folder inside the archive are not read."
        places = [(0, name) for name in misplaced]
        notices.add("invalid_input_files_in_subfolder", Severity.ERROR, "", effect=effect, places=places)
    for name in REQUIRED:
        if name not in names:
            needed = name != "agency"
            effect = "Nothing can be planned without it." if needed else "Journeys do not name who runs them."
            notices.add("missing_required_file", Severity.ERROR, f"{name}.txt", effect=effect, fatal=needed)
    if not names & {"calendar", "calendar_dates"}:
        effect = "No trip runs on any day, unless a headway file says on which."
        file = "calendar.txt"
        notices.add("missing_calendar_and_calendar_date_files", Severity.ERROR, file, effect=effect)
    for name in sorted(names - set(COLUMNS) - OTHERS):
        notices.add("unknown_file", Severity.INFORMATION, f"{name}.txt", effect="It is not read.")


def join_feeds(feeds: Mapping[str, Feed]) -> Feed:
    """Several feeds as one: ids become `prefix:id`. With one feed under the prefix "" nothing changes.

    The rows of notices stay those of their own files, whose names become `prefix:file`.
    """
    if list(feeds) == [""]:
        return feeds[""]
    tables = {
        name: pl.concat([_prefixed(name, feed.tables[name], prefix) for prefix, feed in feeds.items()])
        for name in COLUMNS
    }
    notices = Notices()
    for prefix, feed in feeds.items():
        for notice in feed.notices:
            places = [(sample.row, sample.value) for sample in notice.samples]
            notices.add(
                notice.rule,
                notice.severity,
                f"{prefix}:{notice.file}",
                field=notice.field,
                effect=notice.effect,
                places=places,
                count=notice.count,
                fatal=notice.fatal,
            )
    return Feed(tables, notices)


def _prefixed(name: str, table: pl.DataFrame, prefix: str) -> pl.DataFrame:
    ids = [column for column, kind in COLUMNS[name].items() if kind.removesuffix("!") == "id"]
    return table.with_columns((pl.lit(f"{prefix}:") + pl.col(column)).alias(column) for column in ids).select(
        ROW, *COLUMNS[name]
    )
