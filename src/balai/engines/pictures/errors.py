"""Why a picture is refused."""

from __future__ import annotations

from typing import ClassVar


class PictureError(ValueError):
    """The file cannot be taken as a picture."""

    code: ClassVar[str] = "picture.refused"


class EmptyFile(PictureError):
    """The file is empty."""

    code = "picture.empty"


class TooHeavy(PictureError):
    """The file has too many bytes."""

    code = "picture.too_heavy"


class TooManyPixels(PictureError):
    """The picture would need too much memory to open."""

    code = "picture.too_many_pixels"


class UnknownKind(PictureError):
    """The content is not JPEG, PNG, WebP or HEIC, whatever the file is called."""

    code = "picture.unknown_kind"


class DisguisedFile(PictureError):
    """The file also begins like a document or a program."""

    code = "picture.disguised"


class DamagedPicture(PictureError):
    """The picture is cut short or cannot be decoded."""

    code = "picture.damaged"
