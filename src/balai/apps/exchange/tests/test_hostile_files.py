"""Whatever a file holds, an import reads it within bounds, says what is wrong with which row, and takes in the rest."""

from __future__ import annotations

import json
import tracemalloc
from pathlib import Path

import pytest

from balai.apps.cases.models import Case, Content
from balai.apps.exchange.importing.lines import LONGEST_LINE, lines_of, look_over
from balai.apps.exchange.importing.records import LONGEST_FIELD, CsvReader, HeaderAmiss, JsonReader, Record
from balai.apps.exchange.tests.samples import BAYSIDE, brought_in, found_city, rows_of

HEAD = b"id,opened,words\n"


def read(path: Path, content: bytes, encoding: str = "") -> list[Record]:
    path.write_bytes(content)
    return list(CsvReader(lines_of(path, encoding or look_over(path).encoding)))


def told(records: list[Record]) -> list[str]:
    """Each row's fault, or its words."""
    return [record.fault or record.values["words"] for record in records]


@pytest.mark.parametrize(
    ("content", "encoding", "words"),
    [
        ("Jalan rusak – dalam".encode(), "utf-8", "Jalan rusak – dalam"),
        (b"\xef\xbb\xbf" + b"Jalan", "utf-8-sig", "Jalan"),
        ("caf\u00e9 \u201crusak\u201d".encode("windows-1252"), "windows-1252", "café “rusak”"),
    ],
)
def test_the_encoding_is_found_out(tmp_path: Path, content: bytes, encoding: str, words: str) -> None:
    marked, bare = (content[:3], content[3:]) if content.startswith(b"\xef\xbb\xbf") else (b"", content)
    path = tmp_path / "file.csv"
    records = read(path, marked + HEAD + b"1,2," + bare + b"\n")
    assert look_over(path).encoding == encoding
    assert told(records) == [words]
    assert set(records[0].values) == {"id", "opened", "words"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be"])
def test_two_bytes_a_character(tmp_path: Path, encoding: str) -> None:
    mark = "\ufeff" if encoding != "utf-16" else ""
    text = f"{mark}id;opened;words\r\n1;2;lubang – dalam\r\n"
    assert told(read(tmp_path / "file.csv", text.encode(encoding))) == ["lubang – dalam"]


def test_mixed_encodings_cost_the_rows_that_are_mixed_in(tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    records = read(path, HEAD + "1,2,é\n".encode() + "2,2,é\n".encode("latin-1") + b"3,2,plain\n")
    assert look_over(path).mixed
    assert told(records) == ["é", "encoding", "plain"]


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_found_out(tmp_path: Path, separator: str) -> None:
    line = separator.join(("id", "opened", '"a;b,c"')) + "\n" + separator.join(("1", "2", '"x;y,z|\t"')) + "\n"
    (record,) = read(tmp_path / "file.csv", line.encode())
    assert record.values["a;b,c"] == "x;y,z|\t"


def test_wrong_quotes_cost_one_row(tmp_path: Path) -> None:
    content = HEAD + b'1,2,"open\n2,2,good\n3,2,"a"b\n4,2,"two\nlines"\n5,2,5" pipe\n6,2,last\n'
    assert told(read(tmp_path / "file.csv", content)) == ["quotes", "good", "quotes", "two\nlines", '5" pipe', "last"]


def test_rows_count_as_in_a_spreadsheet_and_lines_as_in_an_editor(tmp_path: Path) -> None:
    records = read(tmp_path / "file.csv", HEAD + b'1,2,"two\nlines"\n2,2,x\n,,\n\n3,2,y\n')
    assert [(record.row, record.line) for record in records] == [(2, 2), (3, 4), (6, 7)]


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f"])
def test_characters_that_nobody_types(tmp_path: Path, character: str) -> None:
    content = HEAD + f"1,2,a{character}b\n2,2,good\n".encode()
    assert told(read(tmp_path / "file.csv", content)) == ["control", "good"]


def test_too_few_and_too_many_columns(tmp_path: Path) -> None:
    assert told(read(tmp_path / "file.csv", HEAD + b"1,2\n1,2,3,4\n1,2,3\n\n")) == ["columns", "columns", "3"]


@pytest.mark.parametrize("head", [b"", b"\n1,2\n", b'"open\n', b"a,a\n", b"x" * 200 + b",a,a\n", b"c" + b",c" * 400])
def test_a_first_row_that_names_no_columns(tmp_path: Path, head: bytes) -> None:
    with pytest.raises(HeaderAmiss):
        read(tmp_path / "file.csv", head)


def test_a_huge_file_fills_no_memory(tmp_path: Path) -> None:
    """One field of 40 megabytes, on one line and on many, between two good rows."""
    path = tmp_path / "file.csv"
    wide, tall = b"x" * 40_000_000, b'1,2,"' + b"open line\n" * 30_000
    path.write_bytes(HEAD + b"1,2,first\n1,2," + wide + b"\n2,2,between\n" + tall)
    facts = look_over(path)
    tracemalloc.start()
    faults, words = 0, []
    for record in CsvReader(lines_of(path, facts.encoding)):
        faults += bool(record.fault)
        words += [] if record.fault else [record.values["words"]]
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert words == ["first", "between"]
    assert faults == 30_001
    assert most < 20 * LONGEST_LINE


def test_a_field_that_is_longer_than_any(tmp_path: Path) -> None:
    content = HEAD + b"1,2," + b"x" * (LONGEST_FIELD + 1) + b"\n2,2,good\n"
    assert told(read(tmp_path / "file.csv", content)) == ["too_long", "good"]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('{"words": "good"}', ""),
        ('{"words": 12345678901234567890.50}', ""),
        ("[1]", "json"),
        ('"text"', "json"),
        ("{", "json"),
        ("[" * 100_000, "json"),
        ('{"words": "\\ud800"}', "control"),
        ('{"words": "a\\u0000b"}', "control"),
        ('{"words": "x", "history": "none"}', "json"),
        ('{"words": "x", "history": [1]}', "json"),
        (json.dumps({"words": "x", "history": [{}] * 201}), "too_many_rows"),
        (json.dumps({str(number): "" for number in range(301)}), "columns"),
    ],
)
def test_lines_of_json(tmp_path: Path, line: str, fault: str) -> None:
    path = tmp_path / "file.jsonl"
    path.write_text(f"{line}\n")
    (record,) = JsonReader(lines_of(path, "utf-8"), entries="history")
    assert record.fault == fault


