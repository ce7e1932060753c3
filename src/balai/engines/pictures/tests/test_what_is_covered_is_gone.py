"""What a box covers is in no pixel of the new picture; what it does not cover is still to be seen."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from balai.engines.pictures import Box, NothingCovered, clean_picture, cover_picture, perceptual_hash
from balai.engines.pictures.covering import MOST_BOXES
from balai.engines.pictures.tests.samples import encoded, street

CLEAN = clean_picture(encoded(street(3, (320, 240)), "JPEG")).jpeg
percent = st.floats(0, 99, allow_nan=False)
size = st.floats(0.01, 120, allow_nan=False)


def pixels(jpeg: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(jpeg)).convert("RGB"), dtype=int)


@given(left=percent, top=percent, width=size, height=size)
def test_the_same_covered_picture_whatever_lay_beneath(left: float, top: float, width: float, height: float) -> None:
    """Two pictures that differ only beneath the box become the same file."""
    box = Box(left, top, width, height)
    original = Image.open(io.BytesIO(CLEAN)).convert("RGB")
    other = original.copy()
    x, y = int(left * other.width / 100), int(top * other.height / 100)
    right = min(other.width, int(-(-(left + width) * other.width // 100)))
    bottom = min(other.height, int(-(-(top + height) * other.height // 100)))
    other.paste((255, 0, 255), (x, y, right, bottom))
    covered = [cover_picture(encoded(image, "PNG"), [box]) for image in (original, other)]
    assert covered[0].jpeg == covered[1].jpeg
    assert covered[0].thumbnail == covered[1].thumbnail
    assert covered[0].perceptual_hash == covered[1].perceptual_hash
    inner = pixels(covered[0].jpeg)[y:bottom, x:right]
    assert inner.size == 0 or inner.mean() < 60


def test_the_rest_of_the_picture_stays() -> None:
    before, after = pixels(CLEAN), pixels(cover_picture(CLEAN, [Box(50, 50, 50, 50)]).jpeg)
    assert np.abs(before[:112, :152] - after[:112, :152]).mean() < 6
    assert after[128:, 168:].max() < 40


def test_the_thumbnail_is_covered_too_and_has_no_past() -> None:
    covered = cover_picture(CLEAN, [Box(0, 0, 100, 100)])
    small = Image.open(io.BytesIO(covered.thumbnail))
    assert np.asarray(small).max() < 30
    assert not small.getexif()
    assert covered.perceptual_hash == perceptual_hash(small)


@pytest.mark.parametrize(
    "boxes", [[], [Box(0, 0, 0, 10)], [Box(0, 0, 10, -5)], [Box(100, 0, 10, 10)], [Box(1, 1, 1, 1)] * (MOST_BOXES + 1)]
)
def test_a_box_that_covers_nothing_is_refused(boxes: list[Box]) -> None:
    with pytest.raises(NothingCovered):
        cover_picture(CLEAN, boxes)
