"""CSV, GeoJSON and Atom hold every public case that fits, say nothing that is private, run nothing, and hold little."""

from __future__ import annotations

import csv
import io
import json
import re
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from hypothesis import given
from hypothesis import strategies as some

from balai.apps.cases.service import Filters, PublicRow, public_rows
from balai.apps.cases.tests.samples import NOW, colleague, end, report
from balai.apps.figures.dictionary import column_rows
from balai.apps.figures.downloading import (
    COLUMNS,
    PIECE,
    Feed,
    Writing,
    atom_pieces,
    cell_of,
    csv_pieces,
    geojson_pieces,
)
from balai.apps.figures.naming import Names
from balai.apps.figures.turns import AT_ONCE, Turn

ATOM = "{http://www.w3.org/2005/Atom}"
ADDRESSES = ("/data/laporan.csv", "/data/laporan.geojson", "/data/laporan.atom")
MOST_HELD = 2_000_000


def fetched(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return b"".join(answer).decode()


@pytest.mark.usefixtures("jakarta")
def test_all_three_hold_the_same_cases_and_no_private_one(client: Client) -> None:
    shown = [report(now=NOW).reference for _ in range(3)]
    hidden = report(now=NOW, is_public=False).reference
    refused = report(now=NOW)
    end(refused.id, colleague("officer"), "intake", "refuse", reason="duplicate", words="Sudah ada.")
    rows = list(csv.DictReader(io.StringIO(fetched(client, ADDRESSES[0]), newline="")))
    features = json.loads(fetched(client, ADDRESSES[1]))["features"]
    entries = ET.fromstring(fetched(client, ADDRESSES[2])).findall(f"{ATOM}entry")
    assert [row["reference"] for row in rows] == shown[::-1]
    assert [feature["id"] for feature in features] == shown[::-1]
    links = [entry.find(f"{ATOM}link").attrib["href"] for entry in entries]  # type: ignore[union-attr]
    assert links == [row["url"] for row in rows]
    for address in ADDRESSES:
        text = fetched(client, address)
        assert hidden not in text
        assert refused.reference not in text
    assert refused.reference in fetched(client, f"{ADDRESSES[0]}?status=refused")


@pytest.mark.usefixtures("jakarta")
def test_the_filters_of_the_list_hold_for_downloads(client: Client) -> None:
    first = report(now=NOW).reference
    for query, found in {
        "area=31.71": True,
        "area=31.74": False,
        "jenis=report.road/pothole": True,
        "jenis=report.waste": False,
        "status=done": False,
        "sejak=2026-11-23&sampai=2026-11-23": True,
        "sampai=2026-11-22": False,
        "sejak=2026-11-24": False,
        "kotak=106.8,-6.2,106.9,-6.1": True,
        "kotak=106.0,-6.2,106.1,-6.1": False,
        "kotak=9,9,1,1&sejak=gestern": True,  # what is none counts as not asked
    }.items():
        assert (first in fetched(client, f"{ADDRESSES[0]}?{query}")) is found, query


@pytest.mark.usefixtures("jakarta")
def test_headers_say_what_it_is(client: Client) -> None:
    for address, kind in zip(ADDRESSES, ("text/csv", "application/geo+json", "application/atom+xml"), strict=True):
        answer = client.get(address)
        assert answer.headers["Content-Type"].startswith(kind)
        assert re.fullmatch(
            r'attachment; filename="laporan-jakarta-\d{4}-\d\d-\d\d\.\w+"', answer.headers["Content-Disposition"]
        )
        assert 'rel="license"' in answer.headers["Link"]
        assert answer.streaming
        b"".join(answer)


@pytest.mark.usefixtures("jakarta")
def test_rows_come_through_a_cursor_of_the_server() -> None:
    report(now=NOW)
    rows = public_rows(Filters())
    next(rows)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_cursors WHERE name LIKE '\\_django\\_curs%%'")
        assert cursor.fetchone() == (1,)
    assert list(rows) == []


@pytest.mark.usefixtures("jakarta")
def test_slow_readers_leave_room_for_others(client: Client) -> None:
    reading = [turn.through(iter([b"one", b"two"])) for _ in range(AT_ONCE) if (turn := Turn.take())]
    assert len(reading) == AT_ONCE
    turned_away = client.get(ADDRESSES[1])
    assert turned_away.status_code == 503
    assert int(turned_away.headers["Retry-After"]) > 0
    next(reading[0])
    reading[0].close()  # gone in the middle
    for _ in range(3 * AT_ONCE):  # read to the end: the place is free for the next
        assert "reference" in fetched(client, ADDRESSES[0])
    reading[0].close()
    assert Turn.take() is not None  # and was forgotten at once
    last = Turn.take()
    assert last is not None
    assert Turn.take() is None  # closed twice was given back once
    last.give_back()
    assert list(reading[1]) == [b"one", b"two"]


def writing() -> Writing:
    names = Names("id")
    names._kinds[1, "pothole"] = ("Jalan", "Lubang")
    names._ways[1] = ("31.71.06.1003", "Cikini", "Menteng", "Jakarta Pusat")
    return Writing(names, lambda moment: moment, lambda reference: f"https://example.org/laporan/{reference}/")


def row(words: str = "Lubang.") -> PublicRow:
    return PublicRow(
        "JKT-AAAA-0000", "report.road", 1, "pothole", "waiting", NOW, NOW, None, 1, 106.8, -6.2, None, 0, 0, 0, words
    )


FEED = Feed("Laporan", "Kota", "https://example.org/a", "https://example.org/", datetime(2026, 1, 1, tzinfo=UTC))


@pytest.fixture
def no_offices(jakarta: object) -> None:
    """Offices are looked up in the directory."""


@pytest.mark.usefixtures("no_offices")
@pytest.mark.parametrize("kind", ["csv", "geojson", "atom"])
def test_memory_stays_the_same_however_long_the_stream(kind: str) -> None:
    def pieces(count: int) -> Iterator[bytes]:
        rows = (row("Lubang cukup dalam. " * 5) for _ in range(count))
        if kind == "csv":
            return csv_pieces(rows, writing())
        return atom_pieces(rows, writing(), FEED) if kind == "atom" else geojson_pieces(rows, writing(), at=NOW)

    sum(map(len, pieces(2_000)))
    tracemalloc.start()
    try:
        sizes = [len(piece) for piece in pieces(10_000)]
        _now, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert sum(sizes) > MOST_HELD
    assert most < MOST_HELD
    assert max(sizes) < 2 * PIECE


@given(text=some.text(max_size=40))
def test_no_text_is_taken_for_a_formula(text: str) -> None:
    found = cell_of(text)
    assert isinstance(found, str)
    assert not found.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert found.removeprefix("'") in {text.replace("\0", ""), text.replace("\0", "").removeprefix("'")}


@pytest.mark.usefixtures("no_offices")
@given(words=some.text(max_size=60))
def test_any_words_leave_every_file_readable(words: str) -> None:
    rows = list(
        csv.reader(io.StringIO(b"".join(csv_pieces([row(words)], writing())).decode(errors="replace"), newline=""))
    )
    assert [len(line) for line in rows] == [len(COLUMNS)] * 2
    features = json.loads(b"".join(geojson_pieces([row(words)], writing(), at=NOW)))["features"]
    assert features[0]["properties"]["words"] == words
    assert len(ET.fromstring(b"".join(atom_pieces([row(words)], writing(), FEED))).findall(f"{ATOM}entry")) == 1


def test_a_negative_degree_is_a_number_and_stays_one() -> None:
    assert cell_of(-6.2) == -6.2


@pytest.mark.usefixtures("jakarta")
@pytest.mark.parametrize("language", ["id", "en"])
def test_the_data_page_explains_every_column(client: Client, language: str) -> None:
    page = client.get("/data/?area=31.71", headers={"accept-language": language}).content.decode()
    assert all(name in page for name in COLUMNS)
    assert all(meaning for _name, _kind, meaning in column_rows())
    assert "/data/laporan.csv?area=31.71" in page
