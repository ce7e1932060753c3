"""Take a picture in, and forget it again."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Protocol

from django.db import transaction

from balai.base.audit.actions import record_act
from balai.base.files import storage
from balai.base.files.models import StoredFile
from balai.base.files.refusals import refusal_of
from balai.base.files.tasks import remove_content
from balai.base.jobs import defer
from balai.base.people.models import User
from balai.engines.pictures import CleanPicture, PictureError, PictureLimits, clean_picture

LIMITS = PictureLimits()
# A picture of 50 megapixels needs some 200 MB while it is decoded: one at a time in each process.
_decoder = threading.Lock()


class Upload(Protocol):
    """A file as Django or the standard library gives it."""

    def read(self, size: int, /) -> bytes: ...


def store_picture(*, upload: Upload, by: User | None, now: datetime) -> StoredFile:
    """Clean a picture, keep it, and give its row. One SQL statement; the content is on disk before it.

    Raises:
        PictureRefused: one of its kinds, with a sentence for the person who brought it; NoRoom when the disk is full.
    """
    return keep_picture(read_picture(upload), by=by, now=now)


def keep_picture(picture: CleanPicture, *, by: User | None, now: datetime) -> StoredFile:
    """Keep a clean picture, and give its row.

    Raises:
        NoRoom: the disk is full.
    """
    storage.write(picture.sha256, content=picture.jpeg, thumbnail=picture.thumbnail)
    return StoredFile.objects.create(
        sha256=picture.sha256,
        bytes=len(picture.jpeg),
        width=picture.width,
        height=picture.height,
        perceptual_hash=signed(picture.perceptual_hash),
        stored_by=by,
        created_at=now,
    )


def read_picture(upload: Upload) -> CleanPicture:
    """Clean an uploaded picture without keeping it: for a form that wants to refuse early.

    Raises:
        PictureRefused: one of its kinds.
    """
    data = upload.read(LIMITS.bytes + 1)
    try:
        with one_at_a_time():
            return clean_picture(data, limits=LIMITS)
    except PictureError as error:
        raise refusal_of(error) from error


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Whoever decodes a picture in this process waits for whoever is doing so already."""
    with _decoder:
        yield


def erase_file(*, file: StoredFile, by: User | None, now: datetime) -> None:
    """Forget a file: nobody is served it from now on, and its content leaves the disk unless another row has it.

    Erasing twice is the same as once. `by` is None when a rule of retention erases.
    """
    with transaction.atomic():
        held = StoredFile.objects.select_for_update().get(pk=file.pk)
        if held.erased_at is not None:
            return
        sha256, held.sha256 = held.sha256, ""
        held.perceptual_hash, held.stored_by, held.erased_at = 0, None, now
        held.save(update_fields=["sha256", "perceptual_hash", "stored_by", "erased_at"])
        defer(remove_content, sha256=sha256)
        record_act(code="file.erased", by=by, reference=str(held.public_id), now=now)


def signed(unsigned: int) -> int:
    """A number of 64 bits as PostgreSQL's signed bigint."""
    return unsigned - 2**64 if unsigned >= 2**63 else unsigned
