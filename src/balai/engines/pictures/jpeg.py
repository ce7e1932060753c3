"""The segments of a JPEG file, walked before any decoder sees them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from balai.engines.pictures.errors import DamagedPicture

# A progressive picture has about ten scans. Each scan walks the whole picture however few bytes it has,
# so thousands of empty ones would keep a processor busy for minutes.
MOST_SCANS: Final = 64

_MARKER: Final = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")
_SCAN, _END, _STANDALONE = 0xDA, 0xD9, 0x01
_APPLICATION: Final = frozenset(range(0xE1, 0xF0)) | {0xFE}  # EXIF, XMP, IPTC, profiles, makers' own, comments
_EXIF: Final = b"Exif\x00\x00"
# What says how colours are coded: the profile, and Adobe's word on CMYK.
_KEPT: Final = ((0xE2, b"ICC_PROFILE\x00"), (0xEE, b"Adobe"))


@dataclass(frozen=True, slots=True)
class BareJpeg:
    """A JPEG without its metadata, and the EXIF block that it had (without its sign) or nothing."""

    data: bytes
    exif: bytes


def bare_jpeg(data: bytes) -> BareJpeg:
    """Take the metadata off, so that what is broken there cannot spoil a good picture.

    Raises:
        DamagedPicture: an unreasonable number of scans, or none.
    """
    kept, exif, scans = [data[:2]], b"", 0
    for marker, start, end in _segments(data):
        if marker == _SCAN:
            if not scans:
                kept.append(data[start:])
            scans += 1
        elif not scans:
            content = data[start + 4 : end]
            if marker == 0xE1 and content.startswith(_EXIF):
                exif = exif or content[len(_EXIF) :]
            if marker not in _APPLICATION or any(marker == sort and content.startswith(sign) for sort, sign in _KEPT):
                kept.append(data[start:end])
        if scans > MOST_SCANS:
            raise DamagedPicture(f"the picture has more than {MOST_SCANS} scans")
    if not scans:
        raise DamagedPicture("the picture has no scan")
    return BareJpeg(b"".join(kept), exif)


def _segments(data: bytes) -> Iterator[tuple[int, int, int]]:
    """Marker, start and end of each segment up to the end of the image.

    Segments are stepped over by their length, so thumbnails inside them and what is appended do not count.
    """
    position = 2
    while (match := _MARKER.search(data, position)) is not None:
        start, marker = match.start(), data[match.start() + 1]
        if marker == _END or len(data) < start + 4:
            return
        position = start + 2
        if marker != _STANDALONE:
            position += max(2, int.from_bytes(data[start + 2 : start + 4], "big"))
        yield marker, start, position
