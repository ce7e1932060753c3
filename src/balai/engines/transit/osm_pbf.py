"""The framing of OpenStreetMap's PBF files: blocks of nodes and ways, unpacked one at a time and never beyond the limits.

Source: the format's description at wiki.openstreetmap.org/wiki/PBF_Format, and its fileformat.proto and osmformat.proto.
We read it ourselves because what a hostile file may cost is then ours to say: one block is in memory at a time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from balai.engines.transit.errors import StreetsRefused

MOST_HEADER = 64 << 10
MOST_BLOCK = 32 << 20
"""Both are the format's own limits."""
MOST_STRINGS = 2_000_000
KNOWN_FEATURES = frozenset({b"OsmSchema-V0.6", b"DenseNodes"})
VARINT, FIXED64, BYTES, FIXED32 = 0, 1, 2, 5


@dataclass(frozen=True, slots=True)
class PbfLimits:
    """What a file of streets may cost; beyond a limit it is refused, not cut."""

    file_bytes: int = 2 << 30
    unpacked_bytes: int = 8 << 30
    nodes: int = 20_000_000
    """Nodes in the rectangle that is read."""
    segments: int = 20_000_000
    """Straight pieces of streets in the rectangle."""


@dataclass(frozen=True, slots=True)
class Block:
    """A block of nodes and ways. Degrees are 1e-9 × (offset + granularity × number)."""

    strings: list[bytes]
    groups: list[bytes]
    granularity: int
    latitude_offset: int
    longitude_offset: int


def read_blocks(path: Path, limits: PbfLimits) -> Iterator[Block]:
    """The blocks of a file, one after another.

    Raises:
        StreetsRefused: it is no such file, is broken, is larger than allowed, or needs what we do not know.
    """
    try:
        size = path.stat().st_size
        if size > limits.file_bytes:
            raise StreetsRefused(f"{path.name} is larger than {limits.file_bytes:,} bytes")
        with path.open("rb") as stream:
            left, first = limits.unpacked_bytes, True
            for kind, content in _blobs(stream):
                left -= len(content)
                if left < 0:
                    raise StreetsRefused(f"{path.name} unpacks to more than {limits.unpacked_bytes:,} bytes")
                if first and kind != b"OSMHeader":
                    raise StreetsRefused(f"{path.name} does not begin as a file of OpenStreetMap does")
                if kind == b"OSMHeader":
                    _refuse_unknown(content)
                elif kind == b"OSMData":
                    yield _block(content)
                first = False
    except OSError as error:
        raise StreetsRefused(f"{path.name} cannot be read: {error.strerror}") from error
    if first:
        raise StreetsRefused(f"{path.name} is empty")


def _blobs(stream: BinaryIO) -> Iterator[tuple[bytes, bytes]]:
    while length := stream.read(4):
        header = _exactly(stream, int.from_bytes(length, "big") if len(length) == 4 else 0, MOST_HEADER)
        kind, size = b"", 0
        for number, value in fields(header):
            if number == 1 and isinstance(value, bytes):
                kind = value
            elif number == 3 and isinstance(value, int):
                size = value
        yield kind, _unpacked(_exactly(stream, size, MOST_BLOCK))


def _exactly(stream: BinaryIO, size: int, most: int) -> bytes:
    if not 0 < size <= most:
        raise StreetsRefused("a block is empty or larger than the format allows; this is no file of OpenStreetMap")
    content = stream.read(size)
    if len(content) < size:
        raise StreetsRefused("the file ends in the middle of a block")
    return content


def _unpacked(blob: bytes) -> bytes:
    size = 0
    plain: bytes | None = None
    packed: bytes | None = None
    for number, value in fields(blob):
        if number == 1 and isinstance(value, bytes):
            plain = value
        elif number == 2 and isinstance(value, int):
            size = value
        elif number == 3 and isinstance(value, bytes):
            packed = value
    if plain is not None:
        return plain
    if packed is None:
        raise StreetsRefused("a block is packed in a way that is not known; only zlib is")
    if size > MOST_BLOCK:
        raise StreetsRefused("a block is larger than the format allows")
    try:
        content = zlib.decompressobj().decompress(packed, size + 1)
    except zlib.error as error:
        raise StreetsRefused(f"a block cannot be unpacked: {error}") from error
    if len(content) != size:
        raise StreetsRefused("a block does not unpack to the size it says")
    return content


def _refuse_unknown(header: bytes) -> None:
    needed = {value for number, value in fields(header) if number == 4 and isinstance(value, bytes)}
    if unknown := needed - KNOWN_FEATURES:
        named = ", ".join(sorted(ascii(one)[2:-1] for one in unknown))
        raise StreetsRefused(f"the file needs what is not known here: {named}")


def _block(content: bytes) -> Block:
    strings: list[bytes] = []
    groups: list[bytes] = []
    numbers = {17: 100, 19: 0, 20: 0}
    for number, value in fields(content):
        if isinstance(value, int):
            if number in numbers:
                numbers[number] = value - (1 << 64) if value >> 63 else value
        elif number == 1:
            for inner, text in fields(value):
                if inner == 1 and isinstance(text, bytes):
                    strings.append(text)
                if len(strings) > MOST_STRINGS:
                    raise StreetsRefused(f"a block has more than {MOST_STRINGS:,} strings")
        elif number == 2:
            groups.append(value)
    return Block(strings, groups, numbers[17], numbers[19], numbers[20])


def fields(message: bytes) -> Iterator[tuple[int, int | bytes]]:
    """The fields of a protobuf message: number, and value as an integer or as bytes.

    Raises:
        StreetsRefused: these bytes are no message.
    """
    at, end = 0, len(message)
    while at < end:
        key, at = varint(message, at)
        kind = key & 7
        if kind == VARINT:
            value, at = varint(message, at)
            yield key >> 3, value
            continue
        if kind == BYTES:
            length, at = varint(message, at)
        elif kind in {FIXED64, FIXED32}:
            length = 8 if kind == FIXED64 else 4
        else:
            raise StreetsRefused("a block holds what no message may hold")
        if length > end - at:
            raise StreetsRefused("a block ends in the middle of a field")
        yield key >> 3, message[at : at + length]
        at += length


def varint(message: bytes, at: int) -> tuple[int, int]:
    """The number that begins at a place, and the place after it.

    Raises:
        StreetsRefused: the message ends inside the number, or it is longer than 64 bits.
    """
    value = 0
    for shift in range(0, 70, 7):
        if at >= len(message):
            break
        byte = message[at]
        value |= (byte & 127) << shift
        at += 1
        if byte < 128:
            return value & (1 << 64) - 1, at
    raise StreetsRefused("a block holds a number that does not end")
