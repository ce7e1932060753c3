"""`balai import cases` and `balai export cases`: a city's history comes from another system, and goes back to it."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from balai.base.failures import Failure
from balai.project.ready import city
from balai.project.terminal import say, say_json

if TYPE_CHECKING:
    from balai.apps.exchange.importing.maps import ImportMap
    from balai.apps.exchange.importing.running import Outcome
    from balai.apps.exchange.importing.tally import Tally

BAR_CELLS = 24
BETWEEN_DRAWINGS = 0.2
SHOWN = 30


def import_cases(arguments: list[str]) -> int:
    """Bring in another system's cases, with their own times. Doing it twice, or again after a crash, is harmless."""
    parser = argparse.ArgumentParser(prog="balai import cases", description=import_cases.__doc__)
    parser.add_argument("file", type=Path, help="CSV with the names of columns in its first row, or JSON lines")
    parser.add_argument(
        "--map", type=Path, required=True, help="what the columns mean; see docs/howto/import-history.md"
    )
    parser.add_argument("--dry-run", action="store_true", help="say what would come in and what not; write nothing")
    parser.add_argument("--errors", type=Path, help="write the rows that do not come in to this CSV file")
    parser.add_argument("--resume", action="store_true", help="go on after the last row that an interrupted run wrote")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    bar = _Bar(options.file, quiet=options.json)
    with city(), _told():
        from balai.apps.exchange.importing.running import Wish, run_import  # noqa: PLC0415 (Django is set up above)
        from balai.base import clock  # noqa: PLC0415

        wish = Wish(
            path=options.file,
            mapping=_read_map(options.map),
            now=clock.now(),
            dry_run=options.dry_run,
            resume=options.resume,
            errors=options.errors,
            progress=bar.draw,
        )
        outcome = run_import(wish)
        bar.clear()
    if options.json:
        say_json(_as_json(outcome, bar.seconds))
    else:
        _say(outcome, options, bar.seconds)
    return 1 if outcome.tally.refused else 0


def export_cases(arguments: list[str]) -> int:
    """Write cases as CSV in the columns of another system: exactly as they came, where nothing has changed since."""
    parser = argparse.ArgumentParser(prog="balai export cases", description=export_cases.__doc__)
    parser.add_argument("--map", type=Path, required=True, help="the map with which they came in")
    parser.add_argument("--output", "-o", type=Path, required=True, help="the file to write")
    parser.add_argument("--all", action="store_true", help="with the cases that did not come from this source, too")
    parser.add_argument("--with-reporters", action="store_true", help="with who reported; this is written in the books")
    parser.add_argument("--exact", action="store_true", help="without the ' that keeps spreadsheets from running cells")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    with city(), _told():
        from balai.apps.exchange.exporting.running import ExportWish, run_export  # noqa: PLC0415 (Django is set up above)
        from balai.base import clock  # noqa: PLC0415

        wish = ExportWish(
            path=options.output,
            mapping=_read_map(options.map),
            now=clock.now(),
            every=options.all,
            with_reporters=options.with_reporters,
            exact=options.exact,
        )
        exported = run_export(wish)
    if options.json:
        say_json({"cases": exported.cases, "rows": exported.rows, "file": str(options.output)})
    else:
        say(f"{exported.cases:,} cases in {exported.rows:,} rows: {options.output}")
    return 0


def _read_map(path: Path) -> ImportMap:
    """The map in that file, whole.

    Raises:
        MapIsAmiss: it has mistakes.
    """
    from balai.apps.exchange.importing.maps import read_map  # noqa: PLC0415 (Django is set up by now)
    from balai.apps.exchange.importing.running import MapIsAmiss  # noqa: PLC0415
    from balai.base.city import current_city  # noqa: PLC0415

    mapping, mistakes = read_map(path, zone=current_city().zone)
    if mapping is None:
        raise MapIsAmiss(mistakes)
    return mapping


@contextmanager
def _told() -> Iterator[None]:
    """What keeps an import or export from going on, as a failure with a hint."""
    from django.db import OperationalError  # noqa: PLC0415 (Django is set up by now)

    from balai.apps.exchange.importing.records import HeaderAmiss  # noqa: PLC0415
    from balai.apps.exchange.importing.running import AlreadyRunning, MapIsAmiss  # noqa: PLC0415

    try:
        yield
    except MapIsAmiss as amiss:
        listed = "\n".join(f"  line {m.line}: {m.code}: {m.wrong} {m.mend}" for m in amiss.mistakes[:SHOWN])
        raise Failure(
            "balai.I001", f"The map has {len(amiss.mistakes)} mistake(s).", f"Mend them:\n{listed}"
        ) from amiss
    except HeaderAmiss as amiss:
        hint = "The first row must name the columns; see `file` in docs/howto/import-history.md."
        raise Failure("balai.I002", f"The file cannot be read: {amiss}.", hint) from amiss
    except AlreadyRunning as running:
        raise Failure(
            "balai.I003", "Another import of this source is running.", "Wait until it has ended."
        ) from running
    except OperationalError as error:
        hint = "What was told as written is there. When the database is back, run the command again with --resume."
        raise Failure("balai.I006", "The database went away.", hint) from error
    except LookupError as error:
        raise Failure("balai.I004", f"This encoding is not known: {error}.", "Write utf-8, say.") from error
    except OSError as error:
        raise Failure("balai.I005", f"A file cannot be read or written: {error}.", "Check path and rights.") from error


