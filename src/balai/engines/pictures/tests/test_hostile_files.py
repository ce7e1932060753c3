"""Whatever a stranger sends, the answer is a refusal with a code or a harmless picture, and it comes soon."""

from __future__ import annotations

import io
import subprocess
import sys
import time

import pytest
from PIL import Image

from balai.engines.pictures import DamagedPicture, PictureError, PictureLimits, TooHeavy, TooManyPixels, clean_picture
from balai.engines.pictures.tests.hostile import HostileFile, hostile_files, mutated
from balai.engines.pictures.tests.samples import encoded, street

FILES = list(hostile_files())


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_a_hostile_file_is_refused_or_made_harmless(file: HostileFile) -> None:
    begin = time.process_time()  # what other programs of this machine do takes none of it
    if file.code:
        with pytest.raises(PictureError) as refusal:
            clean_picture(file.data)
        assert refusal.value.code == file.code
    else:
        _is_harmless(file.data)
    assert time.process_time() - begin < 5


def _is_harmless(data: bytes) -> None:
    try:
        picture = clean_picture(data)
    except PictureError:
        return
    for content in (picture.jpeg, picture.thumbnail):
        assert content.startswith(b"\xff\xd8\xff\xe0")
        assert content.endswith(b"\xff\xd9")
        assert b"<script" not in content.lower()
        assert b"PK\x03\x04" not in content
        with Image.open(io.BytesIO(content)) as opened:
            opened.load()
            assert max(opened.size) <= 2048


_PEAK = """
import resource
from balai.engines.pictures import PictureError, clean_picture
from balai.engines.pictures.tests.hostile import bombs
from balai.engines.pictures.tests.samples import encoded, street

def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

refused = [bomb.data for bomb in bombs() if bomb.code]
clean_picture(encoded(street(1), "JPEG"))
before = peak()
for data in refused:
    try:
        clean_picture(data)
    except PictureError:
        pass
print(peak() - before)
"""


def test_a_refused_bomb_takes_little_memory() -> None:
    unit = 1 if sys.platform == "darwin" else 1024
    done = subprocess.run([sys.executable, "-c", _PEAK], capture_output=True, text=True, timeout=60, check=True)
    assert int(done.stdout) * unit < 30_000_000


def test_the_bounds_can_be_set() -> None:
    data = encoded(street(1), "JPEG")
    with pytest.raises(TooHeavy):
        clean_picture(data, limits=PictureLimits(bytes=1000))
    with pytest.raises(TooManyPixels):
        clean_picture(data, limits=PictureLimits(pixels=640 * 480 - 1))
    assert clean_picture(data, limits=PictureLimits(pixels=640 * 480)).width == 640


def test_the_codes_of_refusals_are_stable() -> None:
    assert {file.code for file in FILES} == {
        "",
        "picture.empty",
        "picture.too_heavy",
        "picture.too_many_pixels",
        "picture.unknown_kind",
        "picture.disguised",
        "picture.damaged",
    }


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_random_damage_never_raises_anything_else(seed: int) -> None:
    for file in mutated(seed=seed, count=100):
        _is_harmless(file.data)


def test_a_decoders_warning_is_a_refusal() -> None:
    png = encoded(street(1, (64, 48)), "PNG")
    end = png.index(b"IDAT") - 4
    apng = png[:end] + b"\x00\x00\x00\x08acTL" + b"\x00" * 8 + b"\xb9\x3d\xe6\x1c" + png[end:]
    with pytest.raises(DamagedPicture):
        clean_picture(apng)
