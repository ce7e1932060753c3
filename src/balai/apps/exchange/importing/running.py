"""An import from beginning to end: in batches, each whole or not at all, and to be gone on with after a crash."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from balai.apps.cases.service import CaseRows, continue_story, import_cases, whole_cases
from balai.apps.exchange.importing.city import CityKnown, know_city
from balai.apps.exchange.importing.errors_file import ErrorsFile
from balai.apps.exchange.importing.faults import Fault, RowRefused
from balai.apps.exchange.importing.following import changed_columns, news_in
from balai.apps.exchange.importing.giving_back import give_back
from balai.apps.exchange.importing.lines import FileFacts, lines_of, look_over
from balai.apps.exchange.importing.map_checks import city_mistakes, column_mistakes
from balai.apps.exchange.importing.maps import ImportMap
from balai.apps.exchange.importing.reading import CaseReader, Incoming
from balai.apps.exchange.importing.records import MOST_HISTORY, CsvReader, JsonReader, Record
from balai.apps.exchange.importing.tally import Tally
from balai.apps.exchange.models import ForeignCase, ImportRun
from balai.base.audit.actions import record_act
from balai.base.packs.mistakes import Mistake

BATCH = 250
"""Cases that are written in one transaction."""
MOST_REMEMBERED = 2_000_000
"""Identifiers of one file that are remembered to find repeats: 100 MB and no more."""
JSON_ENDINGS = frozenset({".jsonl", ".ndjson", ".json"})
LOCK_SPACE = 0x62616C
"""Keeps our advisory locks apart from others: "bal"."""


class MapIsAmiss(ValueError):
    """The map does not fit the city or the file."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__(f"the map has {len(mistakes)} mistake(s)")
        self.mistakes = tuple(mistakes)


