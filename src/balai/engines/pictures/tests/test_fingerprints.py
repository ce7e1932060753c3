"""A fingerprint knows a picture again after what happens to pictures, and does not take strangers for kin."""

from __future__ import annotations

import io
from collections.abc import Callable
from itertools import combinations

import pytest
from PIL import Image, ImageEnhance

from balai.engines.pictures import clean_picture, distance, perceptual_hash
from balai.engines.pictures.fingerprint import NOTHING_TO_COMPARE
from balai.engines.pictures.tests.samples import encoded, street

STREETS = [street(seed) for seed in range(100, 140)]


def _cropped(image: Image.Image, share: float) -> Image.Image:
    left, upper = int(image.width * share), int(image.height * share)
    return image.crop((left, upper, image.width - left, image.height - upper))


def _encoded_again(image: Image.Image, quality: int) -> Image.Image:
    return Image.open(io.BytesIO(encoded(image, "JPEG", quality=quality)))


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "encoded at quality 30": lambda image: _encoded_again(image, 30),
    "encoded at quality 80": lambda image: _encoded_again(image, 80),
    "half the size": lambda image: image.resize((image.width // 2, image.height // 2)),
    "a quarter of the size": lambda image: image.resize((image.width // 4, image.height // 4)),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.15),
    "less contrast": lambda image: ImageEnhance.Contrast(image).enhance(0.8),
    "grey": lambda image: image.convert("L"),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_picture_is_known_again(name: str) -> None:
    change = CHANGES[name]
    assert max(distance(perceptual_hash(image), perceptual_hash(change(image))) for image in STREETS) <= 3


@pytest.mark.parametrize(("share", "most"), [(0.01, 4), (0.02, 6), (0.05, 14)])
def test_a_slight_crop_is_mostly_known_again(share: float, most: int) -> None:
    """Of ten pictures that lost `share` on each side nine stay within `most` bits: 6 find 2 %, but not 5 %."""
    distances = sorted(distance(perceptual_hash(image), perceptual_hash(_cropped(image, share))) for image in STREETS)
    assert distances[int(0.9 * len(distances))] <= most


def test_strangers_differ_in_about_half_of_the_bits() -> None:
    hashes = [perceptual_hash(image) for image in STREETS]
    distances = [distance(one, other) for one, other in combinations(hashes, 2)]
    assert min(distances) > 10
    assert 28 < sum(distances) / len(distances) < 36


def test_cleaning_keeps_the_fingerprint_near() -> None:
    for image in STREETS[:5]:
        once = clean_picture(encoded(image, "JPEG", quality=90))
        again = clean_picture(once.jpeg)
        assert distance(once.perceptual_hash, again.perceptual_hash) <= 3


@pytest.mark.parametrize("colour", ["black", "white", "grey", (12, 14, 12)])
def test_a_picture_without_contrast_has_nothing_to_compare(colour: str | tuple[int, int, int]) -> None:
    assert perceptual_hash(Image.new("RGB", (640, 480), colour)) == NOTHING_TO_COMPARE


def test_a_fingerprint_is_an_unsigned_number_of_64_bits() -> None:
    assert all(0 < perceptual_hash(image) < 2**64 for image in STREETS)
    assert distance(0, 2**64 - 1) == 64
