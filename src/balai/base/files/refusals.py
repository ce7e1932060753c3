"""Why a picture is not taken, in sentences for the person who brought it."""

from __future__ import annotations

from balai.base.errors import Refusal
from balai.engines.pictures import PictureError


class PictureRefused(Refusal):
    """This file cannot be taken as a photo. Please choose another one."""

    code = "picture.refused"
    status = 422


class PictureEmpty(PictureRefused):
    """This file is empty. Please choose the photo again."""

    code = "picture.empty"


class PictureTooHeavy(PictureRefused):
    """This photo is larger than 12 MB. Please choose a smaller one."""

    code = "picture.too_heavy"
    status = 413


class PictureTooManyPixels(PictureRefused):
    """This photo has too many pixels. Please choose one of at most 50 megapixels."""

    code = "picture.too_many_pixels"
    status = 413


class PictureUnknownKind(PictureRefused):
    """This file is not a photo that we can open. Please choose a JPEG, PNG, WebP or HEIC photo."""

    code = "picture.unknown_kind"
    status = 415


class PictureDisguised(PictureRefused):
    """This file holds more than a photo, so we do not take it. Please choose another photo."""

    code = "picture.disguised"
    status = 415


class PictureDamaged(PictureRefused):
    """This photo is damaged or arrived only in part. Please send it again or take a new one."""

    code = "picture.damaged"


class NoRoom(PictureRefused):
    """We have no room for photos right now. Please go on without one, or try again later."""

    code = "picture.no_room"
    status = 507


class DocumentRefused(PictureRefused):
    """This file cannot be taken as a document. Please choose another one."""

    code = "document.refused"


class DocumentTooHeavy(DocumentRefused):
    """This PDF is larger than 12 MB. Please choose a smaller one, or scan it again with fewer details."""

    code = "document.too_heavy"
    status = 413


class DocumentDamaged(DocumentRefused):
    """This PDF is damaged or arrived only in part. Please send it again, or print it to a new PDF."""

    code = "document.damaged"


class DocumentLocked(DocumentRefused):
    """This PDF is locked with a password. Please save it without one and send it again."""

    code = "document.locked"


class DocumentActive(DocumentRefused):
    """This PDF holds programs or other files, so we do not take it. Please print it to a new PDF."""

    code = "document.active"
    status = 415


_BY_CODE: dict[str, type[PictureRefused]] = {
    refusal.code: refusal
    for refusal in (
        PictureEmpty,
        PictureTooHeavy,
        PictureTooManyPixels,
        PictureUnknownKind,
        PictureDisguised,
        PictureDamaged,
    )
}


def refusal_of(error: PictureError) -> PictureRefused:
    """The refusal that tells a person what the engine found wrong."""
    return _BY_CODE.get(error.code, PictureRefused)()
