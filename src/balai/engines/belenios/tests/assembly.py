"""Archives taken apart into steps and put together again, with hashes and chain of their own."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from balai.engines.belenios.encoding import compact
from balai.engines.belenios.members import padding, read_members, tar_header

TIME = 1_790_000_000
Edit = Callable[[dict[str, Any]], None]
_HOLDERS = {"Setup": ("election", "trustees", "credentials"), "EncryptedTally": ("encrypted_tally",)}


class Step(NamedTuple):
    """An event: its kind, and the texts it stands for, those that others refer to first."""

    kind: str
    parts: tuple[str, ...]

    def with_part(self, at: int, text: str) -> Step:
        return self._replace(parts=(*self.parts[:at], text, *self.parts[at + 1 :]))


def members_of(content: bytes) -> Iterator[Step]:
    """The steps of an archive."""
    texts: list[str] = []
    for member in read_members(io.BytesIO(content)):
        text = (member.content or b"").decode()
        if member.is_event:
            yield Step(json.loads(text)["type"], tuple(texts))
        texts = [] if member.is_event or not member.offset > 512 else [*texts, text]


def packed(steps: Sequence[Step], *, edits: Mapping[int, Edit] | None = None) -> bytes:
    """An archive of these steps. The last part of a step is its payload; names in it are brought up to date."""
    file = io.BytesIO()
    _write(file, "BELENIOS", compact({"version": 1, "timestamp": str(TIME)}))
    parent = ""
    for height, step in enumerate(steps):
        names = [_write(file, ".data.json", text) for text in step.parts[:-1]]
        payload = None
        if step.parts:
            payload = _write(file, ".data.json", _renamed(step, names))
        event: dict[str, Any] = {"parent": parent} if parent else {}
        event |= {"height": height, "type": step.kind} | ({"payload": payload} if payload else {})
        if edits and height in edits:
            edits[height](event)
        parent = _write(file, ".event.json", compact(event))
    return file.getvalue()


def _renamed(step: Step, names: Sequence[str]) -> str:
    """The payload with the hashes of the parts before it, where the step is of a kind that has such."""
    text = step.parts[-1]
    keys = _HOLDERS.get(step.kind, ("payload",))
    if len(names) != len(keys):
        return text
    try:
        content = json.loads(text)
    except ValueError:
        return text
    if compact(content) != text or not isinstance(content, dict):
        return text
    for key, name in zip(keys, names, strict=True):
        # A hash that a change left alone points to the part; one that was changed stays as it is.
        if isinstance(content.get(key), str) and len(content[key]) == 64:
            content[key] = name
    return compact(content)


def _write(file: io.BytesIO, suffix: str, text: str) -> str:
    content = text.encode()
    name = sha256(content).hexdigest()
    full = suffix if suffix == "BELENIOS" else name + suffix
    file.write(tar_header(full, len(content), TIME) + content + bytes(padding(len(content))))
    return name


def assembled(content: bytes) -> list[int]:
    """Where each part's header begins."""
    return [member.offset - 512 for member in read_members(io.BytesIO(content))]
