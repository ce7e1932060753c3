"""The file that `balai backup` writes and `balai restore` reads: a plain tar with a manifest of hashes at its end.

database.dump   what pg_dump writes (custom format, compressed)
files/…         the pictures and other files
secret.key      the installation's own key, when it is not in the settings
manifest.json   version, time, rows of each table, and the SHA-256 of every other member
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from balai.base.failures import Failure

FORMAT = 1
DUMP = "database.dump"
KEY = "secret.key"
FILES = "files/"
MANIFEST = "manifest.json"
CHUNK = 1 << 20


@dataclass(slots=True)
class Manifest:
    """What a back-up says of itself. `rows` counts each table; `roles` names the owner and the app."""

    format: int
    version: str
    made_at: str
    city: str
    roles: dict[str, str]
    rows: dict[str, int]
    hashes: dict[str, str] = field(default_factory=dict)


class Writer:
    """Writes an archive beside its place, closed to others, and moves it there when it is whole."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._part = path.with_name(path.name + ".part")

    def __enter__(self) -> Self:
        descriptor = os.open(self._part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        self._file = os.fdopen(descriptor, "wb")
        self._tar = tarfile.open(fileobj=self._file, mode="w", format=tarfile.PAX_FORMAT)
        self._hashes: dict[str, str] = {}
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._tar.close()
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        if kind is None:
            self._part.replace(self._path)
        else:
            self._part.unlink()

    def add(self, name: str, source: Path) -> None:
        """Add a file under `name`."""
        with source.open("rb") as file:
            self._hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
            file.seek(0)
            member = tarfile.TarInfo(name)
            member.size = os.fstat(file.fileno()).st_size
            member.mode = 0o600
            self._tar.addfile(member, file)

    def finish(self, manifest: Manifest) -> None:
        """Write the manifest, the last member."""
        manifest.hashes = self._hashes
        content = json.dumps(asdict(manifest), indent=1).encode()
        member = tarfile.TarInfo(MANIFEST)
        member.size = len(content)
        member.mode = 0o600
        self._tar.addfile(member, io.BytesIO(content))


def unpack(path: Path, folder: Path, progress: Callable[[int, int], None]) -> Manifest:
    """Unpack an archive into an empty folder of ours and check every hash.

    Raises:
        Failure: it is no back-up of Balai, was made by a newer one, or is damaged.
    """
    found: dict[str, str] = {}
    try:
        with path.open("rb") as file, tarfile.open(fileobj=file, mode="r:") as tar:
            for member in tar:
                found[member.name] = _unpack_member(tar, member, folder)
                progress(file.tell() >> 20, path.stat().st_size >> 20)
        manifest = _read_manifest(folder / MANIFEST)
    except (OSError, tarfile.TarError, KeyError, TypeError, ValueError) as error:
        raise Failure(
            "balai.B002", f"{path} is not a whole back-up of Balai: {error}", "Take another copy of the file."
        ) from error
    del found[MANIFEST]
    for name in sorted(found.keys() | manifest.hashes.keys()):
        if found.get(name) != manifest.hashes.get(name):
            raise Failure("balai.B003", f"{name} in {path} is damaged or missing.", "Take another copy of the file.")
    return manifest


def _unpack_member(tar: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> str:
    """Write one member below `folder`; its hash."""
    inside = member.name in {DUMP, KEY, MANIFEST} or member.name.startswith(FILES)
    target = folder / member.name
    content = tar.extractfile(member) if member.isfile() else None
    if content is None or not inside or ".." in target.parts:
        raise ValueError(f"unexpected member {member.name!r}")
    target.parent.mkdir(parents=True, exist_ok=True)
    with content, os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as written:
        return _copy_and_hash(content, written)


def _copy_and_hash(source: IO[bytes], target: IO[bytes]) -> str:
    digest = hashlib.sha256()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
        target.write(chunk)
    return digest.hexdigest()


def _read_manifest(path: Path) -> Manifest:
    manifest = Manifest(**json.loads(path.read_text()))
    if manifest.format != FORMAT:
        raise Failure(
            "balai.B004",
            f"The back-up has format {manifest.format}; this Balai reads format {FORMAT}.",
            "Restore with the Balai that made it, or a newer one.",
        )
    return manifest
