"""Public cases as CSV (RFC 4180), GeoJSON (RFC 7946) and Atom (RFC 4287), piece by piece.

Nothing here holds more than one piece in memory, and nothing needs the active language: names are settled before.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from io import StringIO
from xml.sax.saxutils import escape, quoteattr

from balai.apps.cases.service import PublicRow
from balai.apps.figures.naming import Names
from balai.base.spreadsheets import harmless

PIECE = 65_536
"""Bytes, about: large enough to send, small enough to hold."""
LICENCE = "CC BY 4.0"
LICENCE_URL = "https://creativecommons.org/licenses/by/4.0/"
NOT_IN_XML = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Feed:
    """What stands at the head of an Atom feed."""

    title: str
    author: str
    address: str
    page: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Writing:
    """How a row becomes what is written: names in one language, times in the city's zone, and a case's address."""

    names: Names
    local: Callable[[datetime], datetime]
    address: Callable[[str], str]


COLUMNS = (
    "reference", "url", "service", "service_name", "category", "category_name", "state", "state_name",
    "received_at", "done_at", "hours_until_done", "area", "subdistrict", "district", "city",
    "longitude", "latitude", "office", "office_name", "missed_limits", "times_reopened", "supporters", "words",
)  # fmt: skip


def values_of(row: PublicRow, writing: Writing) -> tuple[Value, ...]:
    """The values of COLUMNS, in that order."""
    names = writing.names
    service_name, category_name = names.of_kind(row.service_id, row.category)
    hours = round((row.done_at - row.opened_at).total_seconds() / 3600, 1) if row.done_at else None
    return (
        row.reference,
        writing.address(row.reference),
        row.service_code,
        service_name,
        row.category,
        category_name,
        row.public_state,
        names.states.get(row.public_state, row.public_state),
        _time(row.opened_at, writing),
        _time(row.done_at, writing) if row.done_at else None,
        max(0.0, hours) if hours is not None else None,
        *names.of_area(row.area_id),
        row.longitude,
        row.latitude,
        *names.of_office(row.holder_id),
        row.late,
        row.reopened,
        row.supporters,
        row.words or "",
    )


def _time(moment: datetime, writing: Writing) -> str:
    return writing.local(moment).isoformat(timespec="seconds")


def cell_of(value: Value) -> Value:
    """A cell: a text that no spreadsheet takes for a formula; numbers are numbers."""
    return harmless(value) if isinstance(value, str) else value


def csv_pieces(rows: Iterable[PublicRow], writing: Writing) -> Iterator[bytes]:
    """A head with the names of COLUMNS, then one line for each case. UTF-8, comma, CRLF."""
    buffer = StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([cell_of(value) for value in values_of(row, writing)])
        if buffer.tell() >= PIECE:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def geojson_pieces(rows: Iterable[PublicRow], writing: Writing, *, at: datetime) -> Iterator[bytes]:
    """A FeatureCollection, one feature on a line; a case without a point has the geometry null (RFC 7946, 3.2)."""
    about = {"licence": LICENCE, "licence_url": LICENCE_URL, "made_at": at.isoformat(timespec="seconds")}
    head = '{"type":"FeatureCollection",' + _json(about)[1:-1] + ',"features":[\n'
    yield from _gathered(_features(rows, writing), head=head, between=",\n", end="\n]}\n")


def _features(rows: Iterable[PublicRow], writing: Writing) -> Iterator[str]:
    for row in rows:
        facts = dict(zip(COLUMNS, values_of(row, writing), strict=True))
        longitude, latitude = facts.pop("longitude"), facts.pop("latitude")
        place = {"type": "Point", "coordinates": [longitude, latitude]} if longitude is not None else None
        yield _json({"type": "Feature", "id": row.reference, "geometry": place, "properties": facts})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def atom_pieces(rows: Iterable[PublicRow], writing: Writing, feed: Feed) -> Iterator[bytes]:
    """A feed with one entry for each case, the newest first."""
    head = (
        f'<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(writing.names.language)}>'
        f"<title>{_xml(feed.title)}</title><id>{_xml(feed.address)}</id><updated>{feed.at.isoformat(timespec='seconds')}</updated>"
        f'<link rel="self" type="application/atom+xml" href={quoteattr(feed.address)}/><link rel="alternate" href={quoteattr(feed.page)}/>'
        f'<link rel="license" href="{LICENCE_URL}"/><author><name>{_xml(feed.author)}</name></author><rights>{LICENCE}</rights>\n'
    )
    yield from _gathered(_entries(rows, writing), head=head, between="\n", end="\n</feed>\n")


def _entries(rows: Iterable[PublicRow], writing: Writing) -> Iterator[str]:
    for row in rows:
        address = _xml(writing.address(row.reference))
        _code, subdistrict, district, _city = writing.names.of_area(row.area_id)
        where = ", ".join(filter(None, (subdistrict, district)))
        title = ": ".join(filter(None, (writing.names.title(row.service_id, row.category), where)))
        yield (
            f'<entry><id>{address}</id><title>{_xml(title)}</title><link rel="alternate" href="{address}"/>'
            f"<published>{_time(row.opened_at, writing)}</published><updated>{_time(row.updated_at, writing)}</updated>"
            f"<category term={quoteattr(row.public_state)}/><summary>{_xml(row.words or '')}</summary></entry>"
        )


def _xml(text: str) -> str:
    """Text without the characters that XML 1.0 has no place for."""
    return escape(text.translate(NOT_IN_XML), {'"': "&quot;"})


def _gathered(parts: Iterable[str], *, head: str, between: str, end: str) -> Iterator[bytes]:
    """Parts joined in pieces of about PIECE bytes."""
    held, size, joint = [head], len(head), ""
    for part in parts:
        held += [joint, part]
        size, joint = size + len(part), between
        if size >= PIECE:
            yield "".join(held).encode()
            held, size = [], 0
    yield "".join([*held, end]).encode()
