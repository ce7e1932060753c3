"""Where contents lie on disk: BALAI_HOME/files/ab/cd/<sha256>.jpg and, beside it, <sha256>.small.jpg.

A document lies in the same way at <sha256>.pdf and has nothing beside it.

A content is written once under the name of its digest, whole or not at all, readable by its owner only.
"""

from __future__ import annotations

import errno
import logging
import os
import secrets
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings

from balai.base.files.refusals import NoRoom

logger = logging.getLogger("balai.files")

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""No space on the device; no space left to this user."""
# A content may have been written for a row that is not committed yet: only what is older than this is removed.
SETTLED = timedelta(hours=1)
_SUFFIX, _SMALL, _DOCUMENT, _UNFINISHED = ".jpg", ".small.jpg", ".pdf", ".part"


def root() -> Path:
    """The folder that holds every content."""
    home: Path = settings.CONFIGURATION.home
    return home / "files"


def path_of(sha256: str, *, thumbnail: bool = False, document: bool = False) -> Path:
    """The place of a content."""
    suffix = _DOCUMENT if document else _SMALL if thumbnail else _SUFFIX
    return root() / sha256[:2] / sha256[2:4] / (sha256 + suffix)


def write(sha256: str, *, content: bytes, thumbnail: bytes) -> None:
    """Put a picture and its thumbnail in their place, both or neither, on disk for good when this returns.

    What is there already is only marked as just written, so that nobody removes it meanwhile.

    Raises:
        NoRoom: the disk is full.
    """
    _put([(path_of(sha256, thumbnail=True), thumbnail), (path_of(sha256), content)])


def write_document(sha256: str, *, content: bytes) -> None:
    """Put a document in its place, as `write` does with a picture.

    Raises:
        NoRoom: the disk is full.
    """
    _put([(path_of(sha256, document=True), content)])


def _put(files: Sequence[tuple[Path, bytes]]) -> None:
    place = files[0][0]
    try:
        root().parent.mkdir(parents=True, exist_ok=True)
        for folder in (root(), place.parent.parent, place.parent):
            folder.mkdir(mode=0o700, exist_ok=True)
        _write_whole(files)
        _sync_folder(place.parent)
    except OSError as error:
        if error.errno not in FULL:
            raise
        logger.error("There is no room for files: %s", os.strerror(error.errno))  # noqa: TRY400 (an operator needs no trace)
        raise NoRoom from error


def _write_whole(files: Sequence[tuple[Path, bytes]]) -> None:
    """Everything is written beside its place before anything is moved there: moving needs no room."""
    with ExitStack() as stack:
        written: list[tuple[Path, Path]] = []
        for path, data in files:
            try:
                os.utime(path)
            except FileNotFoundError:
                unfinished = path.with_name(f".{secrets.token_hex(8)}{_UNFINISHED}")
                stack.callback(unfinished.unlink, missing_ok=True)
                _write_one(unfinished, data)
                written.append((unfinished, path))
        for unfinished, path in written:
            unfinished.replace(path)


def _write_one(path: Path, data: bytes) -> None:
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove(sha256: str, *, now: datetime) -> bool:
    """Remove a content unless it was written within the last hour; whether it is gone."""
    places = [path_of(sha256, thumbnail=True), path_of(sha256), path_of(sha256, document=True)]
    if not all(is_settled(place, now=now) for place in places[1:]):
        return False
    for place in places:
        place.unlink(missing_ok=True)
    return True


def is_settled(path: Path, *, now: datetime) -> bool:
    """Whether a file was written more than an hour before `now`, or is not there at all."""
    try:
        return now - datetime.fromtimestamp(path.stat().st_mtime, UTC) > SETTLED
    except FileNotFoundError:
        return True


def settled_contents(*, now: datetime) -> Iterator[str]:
    """The digests of all contents written more than an hour before `now`."""
    for suffix in (_SUFFIX, _DOCUMENT):
        for path in root().glob(f"??/??/*{suffix}"):
            if not path.name.endswith(_SMALL) and is_settled(path, now=now):
                yield path.name.removesuffix(suffix)


def remove_unfinished(*, now: datetime) -> int:
    """Remove what a killed process left half written more than an hour before `now`; how many."""
    left = [path for path in root().glob(f"??/??/.*{_UNFINISHED}") if is_settled(path, now=now)]
    for path in left:
        path.unlink(missing_ok=True)
    return len(left)
