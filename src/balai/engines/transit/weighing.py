"""How many parts a GTFS-Realtime message has, told before it is parsed: two bytes of it can become a hundred in memory.

Source: Protocol Buffers, "Encoding" (tags, varints, wire types).
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from google.transit import gtfs_realtime_pb2

from balai.engines.transit.errors import NotRealtime

VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES = 0, 1, 2, 5
WIDTHS = {EIGHT_BYTES: 8, FOUR_BYTES: 4}
LONGEST_VARINT = 10
Inside = dict[int, Any]
"""By number the fields of a kind of message that are counted: what is inside each, None where nothing of it is counted."""


def check_parts(content: bytes, *, most: int) -> None:
    """Refuse a message with more than `most` parts that may repeat, such as trips, stops and sentences.

    Raises:
        NotRealtime: it has more, or the bytes are no message.
    """
    left = most
    open_parts: list[tuple[int, int, Inside]] = [(0, len(content), _inside(gtfs_realtime_pb2.FeedMessage.DESCRIPTOR))]
    while open_parts:
        at, end, inside = open_parts.pop()
        while at < end:
            tag, at = _varint(content, at, end)
            kind = tag & 7
            if kind == VARINT:
                _, at = _varint(content, at, end)
                continue
            length = WIDTHS.get(kind, -1)
            if kind == LENGTH:
                length, at = _varint(content, at, end)
            if length < 0 or length > end - at:
                raise NotRealtime("the bytes are no GTFS-Realtime message")
            if kind == LENGTH and tag >> 3 in inside:
                left -= 1
                if left < 0:
                    raise NotRealtime(f"the message has more than {most:,} parts")
                if within := inside[tag >> 3]:
                    open_parts.append((at, at + length, within))
            at += length


def _varint(content: bytes, at: int, end: int) -> tuple[int, int]:
    value = shift = 0
    for place in range(at, min(end, at + LONGEST_VARINT)):
        byte = content[place]
        value |= (byte & 0x7F) << shift
        if byte < 0x80:
            return value, place + 1
        shift += 7
    raise NotRealtime("the bytes are no GTFS-Realtime message")


@lru_cache(maxsize=64)
def _inside(message: Any) -> Inside:
    """What is counted of a kind of message: all that repeats, and whatever holds such parts."""
    found: Inside = {}
    for field in message.fields:
        within = _inside(field.message_type) if field.message_type else {}
        # Protocol Buffers say it in another way since release 6.31.
        repeats = field.is_repeated if hasattr(field, "is_repeated") else field.label == field.LABEL_REPEATED
        if within or repeats:
            found[field.number] = within
    return found
