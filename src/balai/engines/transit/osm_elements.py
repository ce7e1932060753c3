"""Nodes and ways out of a block of OpenStreetMap: where nodes are, and the ways that people may walk along.

Who may walk where follows the tags' meaning at wiki.openstreetmap.org/wiki/OSM_tags_for_routing/Access_restrictions:
all highways but motorways, cycleways and bridleways, unless `foot`, `access` or `motorroad` say otherwise. One-way
streets are walked both ways.
"""

from __future__ import annotations

import numpy as np

from balai.engines.transit.compiled import Bools, Bytes, Longs, compiled
from balai.engines.transit.errors import StreetsRefused
from balai.engines.transit.osm_pbf import Block, fields, varint

BREAK = -(1 << 63)
"""Between the nodes of one way and those of the next."""
HIGHWAY, FOOT, ACCESS, MOTORROAD, STRUCTURE, BARRIER = range(1, 7)
WALKED, ON_PERMISSION, STANDING, ALLOWED, DENIED = range(1, 6)
KEYS = {
    b"highway": HIGHWAY, b"foot": FOOT, b"access": ACCESS, b"motorroad": MOTORROAD, b"railway": STRUCTURE,
    b"public_transport": STRUCTURE, b"man_made": STRUCTURE, b"barrier": BARRIER,
}  # fmt: skip
VALUES = {
    **dict.fromkeys(
        (
            b"residential", b"living_street", b"service", b"unclassified", b"road", b"track", b"path", b"footway",
            b"pedestrian", b"steps", b"corridor", b"tertiary", b"tertiary_link", b"secondary", b"secondary_link",
            b"primary", b"primary_link", b"trunk", b"trunk_link",
        ),
        WALKED,
    ),
    **dict.fromkeys((b"motorway", b"motorway_link", b"cycleway", b"bridleway"), ON_PERMISSION),
    **dict.fromkeys((b"platform", b"pier"), STANDING),
    **dict.fromkeys(
        (b"yes", b"designated", b"permissive", b"public", b"official", b"destination", b"customers"), ALLOWED
    ),
    **dict.fromkeys((b"no", b"private", b"use_sidepath", b"military"), DENIED),
}  # fmt: skip
MOST_NUMBERS = 4_000_000
TOO_MANY = f"a block holds more than {MOST_NUMBERS:,} nodes or tags; usual are some thousands"
NODE, DENSE, WAYS = 1, 2, 3


def nodes_of(block: Block) -> tuple[Longs, Longs, Longs, Bools]:
    """The nodes of a block: ids, latitudes and longitudes in 1e-9 degrees, and whether nobody may pass.

    Raises:
        StreetsRefused: the block is broken.
    """
    keys, values = _codes(block)
    members = _members(block)
    parts = [_dense(value, keys, values) for number, value in members if number == DENSE]
    single = [_single(value, keys, values) for number, value in members if number == NODE]
    if single:
        ids, latitudes, longitudes = np.array([one[:3] for one in single], np.uint64).view(np.int64).T
        parts.append((ids, latitudes, longitudes, np.array([one[3] for one in single], np.bool_)))
    if not parts:
        none = np.zeros(0, np.int64)
        return none, none, none, np.zeros(0, np.bool_)
    number, latitude, longitude, shut = (np.concatenate(column) for column in zip(*parts, strict=True))
    return (
        number,
        latitude * block.granularity + block.latitude_offset,
        longitude * block.granularity + block.longitude_offset,
        shut,
    )


def walked_ways(block: Block) -> Longs:
    """The node ids of each way that people may walk along, with `BREAK` after each way.

    Raises:
        StreetsRefused: the block is broken.
    """
    keys, values = _codes(block)
    parts = []
    for group in block.groups:
        refs = np.empty(len(group), np.int64)
        count = _ways(np.frombuffer(group, np.uint8), keys, values, refs)
        if count < 0:
            raise StreetsRefused("a block of ways is broken")
        if count > MOST_NUMBERS:
            raise StreetsRefused(TOO_MANY)
        parts.append(refs[:count].copy())
    return np.concatenate(parts) if parts else np.zeros(0, np.int64)


