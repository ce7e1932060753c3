"""A picture with parts of it black takes the place of one that is kept, which then goes under lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from balai.base.audit.actions import record_act
from balai.base.errors import Refusal
from balai.base.files import storage
from balai.base.files.actions import keep_picture, one_at_a_time
from balai.base.files.models import StoredFile
from balai.base.files.refusals import refusal_of
from balai.base.files.serving import FileGone
from balai.base.people.models import User
from balai.engines.pictures import Box, CleanPicture, NothingCovered, PictureError, cover_picture


class BoxAmiss(Refusal):
    """Draw at least one box, with a size, inside the picture. At most 20 can be drawn at once."""

    code = "picture.box_amiss"
    status = 422


def bytes_of(file: StoredFile) -> bytes:
    """The content of a picture, also of one that is under lock: for the city's own hands, never for a browser's address.

    Raises:
        FileGone: it was erased, or its content is not on disk.
    """
    try:
        return storage.path_of(file.sha256).read_bytes()
    except FileNotFoundError as error:
        raise FileGone from error


def covered_picture(*, file: StoredFile, boxes: Sequence[Box]) -> CleanPicture:
    """The picture with these boxes black, kept nowhere.

    Raises:
        BoxAmiss: a box covers nothing, or there are none or too many.
        FileGone, PictureRefused.
    """
    data = bytes_of(file)
    try:
        with one_at_a_time():
            return cover_picture(data, boxes)
    except NothingCovered as error:
        raise BoxAmiss from error
    except PictureError as error:
        raise refusal_of(error) from error


def store_covered(*, file: StoredFile, boxes: Sequence[Box], by: User, now: datetime) -> StoredFile:
    """Keep the picture with these boxes black as a file of its own.

    Raises:
        BoxAmiss, FileGone, PictureRefused, NoRoom.
    """
    return keep_picture(covered_picture(file=file, boxes=boxes), by=by, now=now)


def lock_file(*, file: StoredFile, by: User, now: datetime) -> None:
    """Give a file to no browser from now on; its content stays. Twice is the same as once."""
    with transaction.atomic():
        if StoredFile.objects.filter(pk=file.pk, locked_at__isnull=True).update(locked_at=now):
            record_act(code="file.locked", by=by, reference=str(file.public_id), now=now)
