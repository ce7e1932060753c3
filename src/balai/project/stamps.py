"""What was done already, and from what: a step is repeated only when its ingredients changed."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable
from pathlib import Path

from balai.base.postgres.place import write_private


class Stamps:
    """Fingerprints of finished steps, in `stamps.json` of the home."""

    def __init__(self, home: Path) -> None:
        self._path = home / "stamps.json"
        try:
            self._known: dict[str, str] = json.loads(self._path.read_text())
        except (FileNotFoundError, ValueError):
            self._known = {}

    def has(self, step: str, fingerprint: str) -> bool:
        return self._known.get(step) == fingerprint

    def put(self, step: str, fingerprint: str) -> None:
        self._known[step] = fingerprint
        write_private(self._path, json.dumps(self._known, indent=1))


def fingerprint_of(paths: Iterable[Path], *facts: object) -> str:
    """A hash over names, sizes and times of files, and over other facts."""
    digest = hashlib.sha256(repr(facts).encode())
    for path in sorted(set(paths)):
        found = path.stat()
        digest.update(os.fsencode(path) + f"|{found.st_size}|{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def files_below(folder: Path) -> list[Path]:
    """Every file below `folder`."""
    return [path for path in folder.rglob("*") if path.is_file()]
