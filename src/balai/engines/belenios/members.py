"""The envelope of an archive: a tar file in the style of Unix V7, append-only, without an end mark (4.4).

Ours is read the way it is written, byte for byte: no links, no long names, no owner, no sizes in other notations,
nothing hidden in the padding. Every part's content is hashed while it passes, never held when it is large.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from balai.engines.belenios.errors import Fault, Wrong

BLOCK = 512
HEADER = "BELENIOS"
LARGEST_MEMBER = 2**33 - 1
KEPT = 1_000_000
_CHUNK = 1 << 18
_NAME = re.compile(rb"([0-9a-f]{64})\.(data|event)\.json\Z")
_OCTAL = re.compile(rb"[0-7]{11}\Z")


@dataclass(frozen=True, slots=True)
class Member:
    """One part: its name's hash (none for the header), whether it is an event, where its content lies.

    `content` is there when it is not larger than a million bytes.
    """

    digest: bytes
    is_event: bool
    offset: int
    size: int
    time: int
    content: bytes | None


def tar_header(name: str, size: int, time: int) -> bytes:
    """The 512 bytes before a part's content.

    Raises:
        Wrong: the size or the time does not fit into its eleven octal digits.
    """
    if not 0 <= size <= LARGEST_MEMBER or not 0 <= time <= LARGEST_MEMBER:
        raise Wrong(Fault.SIZE, name)
    head = bytearray(BLOCK)
    head[0 : len(name)] = name.encode()
    head[100:124] = b"0000644\x000000000\x000000000\x00"
    head[124:148] = b"%011o\x00%011o\x00" % (size, time)
    head[148:157] = b"        0"
    head[148:156] = b"%06o\x00 " % sum(head)
    return bytes(head)


def padding(size: int) -> int:
    return -size % BLOCK


def read_members(file: BinaryIO, *, start: int = 0) -> Iterator[Member]:
    """The parts in the order of the file; each has been hashed, and its name is right.

    Raises:
        Wrong: truncated, not of this format, or a content that is not the one its name says; with the byte.
    """
    offset = start
    file.seek(start)
    while head := file.read(BLOCK):
        place = f"byte {offset}"
        name, size, time = _read_header(head, place)
        found = _NAME.match(name)
        if (offset == 0) != (name == HEADER.encode()) or (offset and not found):
            raise Wrong(Fault.ARCHIVE, place, "unknown name")
        digest, content = _hashed(file, size, place)
        if found and found[1].decode() != digest.hex():
            raise Wrong(Fault.HASH, f"{place}, {name.decode()[:12]}…")
        yield Member(
            digest=digest,
            is_event=bool(found) and found[2] == b"event" if found else False,
            offset=offset + BLOCK,
            size=size,
            time=time,
            content=content,
        )
        offset += BLOCK + size + padding(size)
        file.seek(offset)


def _read_header(head: bytes, place: str) -> tuple[bytes, int, int]:
    name = head[:100].rstrip(b"\x00")
    if len(head) < BLOCK:
        raise Wrong(Fault.ARCHIVE, place, "It is cut off.")
    size, time = head[124:135], head[136:147]
    if not _OCTAL.match(size) or not _OCTAL.match(time) or not name.isascii():
        raise Wrong(Fault.ARCHIVE, place, "no size")
    numbers = int(size, 8), int(time, 8)
    if tar_header(name.decode(), *numbers) != head:
        raise Wrong(Fault.ARCHIVE, place, "unusual header")
    return name, *numbers


def _hashed(file: BinaryIO, size: int, place: str) -> tuple[bytes, bytes | None]:
    """The hash of the content that follows, and the content when it is small; the padding is checked."""
    if size <= KEPT:
        whole = file.read(size + padding(size))
        if len(whole) != size + padding(size):
            raise Wrong(Fault.ARCHIVE, place, "It is cut off.")
        if any(whole[size:]):
            raise Wrong(Fault.ARCHIVE, place, "Something is hidden in the padding.")
        content = whole[:size]
        return sha256(content).digest(), content
    digest, left = sha256(), size
    while left:
        chunk = file.read(min(left, _CHUNK))
        if not chunk:
            raise Wrong(Fault.ARCHIVE, place, "It is cut off.")
        digest.update(chunk)
        left -= len(chunk)
    rest = file.read(padding(size))
    if len(rest) != padding(size) or any(rest):
        raise Wrong(Fault.ARCHIVE, place, "It is cut off, or something is hidden in the padding.")
    return digest.digest(), None


def chunks_of(file: BinaryIO, offset: int, size: int) -> Iterator[bytes]:
    """The content at a place, piece by piece."""
    file.seek(offset)
    left = size
    while left and (chunk := file.read(min(left, _CHUNK))):
        left -= len(chunk)
        yield chunk
