"""JSON as the protocol writes and hashes it, and JSON from strangers (specification, 4.1 and 4.15)."""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from hashlib import sha256
from typing import Any

from balai.engines.belenios.errors import Fault, Wrong

LARGEST_TEXT = 4_000_000
DEEPEST = 16
LARGEST_INTEGER = 2**53


def compact(value: object) -> str:
    """JSON without spaces, fields in the order given, letters as they are."""
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def fingerprint(text: str) -> str:
    """Base64 without padding of the SHA-256: names an election, a ballot, a roll (HJSON, 4.15)."""
    return tracker_of_digest(sha256(text.encode()).digest())


def tracker_of_digest(digest: bytes) -> str:
    return base64.b64encode(digest).decode().rstrip("=")


def name_of(content: bytes) -> str:
    """The SHA-256 in hexadecimal: the name of a part in an archive (4.4)."""
    return sha256(content).hexdigest()


def read_json(content: bytes | str, place: str, *, largest: int = LARGEST_TEXT) -> Any:
    """JSON from a stranger: of bounded size and depth, no name twice, no fractions, no number beyond 2^53.

    Raises:
        Wrong: it is anything else.
    """
    if len(content) > largest:
        raise Wrong(Fault.SIZE, place)
    try:
        text = content if isinstance(content, str) else content.decode()
        _check_depth(text, place)
        return json.loads(
            text, object_pairs_hook=_once_each, parse_int=_integer, parse_float=_refuse, parse_constant=_refuse
        )
    except Wrong:
        raise
    except (ValueError, RecursionError) as error:
        raise Wrong(Fault.ENCODING, place, _first_line(error)) from error


def _first_line(error: BaseException) -> str:
    return str(error).split("\n", 1)[0][:120]


def _check_depth(text: str, place: str) -> None:
    """Brackets inside strings count too: nothing of the protocol holds more than a few."""
    brackets = text.encode().translate(None, _NO_BRACKETS)
    depth = 0
    for code in brackets:
        if code in _OPENING:
            depth += 1
            if depth > DEEPEST:
                raise Wrong(Fault.SIZE, place, "nested too deeply")
        else:
            depth -= 1


_OPENING = b"[{"
_NO_BRACKETS = bytes(code for code in range(256) if code not in b"[]{}")


def _once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice in one object")
    return found


def _integer(digits: str) -> int:
    if len(digits) > 16 or abs(number := int(digits)) > LARGEST_INTEGER:
        raise ValueError("a number is too large")
    return number


def _refuse(text: str) -> None:
    raise ValueError(f"{text[:20]} is no whole number")


def fields(value: object, names: Sequence[str], place: str, *, optional: Sequence[str] = ()) -> list[Any]:
    """The values of an object that has all of `names`, perhaps some of `optional` (None when absent), nothing else.

    Raises:
        Wrong: it is no such object.
    """
    if not isinstance(value, dict):
        raise Wrong(Fault.ENCODING, place)
    for name in names:
        if name not in value:
            raise Wrong(Fault.ENCODING, place, f"{name} is missing")
    if unknown := value.keys() - {*names, *optional}:
        raise Wrong(Fault.ENCODING, place, f"{min(unknown)[:40]} is unknown")
    return [value.get(name) for name in (*names, *optional)]


def items(value: object, place: str, *, number: int | None = None, most: int = 10_000) -> list[Any]:
    """The items of a list; so many of them, when `number` is given.

    Raises:
        Wrong: it is no list, or not so long.
    """
    if not isinstance(value, list):
        raise Wrong(Fault.ENCODING, place)
    if len(value) > most or (number is not None and len(value) != number):
        raise Wrong(Fault.CHOICES if number is not None else Fault.SIZE, place)
    return value


def words(value: object, place: str, *, most: int = 20_000) -> str:
    """A text that can be written as UTF-8.

    Raises:
        Wrong: no text, too long, or half a letter.
    """
    if not isinstance(value, str) or any("\ud800" <= letter <= "\udfff" for letter in value):
        raise Wrong(Fault.ENCODING, place)
    if len(value) > most:
        raise Wrong(Fault.SIZE, place)
    return value


def whole(value: object, place: str, *, least: int = 0, most: int = LARGEST_INTEGER) -> int:
    """A whole number in a range; `true` is none.

    Raises:
        Wrong: no whole number, or out of range.
    """
    if not isinstance(value, int) or isinstance(value, bool):
        raise Wrong(Fault.ENCODING, place)
    if not least <= value <= most:
        raise Wrong(Fault.SIZE, place)
    return value
