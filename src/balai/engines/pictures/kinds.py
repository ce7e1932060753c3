"""What a file is, by its content and never by its name."""

from __future__ import annotations

import re
from enum import StrEnum

from balai.engines.pictures.errors import DisguisedFile, UnknownKind


class Kind(StrEnum):
    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"


# Brands of ISO 23008-12 files whose pictures are coded in HEVC, and the two that leave the coding open.
_HEIC_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
# Readers of these formats search the head of a file for its sign, so a picture could carry one before its pixels.
_HEAD = 1024
_DISGUISES = re.compile(rb"%pdf-|<html|<!doctype|<script|<svg|<\?php|pk\x03\x04|\x7felf|rar!\x1a", re.IGNORECASE)


def kind_of(data: bytes) -> Kind:
    """The kind of picture that `data` begins as.

    Raises:
        UnknownKind: none of the four.
        DisguisedFile: one of the four, with the head of a document, an archive or a program inside its own.
    """
    kind = _by_first_bytes(data)
    if kind is None:
        raise UnknownKind("the content is not JPEG, PNG, WebP or HEIC")
    if _DISGUISES.search(data, 0, _HEAD):
        raise DisguisedFile("the head of the file holds the sign of a document, an archive or a program")
    return kind


def _by_first_bytes(data: bytes) -> Kind | None:
    if data.startswith(b"\xff\xd8\xff"):
        return Kind.JPEG
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Kind.PNG
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Kind.WEBP
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC_BRANDS:
        return Kind.HEIC
    return None
