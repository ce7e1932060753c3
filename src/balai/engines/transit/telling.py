"""GTFS-Realtime messages: written, told apart, and put together. Source: GTFS Realtime reference 2.0.

Messages that follow one another byte by byte are one message with the entities of all (Protocol Buffers, "Last One
Wins": repeated fields are appended), so several sources need no merging.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from google.protobuf.json_format import MessageToDict
from google.protobuf.message import DecodeError
from google.transit import gtfs_realtime_pb2

from balai.engines.transit.alerts import Alert
from balai.engines.transit.errors import NotRealtime
from balai.engines.transit.weighing import check_parts

VERSION = "2.0"
LARGEST = 64 << 20
LIGHT = 1 << 20
"""Octets that may be parsed whatever they hold: they take fifty times as many at most."""
MOST_PARTS = 600_000
"""Of one source's message: with them it takes some 150 MB while it is read."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a message holds: when it was made (seconds since 1970, 0 where it does not say), and how much of each kind."""

    made: int
    trip_updates: int
    alerts: int


def parse(content: bytes) -> Any:
    """The message.

    Raises:
        NotRealtime: it is no such message, or larger than 64 MiB.
    """
    if len(content) > LARGEST:
        raise NotRealtime(f"the message is larger than {LARGEST:,} bytes")
    message = gtfs_realtime_pb2.FeedMessage()
    try:
        message.ParseFromString(content)
    except DecodeError as error:
        raise NotRealtime("the bytes are no GTFS-Realtime message") from error
    return message


def facts_of(content: bytes) -> Facts:
    """What a message of one source holds.

    Raises:
        NotRealtime: as `parse`; or it has no header, as an empty answer; or it would take very much memory.
    """
    if len(content) > LIGHT:
        check_parts(content, most=MOST_PARTS)
    message = parse(content)
    if not message.header.gtfs_realtime_version:
        raise NotRealtime("the message has no header")
    kinds = [sum(entity.HasField(kind) for entity in message.entity) for kind in ("trip_update", "alert")]
    return Facts(int(message.header.timestamp), *kinds)


def write_alerts(alerts: Iterable[Alert]) -> bytes:
    """A message of these alerts."""
    message = gtfs_realtime_pb2.FeedMessage()
    message.header.gtfs_realtime_version = VERSION
    for one in alerts:
        entity = message.entity.add(id=one.id)
        for begin, end in one.periods:
            entity.alert.active_period.add(start=begin, end=end)
        for concern in one.concerns:
            chosen = entity.alert.informed_entity.add()
            for name in ("agency_id", "route_id", "stop_id"):
                if value := getattr(concern, name):
                    setattr(chosen, name, value)
            if concern.trip_id:
                chosen.trip.trip_id = concern.trip_id
        for target, texts in ((entity.alert.header_text, one.header), (entity.alert.description_text, one.description)):
            for language, text in texts.items():
                target.translation.add(text=text, language=language)
    return bytes(message.SerializeToString())


def part_of(content: bytes, kind: str, *, at: int, until: int | None = None) -> Any:
    """The entities of one kind, `alert` or `trip_update`, as a message of its own, made at a second since 1970.

    With `until`, alerts that were over before that second are left out. Bytes that are no message count as empty.
    """
    try:
        read = parse(content)
    except NotRealtime:
        read = gtfs_realtime_pb2.FeedMessage()
    message = gtfs_realtime_pb2.FeedMessage()
    message.header.gtfs_realtime_version = VERSION
    message.header.timestamp = at
    for entity in read.entity:
        if entity.HasField(kind) and not (until is not None and kind == "alert" and _is_over(entity.alert, until)):
            message.entity.add().CopyFrom(entity)
    return message


def only(content: bytes, kinds: Collection[str]) -> bytes:
    """The message with the entities of these kinds alone, `alert` or `trip_update`; as it came where it holds no others.

    Raises:
        NotRealtime: as `parse`.
    """
    message = parse(content)
    wanted = [entity for entity in message.entity if any(entity.HasField(kind) for kind in kinds)]
    if len(wanted) == len(message.entity):
        return content
    made = gtfs_realtime_pb2.FeedMessage()
    made.header.CopyFrom(message.header)
    made.entity.extend(wanted)
    return bytes(made.SerializeToString())


def _is_over(alert: Any, moment: int) -> bool:
    return bool(alert.active_period) and all(one.end and one.end <= moment for one in alert.active_period)


def as_json(message: Any) -> dict[str, Any]:
    """A message as JSON, with the names of the reference."""
    found: dict[str, Any] = MessageToDict(message, preserving_proto_field_name=True)
    return found
