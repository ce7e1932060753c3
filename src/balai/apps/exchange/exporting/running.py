"""Cases go out in the columns of another system's file: those that came from there, and those opened here since."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from django.db.models import Exists, OuterRef

from balai.apps.cases.service import Case, whole_cases
from balai.apps.exchange.importing.city import CityKnown, know_city
from balai.apps.exchange.importing.giving_back import GivenBack, give_back
from balai.apps.exchange.importing.maps import ImportMap
from balai.apps.exchange.importing.values import guarded
from balai.apps.exchange.models import ForeignCase
from balai.base.audit.actions import record_act
from balai.engines.casework.definition import Service

CHUNK = 500


@dataclass(frozen=True, slots=True)
class ExportWish:
    """What is to go out, and where to. `every` adds the cases that did not come from this source.

    Without `with_reporters`, columns that say who reported stay empty. `exact` leaves out the guard that keeps
    spreadsheets from taking a cell for a formula: for files that only programs read.
    """

    path: Path
    mapping: ImportMap
    now: datetime
    every: bool = False
    with_reporters: bool = False
    exact: bool = False
    progress: Callable[[int, int], None] = lambda _done, _total: None


@dataclass(frozen=True, slots=True)
class Exported:
    """How many cases went out, in how many rows below the first."""

    cases: int
    rows: int


def run_export(wish: ExportWish) -> Exported:
    """Write the file, readable for its owner alone; it is there in whole or not at all.

    Raises:
        OSError: it cannot be written.
    """
    city = know_city()
    beside = wish.path.with_name(f".{wish.path.name}.{os.getpid()}")
    if wish.with_reporters:
        record_act(code="cases.exported_with_reporters", by=None, now=wish.now, reference=wish.mapping.source)
    try:
        with _opened(beside) as file:
            exported = _write(wish, city, file)
        beside.replace(wish.path)
    finally:
        beside.unlink(missing_ok=True)
    record_act(code="cases.exported", by=None, now=wish.now, reference=wish.mapping.source)
    return exported


def _opened(path: Path) -> IO[str]:
    number = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    return os.fdopen(number, "w", encoding="utf-8", newline="")


def _write(wish: ExportWish, city: CityKnown, file: IO[str]) -> Exported:
    mapping = wish.mapping
    history = mapping.history.columns if mapping.history else ()
    columns = [*mapping.columns, *(column for column in history if column not in mapping.columns)]
    writer = csv.writer(file, delimiter=mapping.separator or ",", lineterminator="\n")
    writer.writerow(columns if wish.exact else [guarded(column) for column in columns])
    hidden = {code: personal_columns(mapping, service) for code, service in city.services.items()}
    always = frozenset(mapping.reporter.values())
    total = _wanted(wish)
    cases = rows = 0
    for service, given in _given(wish, city):
        kept_back = frozenset() if wish.with_reporters else hidden.get(service, always)
        for entry in given.entries or [{}]:
            row = [("" if name in kept_back else {**given.columns, **entry}.get(name, "")) for name in columns]
            writer.writerow(row if wish.exact else [guarded(text) for text in row])
            rows += 1
        cases += 1
        if cases % CHUNK == 0:
            wish.progress(cases, total)
    return Exported(cases, rows)


def personal_columns(mapping: ImportMap, service: Service) -> frozenset[str]:
    """The columns that say who reported, or answer a question of the service whose answers are personal."""
    personal = {question.id for question in service.questions if question.personal}
    words = {column for question, column in mapping.words.items() if question in personal}
    return frozenset({*mapping.reporter.values(), *words})


def _wanted(wish: ExportWish) -> int:
    return Case.objects.count() if wish.every else ForeignCase.objects.filter(source=wish.mapping.source).count()


def _given(wish: ExportWish, city: CityKnown) -> Iterator[tuple[str, GivenBack]]:
    """Each case, with its service, in its columns: those of the source in the order in which they came, then the others."""
    for named in _chunks(wish):
        cases = whole_cases(set(named.values()))
        for identifier, number in named.items():
            rows = cases[number]
            given = give_back(wish.mapping, city, rows, identifier=identifier).restored(rows.kept)
            yield rows.case.service_code, given


def _chunks(wish: ExportWish) -> Iterator[dict[str, int]]:
    """Identifiers and case ids, a few hundred at a time."""
    known = ForeignCase.objects.filter(source=wish.mapping.source).order_by("id")
    last = 0
    while chunk := list(known.filter(id__gt=last).values_list("id", "foreign_id", "case_id")[:CHUNK]):
        yield {name: number for _id, name, number in chunk}
        last = chunk[-1][0]
    if not wish.every:
        return
    foreign = ForeignCase.objects.filter(source=wish.mapping.source, case_id=OuterRef("id"))
    own = Case.objects.filter(~Exists(foreign)).order_by("id")
    last = 0
    while found := list(own.filter(id__gt=last).values_list("id", "reference")[:CHUNK]):
        yield {reference: number for number, reference in found}
        last = found[-1][0]
