"""What attackers, broken programs and bad luck send: files that are no photos, fields that no form has."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from random import Random

from balai.engines.pictures.tests.samples import encoded, street

MEGABYTE = 1_000_000


def png_chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_that_claims(width: int, height: int) -> bytes:
    """A few bytes that would become `width` times `height` pixels."""
    head = png_chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + png_chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + png_chunk(b"IEND", b"")


def zipped(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


def hostile_files(luck: Random) -> Iterator[tuple[str, str, bytes]]:
    """A name for the report of the test, a file name, and what is in it: nothing of it is a photo."""
    jpeg, png, webp = (encoded(street(luck.randrange(1000)), kind) for kind in ("JPEG", "PNG", "WEBP"))
    yield "nothing", "kosong.jpg", b""
    yield "one byte", "a.jpg", b"\xff"
    yield "words", "foto.jpg", b"this is not a photo " * 50
    yield "noise", "foto.png", luck.randbytes(5000)
    yield "markup", "foto.html", b"<!doctype html><script>alert(1)</script>"
    yield "a drawing with a script", "foto.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    yield "a program", "foto.jpg", b"\x7fELF" + luck.randbytes(3000)
    yield "a script of the server", "foto.php.jpg", b"<?php system($_GET['c']); ?>"
    yield "a document", "foto.pdf", b"%PDF-1.7\n1 0 obj<</JS(app.alert(1))>>"
    yield "an archive", "foto.zip", zipped("../../etc/passwd", b"root::0:0")
    yield "a bomb in an archive", "foto.jpg", zipped("a", b"\0" * 5 * MEGABYTE)
    yield (
        "markup that begins like a photo",
        "foto.jpg",
        b"\xff\xd8\xff\xe0<script>alert(1)</script>" + luck.randbytes(200),
    )
    yield "half a photo", "foto.jpg", jpeg[: len(jpeg) // 2]
    yield "the head of a photo", "foto.png", png[:60]
    yield "half a modern photo", "foto.webp", webp[: len(webp) // 3]
    yield "a phone's photo that is none", "foto.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + luck.randbytes(3000)
    yield "four thousand million pixels", "foto.png", png_that_claims(65_000, 65_000)
    yield "a very wide line", "foto.png", png_that_claims(2_000_000, 1)
    yield "an animation", "foto.gif", b"GIF89a" + luck.randbytes(500)
    yield "an old bitmap", "foto.bmp", encoded(street(1), "BMP")[:4000]
    yield "too heavy", "foto.jpg", jpeg + b"\0" * 13 * MEGABYTE


def photos_with_a_tail() -> Iterator[tuple[str, bytes]]:
    """Photos behind which something else hides: taken, because phones append things too, and cleaned."""
    jpeg, png = encoded(street(1), "JPEG"), encoded(street(2), "PNG")
    yield "an archive", jpeg + zipped("a.html", b"<script>alert(1)</script>")
    yield "a program", png + b"\x7fELF" + b"hidden" * 300
    yield "markup", jpeg + b"<html><script>alert(1)</script></html>"


NAMES = (
    "../../../etc/passwd",
    "a\x00.jpg",
    "\u202egpj.exe",
    "a" * 400 + ".jpg",
    "<script>.jpg",
    "CON.jpg",
    "'; --.jpg",
)

WORDS: tuple[tuple[str, str], ...] = (
    ("a statement", "' OR 1=1; DROP TABLE cases_case; --"),
    ("a script", "<script>alert(document.cookie)</script>"),
    ("a template", "{{ settings.SECRET_KEY }}{% debug %}"),
    ("a format", "%s%s%n %(x)s {0.__class__}"),
    ("a path", "../../../../etc/passwd"),
    ("a null", "a\x00b"),
    ("nothing to see", "\u200b\u200c\u2060\ufeff"),
    ("turned around", "\u202e\u2066drowssap\u2069"),
    ("a long line", "A" * 60_000),
    ("marks on marks", "e" + "\u0301" * 3000),
    ("another line", "x\r\nSet-Cookie: a=b\r\nBcc: everyone@example.org"),
    ("a lone half", "\udcff"),
    ("a number without end", "9" * 400),
    ("not a number", "NaN"),
    ("an object", "[object Object]"),
)

CREDENTIALS = (
    "{}",
    "[]",
    "1",
    '"x"',
    '{"id": "x"}',
    '{"id": "x", "rawId": "x", "type": "public-key", "response": {}}',
    '{"id": "eA", "rawId": "eA", "type": "public-key", "response": {"clientDataJSON": "eA", "authenticatorData": "eA"}}',
    '{"id": "eA", "rawId": "eA", "response": {"clientDataJSON": "e30", "attestationObject": "oA", "userHandle": "MQ"}}',
    '{"id": 5, "rawId": null, "response": [1, 2], "clientExtensionResults": "x"}',
)
"""What a false device says instead of a passkey's signature."""
