"""Whatever bytes a file is made of, it is read to its end: rows come in whole, or are refused with a reason."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from balai.apps.cases.models import Case
from balai.apps.exchange.importing.faults import SENTENCES
from balai.apps.exchange.importing.lines import lines_of, look_over
from balai.apps.exchange.importing.records import CsvReader, HeaderAmiss, JsonReader
from balai.apps.exchange.importing.running import LOCK_SPACE, AlreadyRunning, MapIsAmiss, lock_key
from balai.apps.exchange.models import ForeignCase
from balai.apps.exchange.tests.crm import COLUMNS, report_rows
from balai.apps.exchange.tests.samples import JAKARTA_MAP, brought_in
from balai.base.packs import Pack

TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc")) | st.sampled_from('",;\n'), max_size=30)
PIECES = st.lists(
    st.binary(max_size=8) | st.sampled_from([b'"', b",", b"\n", b"\r\n", b"\x00", b"\xff\xfe", b"a"]), max_size=60
)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("bytes") / "file.csv"


@given(PIECES)
def test_any_bytes(path: Path, pieces: list[bytes]) -> None:
    path.write_bytes(b"".join(pieces))
    encoding = look_over(path).encoding
    for record in JsonReader(lines_of(path, encoding), entries="history"):
        assert not record.fault or record.fault in SENTENCES
    try:
        reader = CsvReader(lines_of(path, encoding))
    except HeaderAmiss:
        return
    for record in reader:
        assert record.fault in SENTENCES if record.fault else set(record.values) == set(reader.columns)


@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), max_size=8), st.sampled_from(",;\t|"))
def test_what_was_written_as_csv_is_read_as_it_was(path: Path, rows: list[list[str]], separator: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=separator, lineterminator="\n").writerows([["one", "two"], *rows])
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    found = [list(record.values.values()) for record in CsvReader(lines_of(path, "utf-8"), separator=separator)]
    assert [row for row in found if row] == [row for row in rows if any(field.strip() for field in row)]


def sound_file() -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, delimiter=";", lineterminator="\n")
    writer.writeheader()
    for number in range(6):
        writer.writerows(report_rows(**{"No Laporan": f"JKT-{number}"}))
    return text.getvalue().encode()


SOUND = sound_file()


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=25)
@given(st.lists(st.tuples(st.integers(0, len(SOUND) - 1), st.binary(max_size=4)), min_size=1, max_size=6))
def test_a_file_with_holes(jakarta: Pack, path: Path, holes: list[tuple[int, bytes]]) -> None:
    """As many cases are in as are said to be."""
    content = SOUND
    for place, other in holes:
        content = content[:place] + other + content[place + len(other) + 1 :]
    path.write_bytes(content)
    before = Case.objects.count()
    try:
        tally = brought_in(path, JAKARTA_MAP).tally
    except (HeaderAmiss, MapIsAmiss):
        assert Case.objects.count() == before
        return
    assert Case.objects.count() - before == tally.new
    assert ForeignCase.objects.count() == Case.objects.count()
    assert set(tally.reasons()) <= set(SENTENCES)


def test_one_source_is_imported_once_at_a_time(jakarta: Pack, path: Path) -> None:
    path.write_bytes(SOUND)
    facts = connection.get_connection_params()
    facts = {name: facts[name] for name in ("dbname", "user", "password", "host", "port") if name in facts}
    with psycopg.connect(**facts, autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(%s, %s)", [LOCK_SPACE, lock_key("crm")])
        with pytest.raises(AlreadyRunning):
            brought_in(path, JAKARTA_MAP)
        assert not Case.objects.exists()
    assert brought_in(path, JAKARTA_MAP).tally.new == 6
    assert brought_in(path, JAKARTA_MAP).tally.before == 6