class AlreadyRunning(ValueError):
    """Another import of this source is running."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with a file. `progress` is told the byte up to which it has been read, and the tally."""

    path: Path
    mapping: ImportMap
    now: datetime
    dry_run: bool = False
    resume: bool = False
    errors: Path | None = None
    progress: Callable[[int, Tally], None] = lambda _end, _tally: None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `went_on_after` is the line after which a resumed import went on, else 0."""

    tally: Tally
    facts: FileFacts
    separator: str
    went_on_after: int = 0


def run_import(wish: Wish) -> Outcome:
    """Bring a file of cases in. Doing it twice, or again after a crash, comes to the same end.

    Raises:
        MapIsAmiss: before anything is written.
        HeaderAmiss: the file's first line names no columns.
        AlreadyRunning: another import of the same source is under way.
        OSError, LookupError: the file cannot be read, or the map's encoding is none.
    """
    facts = look_over(wish.path, encoding=wish.mapping.encoding)
    city = know_city()
    _refuse_mistakes(city_mistakes(wish.mapping, city))
    records, separator = _records(wish, facts)
    if wish.dry_run:
        with ErrorsFile(wish.errors) as errors:
            return Outcome(_Import(wish, city, errors, None).work(records), facts, separator)
    with _only_one(wish.mapping.source):
        run = _run_row(wish, facts)
        after = run.position if wish.resume else 0
        with ErrorsFile(wish.errors, go_on_after=after) as errors:
            tally = _Import(wish, city, errors, run).work(record for record in records if record.line > after)
        return Outcome(tally, facts, separator, after)


def _refuse_mistakes(mistakes: Sequence[Mistake]) -> None:
    if mistakes:
        raise MapIsAmiss(mistakes)


def _records(wish: Wish, facts: FileFacts) -> tuple[Iterable[Record], str]:
    lines = lines_of(wish.path, facts.encoding)
    kind = wish.mapping.format or ("json-lines" if wish.path.suffix.lower() in JSON_ENDINGS else "csv")
    if kind == "json-lines":
        return JsonReader(lines, entries=wish.mapping.history.entries if wish.mapping.history else ""), ""
    reader = CsvReader(lines, separator=wish.mapping.separator)
    _refuse_mistakes(column_mistakes(wish.mapping, reader.columns))
    return reader, reader.separator


def lock_key(source: str) -> int:
    """The number under which a source is locked."""
    return int.from_bytes(hashlib.sha256(source.encode()).digest()[:4], signed=True)


class _only_one:  # noqa: N801 (reads as a word where it is used)
    """Holds a lock of the session, so that one source is imported by one program at a time."""

    def __init__(self, source: str) -> None:
        self._key = lock_key(source)

    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCK_SPACE, self._key])
            row = cursor.fetchone()
        if not row or not row[0]:
            raise AlreadyRunning

    def __exit__(self, *_: object) -> None:
        if connection.connection is not None and not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCK_SPACE, self._key])


def _run_row(wish: Wish, facts: FileFacts) -> ImportRun:
    """The note of this import; a new one unless it is to go on where it was interrupted."""
    digest = hashlib.sha256(wish.path.name.encode() + repr(wish.mapping.document.value).encode()).hexdigest()
    run, _created = ImportRun.objects.get_or_create(
        source=wish.mapping.source, file_hash=facts.sha256, map_hash=digest, defaults={"started_at": wish.now}
    )
    return run


class _Import:
    def __init__(self, wish: Wish, city: CityKnown, errors: ErrorsFile, run: ImportRun | None) -> None:
        self.wish, self.city, self.errors, self.run = wish, city, errors, run
        self.mapping = wish.mapping
        self.reader = CaseReader(wish.mapping, city, now=wish.now)
        self.tally = Tally.from_json(run.tally) if run and wish.resume and run.tally else Tally()
        self.seen: set[int] = set()
        self.batch: list[Incoming] = []
        self.faults: list[Fault] = []

    def work(self, records: Iterable[Record]) -> Tally:
        last: Record | None = None
        for read, group in enumerate(self._groups(records), start=1):
            last = group[-1]
            self.tally.rows += len(group)
            self._take(group)
            if read % BATCH == 0:
                self._finish_batch(last)
        self._finish_batch(last, is_last=True)
        return self.tally

    def _groups(self, records: Iterable[Record]) -> Iterator[list[Record]]:
        """The rows of one case at a time: those beside each other with one identifier, and broken ones between them."""
        if self.mapping.history is None or self.mapping.history.entries:
            yield from ([record] for record in records)
            return
        group: list[Record] = []
        identifier = ""
        for record in records:
            name = "" if record.fault else self.reader.identifier_of(record)
            begins = bool(group) and (name != identifier if not record.fault else False)
            if begins:
                yield group
                group = []
            group.append(record)
            identifier = name or identifier
        if group:
            yield group

    def _take(self, group: Sequence[Record]) -> None:
        broken = [record for record in group if record.fault]
        whole = [record for record in group if not record.fault]
        for record in broken:
            self._refuse(Fault(record.row, record.line, "", record.fault), cases=not whole)
        if not whole:
            return
        try:
            _check_group(whole, broken)
            incoming = self.reader.read(whole)
            self._see(incoming.identifier)
        except RowRefused as refused:
            self._refuse(Fault(whole[0].row, whole[0].line, refused.column, refused.code, refused.value))
        else:
            self.batch.append(incoming)

    def _see(self, identifier: str) -> None:
        key = hash(identifier)
        if key in self.seen:
            raise RowRefused("repeated", self.mapping.identifier)
        if len(self.seen) < MOST_REMEMBERED:
            self.seen.add(key)

    def _refuse(self, fault: Fault, *, cases: int = 1) -> None:
        self.faults.append(fault)
        self.tally.refuse(fault, cases=int(cases))

    def _finish_batch(self, last: Record | None, *, is_last: bool = False) -> None:
        """Write what has come together, with the note of how far the file has been read, in one transaction."""
        with transaction.atomic():
            new = self._sorted_out()
            for incoming in new:
                self.tally.new += 1
                self.tally.came[incoming.target.service, incoming.target.category, incoming.state] += 1
                self.tally.notes.update(incoming.notes)
            self.errors.write(self.faults)
            if self.run is not None:
                self._save(self.run, new, last, is_last=is_last)
        self.batch, self.faults = [], []
        if last is not None:
            self.wish.progress(last.end, self.tally)

    def _sorted_out(self) -> list[Incoming]:
        """Those of the batch that are new. The others are counted, and those that have changed are told."""
        names = [incoming.identifier for incoming in self.batch]
        known = ForeignCase.objects.filter(source=self.mapping.source, foreign_id__in=names)
        ids = dict(known.values_list("foreign_id", "case_id"))
        cases = whole_cases(set(ids.values())) if ids else {}
        for incoming in self.batch:
            if incoming.identifier in ids:
                self._meet_again(incoming, cases[ids[incoming.identifier]])
        return [incoming for incoming in self.batch if incoming.identifier not in ids]

    def _meet_again(self, incoming: Incoming, rows: CaseRows) -> None:
        """A case that is here: nothing new, news from elsewhere, or a story that has parted from ours."""
        now = give_back(self.mapping, self.city, rows, identifier=incoming.identifier).restored(rows.kept)
        if now == incoming.given:
            self.tally.before += 1
            return
        amiss = changed_columns(self.mapping, now, incoming.given)
        news = None if amiss else news_in(incoming.story, rows)
        if not news:
            self.tally.before += 1
            self._refuse(Fault(incoming.row, incoming.line, amiss[0] if amiss else "", "changed"), cases=0)
            return
        self.tally.continued += 1
        if self.run is not None:
            continue_story(case_id=rows.case.id, events=news, kept=incoming.rows.kept)

    def _save(self, run: ImportRun, new: Sequence[Incoming], last: Record | None, *, is_last: bool) -> None:
        saved = import_cases(cases=[incoming.rows for incoming in new])
        ForeignCase.objects.bulk_create(
            ForeignCase(source=self.mapping.source, foreign_id=incoming.identifier, case=case, since=self.wish.now)
            for incoming, case in zip(new, saved, strict=True)
        )
        run.position = last.line if last else run.position
        run.tally, run.updated_at = self.tally.as_json(), self.wish.now
        run.finished_at = self.wish.now if is_last else None
        run.save(update_fields=["position", "tally", "updated_at", "finished_at"])
        if is_last:
            record_act(code="cases.imported", by=None, now=self.wish.now, reference=self.mapping.source)


def _check_group(whole: Sequence[Record], broken: Sequence[Record]) -> None:
    """A history is taken in whole, or not at all."""
    if len(whole) > MOST_HISTORY:
        raise RowRefused("too_many_rows")
    if broken and broken[0].row < whole[-1].row and broken[-1].row > whole[0].row:
        raise RowRefused("history_broken")
