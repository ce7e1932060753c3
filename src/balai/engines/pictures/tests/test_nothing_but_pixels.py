"""A picture with a past goes in by any path; nothing but its pixels comes out."""

from __future__ import annotations

import io
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, IptcImagePlugin

from balai.engines.pictures import CleanPicture, clean_picture
from balai.engines.pictures.tests.samples import (
    SECRET,
    corners,
    encoded,
    exif_with_gps,
    iptc,
    street,
    swapped_profile,
    with_a_past,
    xmp,
)

PAST = dict(with_a_past())
SIGNS = (b"Exif", b"http://ns.adobe.com", b"xmpmeta", b"Photoshop", b"8BIM", b"ICC_PROFILE", b"GPS", SECRET.encode())


def assert_bare(content: bytes) -> None:
    """Only the segments that decoding needs, nothing after the end, and nothing that Pillow can find."""
    for sign in SIGNS:
        assert sign not in content
    assert set(_markers(content)) <= {0xE0, 0xDB, 0xC2, 0xC4, 0xDA}  # JFIF, tables, progressive frame, codes, scans
    assert content.index(b"\xff\xd9") == len(content) - 2
    with Image.open(io.BytesIO(content)) as image:
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density", "progressive", "progression"}
        assert not image.getexif()
        assert IptcImagePlugin.getiptcinfo(image) is None
        assert getattr(image, "n_frames", 1) == 1
        assert image.mode == "RGB"


def _markers(content: bytes) -> list[int]:
    """The markers of a JPEG's segments up to the first scan."""
    found, position = [], 2
    while content[position + 1] != 0xDA:
        found.append(content[position + 1])
        position += 2 + int.from_bytes(content[position + 2 : position + 4], "big")
    return found


def both(picture: CleanPicture) -> tuple[bytes, bytes]:
    return picture.jpeg, picture.thumbnail


@pytest.mark.parametrize("name", PAST)
def test_nothing_of_the_past_comes_out(name: str) -> None:
    assert SECRET.encode() in PAST[name]
    for content in both(clean_picture(PAST[name])):
        assert_bare(content)


@settings(max_examples=40)
@given(
    orientation=st.integers(0, 9),
    kind=st.sampled_from(["JPEG", "PNG", "WEBP"]),
    extras=st.binary(max_size=200),
    with_xmp=st.booleans(),
    with_iptc=st.booleans(),
)
def test_gps_never_comes_out(orientation: int, kind: str, extras: bytes, with_xmp: bool, with_iptc: bool) -> None:
    options = {"xmp": xmp()} if with_xmp and kind != "PNG" else {}
    data = encoded(street(7, (64, 48)), kind, exif=exif_with_gps(orientation), **options)
    if with_iptc and kind == "JPEG":
        data = data[:2] + iptc() + data[2:]
    for content in both(clean_picture(data + extras)):
        assert_bare(content)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_comes_out_upright(orientation: int, kind: str) -> None:
    undo = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}  # how the phone turned it, as Pillow numbers its transpositions
    held = corners() if orientation == 1 else corners().transpose(Image.Transpose(undo[orientation]))
    options = {"exif": exif_with_gps(orientation), "quality": 95}
    picture = clean_picture(encoded(held, kind, **options))
    assert (picture.width, picture.height) == (80, 60)
    with Image.open(io.BytesIO(picture.jpeg)) as image:
        for place, colour in (((20, 15), 0), ((60, 15), 1), ((20, 45), 2)):
            channels = image.getpixel(place)
            assert isinstance(channels, tuple)
            assert channels.index(max(channels)) == colour


def test_a_heic_picture_is_turned_by_its_container_only() -> None:
    picture = clean_picture(PAST["heic"])  # 320 x 240, held upright
    assert (picture.width, picture.height) == (240, 320)


def test_a_foreign_colour_profile_is_applied_and_dropped() -> None:
    red = Image.new("RGB", (64, 48), (250, 10, 10))
    picture = clean_picture(encoded(red, "JPEG", icc_profile=swapped_profile(), quality=95))
    assert_bare(picture.jpeg)
    with Image.open(io.BytesIO(picture.jpeg)) as image:
        channels = image.getpixel((30, 20))
    assert isinstance(channels, tuple)
    assert (channels[2] > 200, channels[0] < 60) == (True, True)


@pytest.mark.parametrize("seed", range(30))
def test_broken_metadata_does_not_spoil_a_good_picture(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(encoded(street(7, (160, 120)), "JPEG", exif=exif_with_gps()))
    start = data.index(b"Exif") + 6
    for _ in range(chance.randint(1, 8)):
        data[start + chance.randrange(150)] = chance.randrange(256)
    assert_bare(clean_picture(bytes(data)).jpeg)


def test_a_broken_colour_profile_is_ignored() -> None:
    picture = clean_picture(encoded(street(1), "PNG", icc_profile=b"not a profile" * 20))
    assert_bare(picture.jpeg)


def test_what_is_transparent_becomes_white() -> None:
    clear = Image.new("RGBA", (64, 48), (200, 0, 0, 0))
    for data in (encoded(clear, "PNG"), encoded(clear.convert("LA"), "PNG"), encoded(clear, "WEBP", lossless=True)):
        with Image.open(io.BytesIO(clean_picture(data).jpeg)) as image:
            assert image.getpixel((30, 20)) == (255, 255, 255)


def test_of_a_moving_picture_the_first_frame_is_taken() -> None:
    first, second = Image.new("RGB", (64, 48), (250, 0, 0)), Image.new("RGB", (64, 48), (0, 0, 250))
    for kind in ("PNG", "WEBP"):
        picture = clean_picture(encoded(first, kind, save_all=True, append_images=[second], duration=100))
        with Image.open(io.BytesIO(picture.jpeg)) as image:
            channels = image.getpixel((30, 20))
        assert isinstance(channels, tuple)
        assert (channels[0] > 200, channels[2] < 60) == (True, True)


@pytest.mark.parametrize(("size", "out"), [((3000, 1000), (2048, 683)), ((100, 50), (100, 50)), ((3000, 1), (2048, 1))])
def test_the_longest_side_is_bounded_and_nothing_is_enlarged(size: tuple[int, int], out: tuple[int, int]) -> None:
    picture = clean_picture(encoded(Image.new("RGB", size, "grey"), "PNG"))
    assert (picture.width, picture.height) == out
    with Image.open(io.BytesIO(picture.thumbnail)) as thumbnail:
        assert max(thumbnail.size) <= 400


def test_the_same_file_gives_the_same_bytes() -> None:
    assert clean_picture(PAST["jpeg"]) == clean_picture(PAST["jpeg"])
