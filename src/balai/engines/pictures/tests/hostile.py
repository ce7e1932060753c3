"""Files that strangers may send instead of a picture. Shared by the tests of every path that takes one."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from balai.engines.pictures.tests.samples import HEIC, encoded, street


@dataclass(frozen=True, slots=True)
class HostileFile:
    """`code` is that of the refusal due; an empty one means that a harmless picture may also come out."""

    name: str
    data: bytes
    code: str


def hostile_files(*, seed: int = 1, mutations: int = 60) -> Iterator[HostileFile]:
    """Every kind of hostile file once, and `mutations` pictures with random damage."""
    yield HostileFile("empty.jpg", b"", "picture.empty")
    yield HostileFile("heavy.jpg", encoded(street(1), "JPEG") + bytes(12_000_000), "picture.too_heavy")
    yield from wrong_types()
    yield from polyglots()
    yield from bombs()
    yield from cut_short()
    yield from mutated(seed=seed, count=mutations)


def wrong_types() -> Iterator[HostileFile]:
    """Everything that is not one of the four kinds, named as if it were."""
    small = street(2, (64, 48))
    for kind in ("GIF", "BMP", "TIFF", "ICO", "PPM", "TGA", "JPEG2000", "AVIF", "PDF", "EPS", "DDS", "QOI"):
        yield HostileFile(f"really-{kind.lower()}.jpg", encoded(small, kind), "picture.unknown_kind")
    words = {
        "html": b"<!doctype html><script>alert(1)</script>",
        "svg": b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
        "php": b"<?php system($_GET['c']); ?>",
        "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n",
        "elf": b"\x7fELF\x02\x01\x01" + bytes(64),
        "exe": b"MZ" + bytes(64),
        "text": b"Lubang di Jalan Melati",
        "zeros": bytes(4096),
        "zip": _zip_file(),
        "mp4": b"\x00\x00\x00\x20ftypisom" + bytes(64),
        "avif": b"\x00\x00\x00\x20ftypavif" + bytes(64),
        "short jpeg": b"\xff\xd8",
        "wav": b"RIFF\x24\x00\x00\x00WAVEfmt " + bytes(32),
    }
    for name, data in words.items():
        yield HostileFile(f"really-{name}.png", data, "picture.unknown_kind")


def polyglots() -> Iterator[HostileFile]:
    """Pictures that are something else as well. What is hidden at the head is refused, what is appended vanishes."""
    jpeg, png = encoded(street(3, (160, 120)), "JPEG"), encoded(street(3, (160, 120)), "PNG")
    for name, sign in {
        "html": b"<html><script>alert(1)</script>",
        "HTML": b"<HTML><SCRIPT>alert(1)</SCRIPT>",
        "pdf": b"%PDF-1.4\n1 0 obj",
        "zip": _zip_file(),
        "php": b"<?php phpinfo(); ?>",
        "svg": b"<svg onload=alert(1)>",
    }.items():
        comment = b"\xff\xfe" + struct.pack(">H", len(sign) + 2) + sign
        yield HostileFile(f"comment-{name}.jpg", jpeg[:2] + comment + jpeg[2:], "picture.disguised")
        chunk = _png_chunk(b"tEXt", b"c\x00" + sign)
        yield HostileFile(f"chunk-{name}.png", png[:33] + chunk + png[33:], "picture.disguised")
        yield HostileFile(f"appended-{name}.jpg", jpeg + sign, "")
        yield HostileFile(f"appended-{name}.png", png + sign, "")
        yield HostileFile(f"prepended-{name}.jpg", sign + jpeg, "picture.unknown_kind")


def bombs() -> Iterator[HostileFile]:
    """A few bytes that ask for gigabytes of memory or for minutes of work."""
    yield HostileFile("wide.png", _blank_png(60_000, 60_000), "picture.too_many_pixels")
    yield HostileFile("tall.png", _blank_png(2, 2**31 - 1), "picture.too_many_pixels")
    yield HostileFile("lying.png", _blank_png(5_000, 5_000, rows=10), "")  # the missing rows are black
    yield HostileFile("no-pixels.png", _blank_png(0, 10), "picture.damaged")
    yield HostileFile("words.png", _png_with_packed_words(), "picture.damaged")
    jpeg = encoded(street(4, (64, 48)), "JPEG")
    frame = jpeg.index(b"\xff\xc0") + 5
    yield HostileFile("wide.jpg", jpeg[:frame] + b"\xff\xff\xff\xff" + jpeg[frame + 4 :], "picture.too_many_pixels")
    yield HostileFile("scans.jpg", _many_scans(), "picture.damaged")
    moving = bytearray(encoded(street(4, (64, 48)), "WEBP", save_all=True, append_images=[street(5, (64, 48))]))
    for side in (7_500, 16_383):
        moving[24:30] = (side - 1).to_bytes(3, "little") * 2
        yield HostileFile(f"wide-{side}.webp", bytes(moving), "picture.too_many_pixels")
    heic = bytearray(HEIC.read_bytes())
    size = heic.index(b"ispe") + 8
    heic[size : size + 8] = struct.pack(">II", 30_000, 30_000)
    yield HostileFile("wide.heic", bytes(heic), "picture.too_many_pixels")
    yield HostileFile("boxes.heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64), "picture.damaged")


def cut_short() -> Iterator[HostileFile]:
    """Pictures whose end never arrived."""
    image = street(5, (320, 240))
    for kind in ("JPEG", "PNG", "WEBP"):
        data = encoded(image, kind)
        for share in (0.02, 0.3, 0.9):
            yield HostileFile(f"cut-{share}.{kind.lower()}", data[: int(len(data) * share)], "picture.damaged")
    heic = HEIC.read_bytes()
    yield HostileFile("cut.heic", heic[: len(heic) // 3], "picture.damaged")


def mutated(*, seed: int, count: int) -> Iterator[HostileFile]:
    """Pictures with bytes flipped, doubled and taken away, mostly near the head where the structure is."""
    chance = random.Random(seed)
    image = street(6, (160, 120))
    originals = [
        ("jpg", encoded(image, "JPEG")),
        ("progressive.jpg", encoded(image, "JPEG", progressive=True)),
        ("png", encoded(image, "PNG")),
        ("webp", encoded(image, "WEBP")),
        ("heic", HEIC.read_bytes()),
    ]
    for number in range(count):
        suffix, original = originals[number % len(originals)]
        data = bytearray(original)
        for _ in range(chance.randint(1, 12)):
            at = min(int(chance.expovariate(1 / 200)), len(data) - 1)
            if chance.random() < 0.8:
                data[at] = chance.randrange(256)
            elif chance.random() < 0.5:
                del data[at : at + chance.randint(1, 40)]
            else:
                data[at:at] = data[at : at + chance.randint(1, 40)]
        yield HostileFile(f"mutated-{number}.{suffix}", bytes(data), "")


def _zip_file() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("index.html", "<script>alert(1)</script>")
    return out.getvalue()


def _png_chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def _blank_png(width: int, height: int, *, rows: int = 1) -> bytes:
    header = _png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    pixels = _png_chunk(b"IDAT", zlib.compress(bytes((width * 3 + 1) * rows)[:3_000_000]))
    return b"\x89PNG\r\n\x1a\n" + header + pixels + _png_chunk(b"IEND", b"")


def _png_with_packed_words() -> bytes:
    """A text chunk of a few kilobytes that unpacks to a hundred megabytes in ten copies."""
    png = encoded(street(4, (64, 48)), "PNG")
    packed = zlib.compress(bytes(10_000_000), 9)
    return png[:33] + _png_chunk(b"zTXt", b"c\x00\x00" + packed) * 10 + png[33:]


def _many_scans() -> bytes:
    """A large progressive picture with ten thousand empty scans, each a walk over all of its blocks."""
    jpeg = encoded(Image.new("RGB", (1_600, 1_600), "grey"), "JPEG", progressive=True)
    start = jpeg.rindex(b"\xff\xda")
    return jpeg[:-2] + jpeg[start:-2] * 10_000 + jpeg[-2:]
