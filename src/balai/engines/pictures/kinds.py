"""What a file is, by its content and never by its name."""

from __future__ import annotations

import re
from enum import StrEnum

from balai.engines.pictures.errors import DamagedPicture, DisguisedFile, UnknownKind


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
# A progressive picture has about ten scans. Each scan walks the whole picture however few bytes it has,
# so thousands of empty ones would keep a processor busy for minutes.
_MOST_SCANS = 64
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")


def kind_of(data: bytes) -> Kind:
    """The kind of picture that `data` begins as.

    Raises:
        UnknownKind: none of the four.
        DisguisedFile: one of the four, with the head of a document, an archive or a program inside its own.
        DamagedPicture: a JPEG with an unreasonable number of scans.
    """
    kind = _by_first_bytes(data)
    if kind is None:
        raise UnknownKind("the content is not JPEG, PNG, WebP or HEIC")
    if _DISGUISES.search(data, 0, _HEAD):
        raise DisguisedFile("the head of the file holds the sign of a document, an archive or a program")
    if kind is Kind.JPEG and _scans_of_jpeg(data) > _MOST_SCANS:
        raise DamagedPicture(f"the picture has more than {_MOST_SCANS} scans")
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


def _scans_of_jpeg(data: bytes) -> int:
    """How many scans stand before the end of the image; counting stops above the bound.

    Segments are stepped over by their length, so thumbnails inside them and what is appended do not count.
    """
    scans, position = 0, 2
    while scans <= _MOST_SCANS:
        match = _MARKER.search(data, position)
        if match is None or data[match.start() + 1] == 0xD9 or len(data) < match.end() + 2:
            break
        marker, position = data[match.start() + 1], match.end()
        if marker == 0x01:
            continue
        scans += marker == 0xDA
        position += max(2, int.from_bytes(data[position : position + 2], "big"))
    return scans
