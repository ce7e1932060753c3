"""A file as bounded lines of text: its encoding is found out and said, and no line can fill the memory."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LONGEST_LINE = 1_000_000
"""Bytes, or characters where a character has two bytes or more."""
CHUNK = 1 << 20
MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""Byte-order marks, the longer ones before those that they begin with."""
UTF_8 = ("utf-8", "utf-8-sig")
WESTERN = "windows-1252"


@dataclass(frozen=True, slots=True)
class FileFacts:
    """What one look over a whole file tells. `mixed`: some lines are UTF-8 and others are not."""

    encoding: str
    size: int
    sha256: str
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its end. `text` is None where it could not be read; `fault` then says why."""

    number: int
    text: str | None
    end: int
    fault: str = ""


def look_over(path: Path, *, encoding: str = "") -> FileFacts:
    """Read a file once: its size, its hash, and its encoding unless the caller knows it.

    Raises:
        OSError: it cannot be read.
    """
    digest, size = hashlib.sha256(), 0
    accented = broken = 0
    with path.open("rb") as file:
        start = file.read(4)
        marked = next((name for mark, name in MARKS if start.startswith(mark)), "")
        file.seek(0)
        while piece := file.readline(CHUNK):
            digest.update(piece)
            size += len(piece)
            if not encoding and not marked and not piece.isascii():
                good = is_utf_8(piece)
                accented, broken = accented + good, broken + (not good)
    found = encoding or marked or ("utf-8" if accented or not broken else WESTERN)
    return FileFacts(found, size, digest.hexdigest(), mixed=bool(accented and broken))


def is_utf_8(piece: bytes) -> bool:
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return True


def lines_of(path: Path, encoding: str) -> Iterator[Line]:
    """The lines of a file, numbered from 1, each at most LONGEST_LINE long; `end` is where the next begins, in bytes.

    A line that is too long or not in the file's encoding comes without its text.

    Raises:
        OSError: the file cannot be read.
        LookupError: no such encoding.
    """
    wide = codecs.lookup(encoding).name.startswith(("utf-16", "utf-32"))
    return _wide_lines(path, encoding) if wide else _byte_lines(path, encoding)


def _byte_lines(path: Path, encoding: str) -> Iterator[Line]:
    with path.open("rb") as file:
        number = 0
        while raw := file.readline(LONGEST_LINE + 1):
            number += 1
            if len(raw) > LONGEST_LINE and not raw.endswith(b"\n"):
                while raw and not raw.endswith(b"\n"):
                    raw = file.readline(CHUNK)
                yield Line(number, None, file.tell(), "too_long")
                continue
            try:
                text = raw.decode("utf-8" if encoding == "utf-8-sig" and number > 1 else encoding)
            except UnicodeDecodeError:
                yield Line(number, None, file.tell(), "encoding")
                continue
            yield Line(number, text, file.tell())


def _wide_lines(path: Path, encoding: str) -> Iterator[Line]:
    """Encodings in which a line's end is no single byte. What is no text in them becomes U+FFFD, which is refused."""
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        number, end = 0, 0
        while text := file.readline(LONGEST_LINE + 1):
            number += 1
            end += len(text) * 2
            if len(text) > LONGEST_LINE and not text.endswith("\n"):
                while text and not text.endswith("\n"):
                    text = file.readline(CHUNK)
                yield Line(number, None, end, "too_long")
            elif "\ufffd" in text:
                yield Line(number, None, end, "encoding")
            else:
                yield Line(number, text, end)
