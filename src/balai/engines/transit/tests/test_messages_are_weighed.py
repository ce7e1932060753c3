"""A message that would take very much memory is refused before it is parsed; honest ones of any size are not."""

from __future__ import annotations

import pytest
from google.transit import gtfs_realtime_pb2
from hypothesis import given
from hypothesis import strategies as some

from balai.engines.transit.errors import NotRealtime
from balai.engines.transit.telling import LIGHT, MOST_PARTS, facts_of
from balai.engines.transit.weighing import check_parts

HEADER = b"\x0a\x05\x0a\x032.0"


def within(number: int, content: bytes) -> bytes:
    """A field that holds a message."""
    length, size = len(content), b""
    while length > 0x7F:
        size, length = size + bytes([length & 0x7F | 0x80]), length >> 7
    return bytes([number << 3 | 2]) + size + bytes([length]) + content


@pytest.mark.parametrize(
    "bomb",
    [
        within(2, b"") * (MOST_PARTS + 1),  # trips, notices and vehicles
        within(2, within(3, within(2, b"") * (MOST_PARTS + 1))),  # stops of a trip
        within(2, within(5, within(10, within(1, b"") * (MOST_PARTS + 1)))),  # languages of a sentence
    ],
    ids=["entities", "stops", "sentences"],
)
def test_many_empty_parts_are_refused(bomb: bytes) -> None:
    assert len(bomb) > LIGHT
    with pytest.raises(NotRealtime, match="more than"):
        facts_of(HEADER + bomb)


def test_a_large_honest_message_is_read() -> None:
    message = gtfs_realtime_pb2.FeedMessage()
    message.header.gtfs_realtime_version = "2.0"
    update = message.entity.add(id="1").trip_update
    update.trip.trip_id = "t"
    for number in range(20):
        update.stop_time_update.add(stop_id=f"stop-{number}").arrival.delay = 60
    content = message.SerializeToString()
    many = HEADER + content[len(HEADER) :] * (2 * LIGHT // len(content))
    assert len(many) > LIGHT
    assert facts_of(many).trip_updates > 1000


def test_each_part_counts_once() -> None:
    message = HEADER + within(2, b"\x0a\x01a" + within(3, within(1, b"\x0a\x01t") + within(2, b"") * 3)) * 2
    parts = gtfs_realtime_pb2.FeedMessage.FromString(message)
    assert [len(one.trip_update.stop_time_update) for one in parts.entity] == [3, 3]
    check_parts(message, most=12)
    with pytest.raises(NotRealtime):
        check_parts(message, most=7)


@given(some.binary(max_size=200) | some.binary(max_size=60).map(lambda content: HEADER + within(2, within(3, content))))
def test_any_bytes_are_counted_or_refused(content: bytes) -> None:
    refused = False
    try:
        check_parts(content, most=50)
    except NotRealtime:
        refused = True
    assert refused or len(content) < 1_000
