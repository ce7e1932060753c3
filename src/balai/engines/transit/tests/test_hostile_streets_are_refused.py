"""Files of streets that are broken or hostile are refused with a sentence, and cost little."""

from __future__ import annotations

import tracemalloc
import zlib
from pathlib import Path

import numpy as np
import pytest

from balai.engines.transit.errors import StreetsRefused
from balai.engines.transit.osm_pbf import PbfLimits
from balai.engines.transit.streets import Streets, read_streets
from balai.engines.transit.tests.test_streets_are_walked import NORTH_BANK, SOUTH_BANK, STREET, write_streets

pytestmark = pytest.mark.hypothesis
HUGE = 1 << 40


def number(value: int) -> bytes:
    found = bytearray()
    while value >= 128:
        found.append(value & 127 | 128)
        value >>= 7
    return bytes([*found, value])


def field(key: int, value: int | bytes) -> bytes:
    if isinstance(value, int):
        return number(key << 3) + number(value)
    return number(key << 3 | 2) + number(len(value)) + value


def blob(kind: bytes, content: bytes, *, size: int | None = None, packed: bytes | None = None) -> bytes:
    squeezed = zlib.compress(content) if packed is None else packed
    body = field(2, len(content) if size is None else size) + field(3, squeezed)
    header = field(1, kind) + field(3, len(body))
    return len(header).to_bytes(4, "big") + header + body


HEADER = blob(b"OSMHeader", field(4, b"OsmSchema-V0.6") + field(4, b"DenseNodes"))
STRINGS = field(1, field(1, b"") + field(1, b"highway") + field(1, b"residential"))


def data(*parts: bytes) -> bytes:
    return blob(b"OSMData", b"".join([STRINGS, *(field(2, part) for part in parts)]))


def signed(*values: int) -> bytes:
    return b"".join(number((value << 1) ^ (value >> 63) & (1 << 64) - 1) for value in values)


def nodes(count: int) -> bytes:
    """As many nodes, all at (0, 0): one byte each for id, latitude and longitude."""
    return field(2, field(1, signed(*[1] * count)) + field(8, signed(*[0] * count)) + field(9, signed(*[0] * count)))


def way(*refs: int) -> bytes:
    return field(3, field(1, 1) + field(2, b"\x01") + field(3, b"\x02") + field(8, signed(*refs)))


def read(folder: Path, content: bytes, limits: PbfLimits | None = None) -> Streets:
    path = folder / "streets.osm.pbf"
    path.write_bytes(content)
    return read_streets(path, np.zeros(1), np.zeros(1), limits)


def test_what_is_written_here_by_hand_is_sound(tmp_path: Path) -> None:
    spread = field(2, field(1, signed(1, 1)) + field(8, signed(0, 0)) + field(9, signed(0, 150_000)))
    assert read(tmp_path, HEADER + data(spread) + data(way(1, 1))).lengths.tolist() == [166793, 166793]
    assert read(tmp_path, HEADER + data(way(1, 1)) + data(spread)).lengths.tolist() == [166793, 166793]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"PK\x03\x04 this is a zip", "no file of OpenStreetMap"),
        (b"\xff\xff\xff\xff", "no file of OpenStreetMap"),
        (b"\x00\x00", "no file of OpenStreetMap"),
        (HEADER[:-3], "middle of a block"),
        (data(nodes(2)), "does not begin"),
        (HEADER + b"\x00\x00\x00\x05\x0a", "middle of a block"),
        (HEADER + (7).to_bytes(4, "big") + field(3, HUGE), "larger than the format allows"),
        (HEADER + blob(b"OSMData", b"", size=HUGE), "larger than the format allows"),
        (HEADER + blob(b"OSMData", b"\0" * 50_000_000, size=1000), "does not unpack"),
        (HEADER + blob(b"OSMData", b"\0" * 1000, size=2000), "does not unpack"),
        (HEADER + blob(b"OSMData", b"", size=3, packed=b"abc"), "cannot be unpacked"),
        (blob(b"OSMHeader", field(4, b"HistoricalInformation")), "HistoricalInformation"),
        (HEADER + blob(b"OSMData", b"\x0b"), "no message may hold"),
        (HEADER + blob(b"OSMData", b"\x0a\x7f"), "middle of a field"),
        (HEADER + blob(b"OSMData", b"\xff" * 20), "does not end"),
        (HEADER + data(field(2, field(1, b"\x80"))), "broken"),
        (HEADER + data(field(2, field(1, signed(1, 1)))), "more nodes than places"),
        (HEADER + data(nodes(2)) + data(field(3, b"\x42\x7f\x02")), "broken"),
        (HEADER + data(nodes(2)) + data(field(3, b"\x12\x01\x01\x1a\x01\x02\x42\x01\x80")), "broken"),
    ],
)
def test_broken_files_are_refused(tmp_path: Path, content: bytes, says: str) -> None:
    with pytest.raises(StreetsRefused, match=says):
        read(tmp_path, content)


def test_files_that_cost_too_much_are_refused(tmp_path: Path) -> None:
    content = HEADER + data(nodes(1000)) + data(way(*[1] * 1000))
    assert len(read(tmp_path, content).lengths) == 0
    for limits in (
        PbfLimits(file_bytes=100),
        PbfLimits(unpacked_bytes=2000),
        PbfLimits(nodes=999),
        PbfLimits(segments=998),
    ):
        with pytest.raises(StreetsRefused, match=r"more than|larger than"):
            read(tmp_path, content, limits)
    with pytest.raises(StreetsRefused, match="cannot be read"):
        read_streets(tmp_path / "nowhere", np.zeros(1), np.zeros(1))


def test_a_block_of_ten_million_nodes_takes_little_memory(tmp_path: Path) -> None:
    ten_million = b"\x02" * 10_000_000
    crowd = field(2, field(1, ten_million) + field(8, ten_million) + field(9, ten_million))
    for part in (crowd, field(3, field(1, 1) + field(2, b"\x01") + field(3, b"\x02") + field(8, ten_million))):
        content = HEADER + data(nodes(2)) + data(part)
        assert len(content) < 100_000
        tracemalloc.start()
        try:
            with pytest.raises(StreetsRefused, match="more than 4,000,000"):
                read(tmp_path, content)
            assert tracemalloc.get_traced_memory()[1] < 300_000_000
        finally:
            tracemalloc.stop()


def test_damaged_files_are_read_or_refused(tmp_path: Path, effort: int) -> None:
    ways = [(NORTH_BANK, STREET), (SOUTH_BANK, STREET)]
    whole = write_streets(tmp_path / "whole.osm.pbf", ways, options=",pbf_compression=none").read_bytes()
    chance = np.random.default_rng(4)
    refused = 0
    for _ in range(300 * effort):
        harmed = np.frombuffer(whole, np.uint8).copy()
        harmed[chance.integers(0, len(harmed), chance.integers(1, 4))] = chance.integers(0, 256)
        try:
            read(tmp_path, harmed.tobytes()[: chance.integers(len(harmed) // 2, 2 * len(harmed))])
        except StreetsRefused:
            refused += 1
    assert 0 < refused < 300 * effort