class _Bar:
    """How far a file has been read, how fast, and how long it will take."""

    def __init__(self, path: Path, *, quiet: bool) -> None:
        self._size = path.stat().st_size if path.exists() else 0
        self._draws = not quiet and sys.stdout.isatty()
        self._began = self._drawn = time.monotonic()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._began

    def draw(self, end: int, tally: Tally) -> None:
        now = time.monotonic()
        if not self._draws or now - self._drawn < BETWEEN_DRAWINGS:
            return
        self._drawn = now
        share = min(1.0, end / self._size) if self._size else 1.0
        cells = int(BAR_CELLS * share)
        left = self.seconds * (1 - share) / share if share else 0
        rate = tally.rows / self.seconds
        bar = "█" * cells + "░" * (BAR_CELLS - cells)
        sys.stdout.write(
            f"\r\x1b[2K  {bar} {share:4.0%}  {tally.rows:,} rows, {rate:,.0f} a second, {left:,.0f} s left"
        )
        sys.stdout.flush()

    def clear(self) -> None:
        if self._draws:
            sys.stdout.write("\r\x1b[2K")


def _as_json(outcome: Outcome, seconds: float) -> dict[str, Any]:
    facts = outcome.facts
    file = {"encoding": facts.encoding, "mixed": facts.mixed, "bytes": facts.size, "separator": outcome.separator}
    return {
        "file": file,
        "went_on_after": outcome.went_on_after,
        "seconds": round(seconds, 3),
        **outcome.tally.as_json(),
    }


def _say(outcome: Outcome, options: argparse.Namespace, seconds: float) -> None:
    tally, facts = outcome.tally, outcome.facts
    mixed = ", mixed with lines in another encoding" if facts.mixed else ""
    columns = f", columns parted by {outcome.separator!r}" if outcome.separator else ""
    say(f"{options.file}: {facts.size:,} bytes, {facts.encoding}{mixed}{columns}")
    if outcome.went_on_after:
        say(f"Went on after line {outcome.went_on_after:,}; the figures are those of both runs.")
    would = "would come in" if options.dry_run else "came in"
    rate = f" ({tally.rows / seconds:,.0f} rows a second)" if seconds else ""
    say(f"\n{tally.rows:,} rows in {seconds:,.1f} s{rate}")
    _table(
        [
            (f"{count:,}", f"{service} {category}".strip(), state)
            for (service, category, state), count in tally.came.most_common()
        ],
        f"{tally.new:,} cases {would}",
    )
    if tally.continued:
        say(
            f"\n{tally.continued:,} cases came in before and {'would go' if options.dry_run else 'went'} on as they did elsewhere"
        )
    if tally.before:
        say(f"\n{tally.before:,} cases are here already; nothing is done twice")
    _say_notes(tally)
    _say_faults(tally, options)


def _say_notes(tally: Tally) -> None:
    from balai.apps.exchange.importing.tally import NOTES  # noqa: PLC0415 (Django is set up by now)

    for code, count in tally.notes.most_common():
        say(f"  {count:,} {NOTES[code]}")


def _say_faults(tally: Tally, options: argparse.Namespace) -> None:
    """Why rows do not come in: by reason, then by column and value, with rows to look at."""
    from balai.apps.exchange.importing.faults import SENTENCES  # noqa: PLC0415 (as above)

    if not tally.faults:
        return
    say(f"\n{tally.refused:,} cases {'would' if options.dry_run else 'did'} not come in, or came before and differ:")
    for code, total in tally.reasons().most_common():
        say(f"\n  {total:,} {code}: {SENTENCES[code]}")
        groups = [(key, count) for key, count in tally.faults.most_common() if key[0] == code]
        for (_code, column, value), count in groups[:SHOWN]:
            what = f"{column} = {value!r}" if value else column or "(whole row)"
            rows = ", ".join(str(row) for row in tally.examples[_code, column, value])
            say(
                f"    {count:>8,}  {what}  (rows {rows}{'…' if count > len(tally.examples[_code, column, value]) else ''})"
            )
    if options.errors:
        say(f"\nEach of them stands in {options.errors}.")


def _table(rows: list[tuple[str, ...]], title: str) -> None:
    say(f"\n{title}")
    widths = [max((len(row[number]) for row in rows), default=0) for number in range(3)]
    for count, what, state in rows[:SHOWN]:
        say(f"  {count:>{widths[0]}}  {what:<{widths[1]}}  {state}")