def _codes(block: Block) -> tuple[Bytes, Bytes]:
    """What each string of the block means as a key and as a value."""
    keys = np.array([KEYS.get(text, 0) for text in block.strings], np.uint8)
    values = np.array([VALUES.get(text, 0) for text in block.strings], np.uint8)
    return keys, values


def _members(block: Block) -> list[tuple[int, bytes]]:
    """Groups hold one kind of element; those of ways are not taken apart here."""
    found: list[tuple[int, bytes]] = []
    for group in block.groups:
        if group and varint(group, 0)[0] >> 3 in {NODE, DENSE}:
            found.extend((number, value) for number, value in fields(group) if isinstance(value, bytes))
    return found


def _packed(value: bytes) -> Longs:
    data = np.frombuffer(value, np.uint8)
    if len(data) and data[-1] >= 128:
        raise StreetsRefused("a block of nodes is broken")
    if np.count_nonzero(data < 128) > MOST_NUMBERS:
        raise StreetsRefused(TOO_MANY)
    return _numbers(data)


def _signed(value: bytes) -> Longs:
    """The running sum of signed numbers: the format writes how much each differs from the one before."""
    numbers = _packed(value)
    steps = (numbers >> 1) & np.int64((1 << 63) - 1) ^ -(numbers & 1)
    return np.cumsum(steps)


def _dense(message: bytes, keys: Bytes, values: Bytes) -> tuple[Longs, Longs, Longs, Bools]:
    columns = {1: np.zeros(0, np.int64), 8: np.zeros(0, np.int64), 9: np.zeros(0, np.int64)}
    tags = np.zeros(0, np.int64)
    for number, value in fields(message):
        if isinstance(value, bytes):
            if number in columns:
                columns[number] = _signed(value)
            elif number == 10:
                tags = _packed(value)
    ids, latitudes, longitudes = columns.values()
    if not len(ids) == len(latitudes) == len(longitudes):
        raise StreetsRefused("a block has more nodes than places, or fewer")
    return ids, latitudes, longitudes, _blocked(tags, len(ids), keys, values)


def _single(message: bytes, keys: Bytes, values: Bytes) -> tuple[int, int, int, bool]:
    numbers = {1: 0, 8: 0, 9: 0}
    tags = {2: np.zeros(0, np.int64), 3: np.zeros(0, np.int64)}
    for number, value in fields(message):
        if number in numbers and isinstance(value, int):
            numbers[number] = (value >> 1) ^ (-(value & 1) & (1 << 64) - 1)
        elif number in tags and isinstance(value, bytes):
            tags[number] = _packed(value)
    pairs = min(len(tags[2]), len(tags[3]))
    mixed = np.stack([tags[2][:pairs], tags[3][:pairs]], axis=1).ravel()
    return numbers[1], numbers[8], numbers[9], bool(_blocked(mixed, 1, keys, values)[0])


@compiled
def _number(data: Bytes, at: int, end: int) -> tuple[int, int]:
    """A variable-length number and the place after it, which is -1 when it does not end."""
    value, shift = 0, 0
    while at < end and shift < 70:
        byte = int(data[at] & 255)
        at += 1
        if shift < 64:
            value |= (byte & 127) << shift
        if byte < 128:
            return value, at
        shift += 7
    return value, -1


@compiled
def _zigzag(value: int) -> int:
    return ((value >> 1) & 0x7FFFFFFFFFFFFFFF) ^ -(value & 1)


@compiled
def _numbers(data: Bytes) -> Longs:
    """All numbers of a packed field whose last byte ends one."""
    count = 0
    for byte in data:
        count += byte < 128
    numbers = np.zeros(count, np.int64)
    at, found = 0, 0
    while 0 <= at < len(data):
        value, at = _number(data, at, len(data))
        if found < count:
            numbers[found] = value
        found += 1
    return numbers


@compiled
def _may_pass(usually: int, foot: int, access: int) -> bool:
    if foot in (ALLOWED, DENIED):
        return foot == ALLOWED
    return usually != 0 and access != DENIED


