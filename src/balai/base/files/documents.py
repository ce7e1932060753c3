"""Documents: PDF and nothing else, of bounded size, told by what is in them and never by their name.

A PDF cannot be cleaned as a picture can, so it is only ever given out as a download (`serving.file_response`), and one
that visibly brings programs, other files or a password is refused. What hides in compressed parts is not looked for:
whoever opens a citizen's document does so with a reader that runs nothing. Marks after ISO 32000-2, sections 7.5.2,
7.5.5, 7.6 and 12.6.4.
"""

from __future__ import annotations

import hashlib
import re
from datetime import datetime

from balai.base.files import storage
from balai.base.files.actions import Upload, store_picture
from balai.base.files.models import FileKind, StoredFile
from balai.base.files.refusals import (
    DocumentActive,
    DocumentDamaged,
    DocumentLocked,
    DocumentTooHeavy,
)
from balai.base.people.models import User

MEGABYTE = 1_000_000
MOST_BYTES = 12 * MEGABYTE
HEAD = re.compile(rb"%PDF-(1\.[0-7]|2\.0)[\r\n \t%]")
END, TAIL = b"%%EOF", 1024
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|Movie|Sound|XFA|SubmitForm|ImportData)\b")
LOCKED = re.compile(rb"/Encrypt\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")
_NAME = re.compile(rb"/[^\s/<>\[\](){}%]*#[^\s/<>\[\](){}%]*")


def store_upload(*, upload: Upload, by: User | None, now: datetime) -> StoredFile:
    """Keep a file that may be a document or a picture, whichever it is by its content.

    Raises:
        PictureRefused: one of its kinds, the kinds of DocumentRefused among them.
    """
    start = upload.read(len(b"%PDF-"))
    again = _Again(start, upload)
    if start == b"%PDF-":
        return store_document(upload=again, by=by, now=now)
    return store_picture(upload=again, by=by, now=now)


def store_document(*, upload: Upload, by: User | None, now: datetime) -> StoredFile:
    """Keep a PDF as it is, and give its row. One SQL statement; the content is on disk before it.

    Raises:
        DocumentRefused: one of its kinds; NoRoom when the disk is full.
    """
    data = upload.read(MOST_BYTES + 1)
    check_document(data)
    sha256 = hashlib.sha256(data).hexdigest()
    storage.write_document(sha256, content=data)
    return StoredFile.objects.create(
        sha256=sha256,
        kind=FileKind.DOCUMENT,
        bytes=len(data),
        width=0,
        height=0,
        perceptual_hash=0,
        stored_by=by,
        created_at=now,
    )


def check_document(data: bytes) -> None:
    """Whether these bytes are a document that the city takes.

    Raises:
        DocumentTooHeavy, DocumentDamaged, DocumentLocked, DocumentActive.
    """
    if len(data) > MOST_BYTES:
        raise DocumentTooHeavy
    if HEAD.match(data) is None or END not in data[-TAIL:]:
        raise DocumentDamaged
    names = b" ".join(_ESCAPED.sub(_plain, name) for name in _NAME.findall(data))  # "/J#61vaScript" is /JavaScript
    for text in (data, names):
        if LOCKED.search(text):
            raise DocumentLocked
        if ACTIVE.search(text):
            raise DocumentActive


def _plain(escaped: re.Match[bytes]) -> bytes:
    return bytes([int(escaped[1], 16)])


class _Again:
    """An upload whose first bytes have been read, read from its beginning."""

    def __init__(self, start: bytes, rest: Upload) -> None:
        self._start, self._rest = start, rest

    def read(self, size: int, /) -> bytes:
        head, self._start = self._start[:size], self._start[size:]
        return head + self._rest.read(size - len(head))