def test_numbers_keep_their_digits(tmp_path: Path) -> None:
    path = tmp_path / "file.jsonl"
    path.write_text('{"a": 1.50, "b": 007, "c": null}\n{"a": 1.50, "b": true, "c": null, "d": {"e": 1}}\n')
    first, second = JsonReader(lines_of(path, "utf-8"))
    assert first.fault == "json"
    assert second.values == {"a": "1.50", "b": "true", "c": "", "d": '{"e": "1"}'}


@pytest.mark.django_db
def test_the_good_rows_of_a_bad_file_come_in(tmp_path: Path) -> None:
    """And what looks like a formula, a query or a script is only words."""
    found_city()
    head = "unique_key,created_date,closed_date,category,status,supervisor_district,longitude,latitude,incident_address,descriptor,agency_name,complaint_type,neighborhood,source,status_notes\n"
    good = '{key},2020-01-01 10:00:00+00:00,,Noise Report,Open,{area},-122.4,37.7,,"{words}",,,,,\n'
    words = ["=1+1", "'); DROP TABLE cases_case; --", "<script>alert(1)</script>", "\u202egnitset", "%s {0} ${x}"]
    content = head.encode() + b"".join(good.format(key=n, area=1, words=text).encode() for n, text in enumerate(words))
    content += b"bad,\x00\n" + b'"open,\n' + good.format(key="w" * 121, area=1, words="").encode()
    content += good.format(key="x", area="=cmd|'/c'!A1", words="").encode()
    path = tmp_path / "hostile.csv"
    path.write_bytes(content)
    errors = tmp_path / "errors.csv"
    tally = brought_in(path, BAYSIDE / "sf311.map.yaml", errors=errors).tally
    assert (tally.new, tally.refused) == (5, 4)
    assert Case.objects.count() == 5
    assert set(Content.objects.filter(question="words").values_list("text", flat=True)) == set(words)
    told_of = {row["code"]: row["value"] for row in rows_of(errors)}
    assert told_of == {"columns": "", "quotes": "", "identifier": "", "area_unknown": "'=cmd|'/c'!A1"}