@compiled
def _blocked(tags: Longs, count: int, keys: Bytes, values: Bytes) -> Bools:
    """Which nodes are barriers that nobody may pass. `tags`: key, value, key, value …, and 0 after each node."""
    blocked = np.zeros(count, np.bool_)
    node, at = 0, 0
    barrier, foot, access = False, 0, 0
    while at < len(tags) and node < count:
        if tags[at] == 0 or at + 1 >= len(tags):
            node += 1
            at += 1
            barrier, foot, access = False, 0, 0
            continue
        key, value = tags[at], tags[at + 1]
        at += 2
        if 0 <= key < len(keys) and 0 <= value < len(values):
            barrier = barrier or keys[key] == BARRIER
            foot = values[value] if keys[key] == FOOT else foot
            access = values[value] if keys[key] == ACCESS else access
        blocked[node] = barrier and not _may_pass(1, foot, access)
    return blocked


@compiled
def _walked(data: Bytes, spans: Longs, keys: Bytes, values: Bytes) -> bool:
    """Whether people may walk along a way with these tags."""
    at, place = spans[0, 0], spans[1, 0]
    street, foot, access = 0, 0, 0
    while 0 <= at < spans[0, 1] and 0 <= place < spans[1, 1]:
        key, at = _number(data, at, spans[0, 1])
        text, place = _number(data, place, spans[1, 1])
        if at < 0 or place < 0 or not (0 <= key < len(keys) and 0 <= text < len(values)):
            continue
        name, value = keys[key], values[text]
        if name == HIGHWAY and value in (WALKED, ON_PERMISSION):
            street = value
        elif name in (HIGHWAY, STRUCTURE) and value == STANDING and street == 0:
            street = WALKED
        elif name == FOOT:
            foot = value
        elif name == ACCESS and access == 0:
            access = value
        elif name == MOTORROAD and value == ALLOWED:
            access = DENIED
    return street > 0 and _may_pass(int(street == WALKED), foot, access)


@compiled
def _field(data: Bytes, at: int, end: int) -> tuple[int, int, int]:
    """The key of a field, where its bytes begin, and where the next field does: -1 when it is broken."""
    key, at = _number(data, at, end)
    kind, length = key & 7, 0
    if at < 0 or kind not in (0, 1, 2, 5):
        return key, at, -1
    if kind == 0:
        _, at = _number(data, at, end)
    elif kind == 2:
        length, at = _number(data, at, end)
    else:
        length = 8 if kind == 1 else 4
    return key, at, at + length if at >= 0 and 0 <= length <= end - at else -1


@compiled
def _way(data: Bytes, begin: int, end: int, keys: Bytes, values: Bytes, refs: Longs, found: int) -> int:
    """Write down the nodes of one way if people may walk along it; the new number of nodes, or -1."""
    spans = np.zeros((3, 2), np.int64)
    after = begin
    while after < end:
        key, at, after = _field(data, after, end)
        if after < 0:
            return -1
        row = 0 if key >> 3 == 2 else 1 if key >> 3 == 3 else 2
        if key & 7 == 2 and key >> 3 in (2, 3, 8):
            spans[row, 0], spans[row, 1] = at, after
    if not _walked(data, spans, keys, values):
        return found
    return _refs(data, spans[2, 0], spans[2, 1], refs, found)


@compiled
def _refs(data: Bytes, begin: int, end: int, refs: Longs, found: int) -> int:
    at, node = begin, np.int64(0)
    while at < end:
        step, at = _number(data, at, end)
        if at < 0:
            return -1
        node += _zigzag(step)
        refs[found] = node
        found += 1
    refs[found] = BREAK
    return found + 1


@compiled
def _ways(data: Bytes, keys: Bytes, values: Bytes, refs: Longs) -> int:
    """The nodes of all walked ways of a group; their number, or -1 where the group is broken.

    Each node takes a byte or more of the group, and each way two more: `refs` is never too short.
    """
    after, found = 0, 0
    while after < len(data):
        key, at, after = _field(data, after, len(data))
        if after < 0:
            return -1
        if key & 7 == 2 and key >> 3 == WAYS:
            found = _way(data, at, after, keys, values, refs, found)
            if found < 0:
                return -1
    return found
