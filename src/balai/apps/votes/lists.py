"""Lists of people as offices have them: CSV or XLSX, each mistake with its line."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from balai.apps.votes.models import Listed
from balai.apps.votes.refusals import ListAmiss
from balai.apps.votes.rules import LARGEST_LIST
from balai.base.areas.models import Area

LARGEST_FILE = 5_000_000
LARGEST_UNPACKED = 60_000_000
"""Bytes that an XLSX file may become: an archive of zeros stays small only while it is packed."""
LARGEST_REST = 2_000_000
"""Bytes of all its parts but the tables and their words: styles and the like are read whole, before any line."""
TABLES = ("xl/worksheets/", "xl/sharedStrings.xml")
LONGEST_CELL = 254
COLUMNS = {
    "email": "email", "e-mail": "email", "surel": "email",
    "name": "name", "nama": "name",
    "area": "area", "kelurahan": "area", "kode wilayah": "area",
}  # fmt: skip


def read_list(content: bytes) -> list[Listed]:
    """The lines of a list, without a poll yet; the first line names the columns.

    Raises:
        ListAmiss: the file is too large or none of these kinds, or a line is wrong.
    """
    if len(content) > LARGEST_FILE:
        raise ListAmiss(line=0, what=_("the file is larger than 5 MB."))
    rows = _rows_of_xlsx(content) if content[:4] == b"PK\x03\x04" else _rows_of_csv(content)
    try:
        head = [COLUMNS.get(cell.strip().lower(), "") for cell in next(rows)]
    except StopIteration:
        raise ListAmiss(line=1, what=_("the file is empty.")) from None
    if not {"email", "name"} & set(head):
        raise ListAmiss(line=1, what=_("name the columns: email, name, area."))
    return list(_lines(rows, head))


def _lines(rows: Iterator[list[str]], head: Sequence[str]) -> Iterator[Listed]:
    areas = dict(Area.objects.values_list("code", "pk"))
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        given = {name: cell.strip() for name, cell in zip(head, row, strict=False) if name}
        if not any(given.values()):
            continue
        if number > LARGEST_LIST + 1:
            raise ListAmiss(line=number, what=_("a list has at most 50,000 lines."))
        email, code = given.get("email", "").lower(), given.get("area", "")
        if any(len(cell) > LONGEST_CELL for cell in given.values()) or len(given.get("name", "")) > 150:
            raise ListAmiss(line=number, what=_("a cell is too long."))
        if email and (email.count("@") != 1 or " " in email):
            raise ListAmiss(line=number, what=_("this is no e-mail address."))
        if email in seen:
            raise ListAmiss(line=number, what=_("the same address stands in line %(line)s.") % {"line": seen[email]})
        if code and code not in areas:
            raise ListAmiss(line=number, what=_("there is no area of this code."))
        if not email and not given.get("name"):
            raise ListAmiss(line=number, what=_("a line needs an address or a name."))
        if email:
            seen[email] = number
        yield Listed(line=number, email=email, name=given.get("name", ""), area_id=areas.get(code))


def _rows_of_csv(content: bytes) -> Iterator[list[str]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise ListAmiss(line=line, what=_("the file is not in UTF-8.")) from error
    if "\0" in text:
        raise ListAmiss(line=text[: text.index("\0")].count("\n") + 1, what=_("the file is not a table."))
    first = text.split("\n", 1)[0]
    separator = ";" if first.count(";") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=separator, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        raise ListAmiss(line=reader.line_num, what=_("the file is not a table.")) from error


def _rows_of_xlsx(content: bytes) -> Iterator[list[str]]:
    from openpyxl import load_workbook  # noqa: PLC0415 (7 MB in every process of a city that reads no such list)

    try:
        _check_size(content)
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        sheet = book.worksheets[0]
        for row in sheet.iter_rows(max_row=LARGEST_LIST + 2, max_col=40, values_only=True):
            yield [_cell(value) for value in row]
    except ListAmiss:
        raise
    except Exception as error:  # whatever a broken workbook makes of the reader, the person is told the same
        raise ListAmiss(line=0, what=_("the file is not a table.")) from error


def _check_size(content: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        parts = packed.infolist()
        if sum(part.file_size for part in parts) > LARGEST_UNPACKED:
            raise ListAmiss(line=0, what=_("the file is larger than 5 MB."))
        if sum(part.file_size for part in parts if not part.filename.startswith(TABLES)) > LARGEST_REST:
            raise ListAmiss(line=0, what=_("the file holds too much besides its tables."))


def _cell(value: Any) -> str:
    return "" if value is None else str(value)
