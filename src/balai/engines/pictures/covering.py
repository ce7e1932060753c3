"""Parts of a picture made black for good: what lay beneath is in no pixel of the result."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor
from typing import Final

from PIL import ImageDraw

from balai.engines.pictures.cleaning import CleanPicture, PictureLimits, finished, upright
from balai.engines.pictures.kinds import kind_of

MOST_BOXES: Final = 20
_BLACK: Final = (0, 0, 0)
_LIMITS: Final = PictureLimits()


class NothingCovered(ValueError):
    """No box, too many of them, or one that lies outside the picture or has no size."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in percent of the picture's width and height, from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


def cover_picture(data: bytes, boxes: Sequence[Box], *, limits: PictureLimits = _LIMITS) -> CleanPicture:
    """The picture with each box black, encoded anew: nothing of what lay there can be got back.

    A box grows to whole pixels, and is cut at the edges. JPEG works in blocks of 16 x 16 pixels, so it is pixels
    that are painted before encoding, never the file that is changed.

    Raises:
        NothingCovered: no box, more than MOST_BOXES, or one without size or outside the picture.
        PictureError: `data` is no picture that can be opened.
    """
    if not 1 <= len(boxes) <= MOST_BOXES:
        raise NothingCovered(f"{len(boxes)} boxes, not from 1 to {MOST_BOXES}")
    kind = kind_of(data)
    image = upright(data, kind, limits)
    pencil = ImageDraw.Draw(image)
    for box in boxes:
        left, top, right, bottom = _pixels(box, image.width, image.height)
        pencil.rectangle((left, top, right - 1, bottom - 1), fill=_BLACK)
    return finished(image, kind, limits)


def _pixels(box: Box, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom in pixels, the last two excluded."""
    left, top = max(0, floor(box.left * width / 100)), max(0, floor(box.top * height / 100))
    right = min(width, ceil((box.left + box.width) * width / 100))
    bottom = min(height, ceil((box.top + box.height) * height / 100))
    if not (box.width > 0 and box.height > 0 and left < right and top < bottom):
        raise NothingCovered(f"the box {box} covers nothing")
    return left, top, right, bottom
