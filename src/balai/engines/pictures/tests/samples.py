"""Pictures for tests, drawn here: streets of coloured blocks and noise, with and without a past."""

from __future__ import annotations

import io
import struct
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from PIL import ExifTags, Image, ImageCms, PngImagePlugin

SECRET = "Jalan-Rahasia-7"  # stands in every metadata field that these samples fill
HEIC = Path(__file__).parent / "street.heic"  # drawn by `street(7)`, 320 x 240, with EXIF, GPS and XMP, turned by irot


def street(seed: int, size: tuple[int, int] = (640, 480)) -> Image.Image:
    """A picture with large shapes and fine grain, different for each seed."""
    random = np.random.default_rng(seed)
    layers = np.zeros((size[1], size[0], 3))
    for cells, weight in ((3, 0.5), (6, 0.3), (24, 0.15)):
        coarse = Image.fromarray(random.integers(0, 256, (cells, cells, 3), dtype=np.uint8))
        layers += weight * np.asarray(coarse.resize(size, Image.Resampling.BICUBIC), dtype=float)
    layers += 0.05 * random.integers(0, 256, layers.shape)
    return Image.fromarray(layers.clip(0, 255).astype(np.uint8))


def corners(size: tuple[int, int] = (80, 60)) -> Image.Image:
    """Red at the upper left, green at the upper right, blue at the lower left: shows how a picture is turned."""
    image = Image.new("RGB", size, "white")
    width, height = size[0] // 2, size[1] // 2
    image.paste((255, 0, 0), (0, 0, width, height))
    image.paste((0, 255, 0), (width, 0, size[0], height))
    image.paste((0, 0, 255), (0, height, width, size[1]))
    return image


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """`image` as a file of Pillow's format `kind`."""
    out = io.BytesIO()
    image.save(out, format=kind, **options)
    return out.getvalue()


def exif_with_gps(orientation: int = 1) -> bytes:
    """EXIF as a phone writes it: maker, position, a thumbnail's worth of words, and how the phone was held."""
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = SECRET
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.ImageDescription] = SECRET
    exif[ExifTags.IFD.GPSInfo] = {
        ExifTags.GPS.GPSLatitudeRef: "S",
        ExifTags.GPS.GPSLatitude: (6.0, 12.0, 31.0),
        ExifTags.GPS.GPSLongitudeRef: "E",
        ExifTags.GPS.GPSLongitude: (106.0, 50.0, 44.0),
        ExifTags.GPS.GPSAreaInformation: SECRET.encode(),
    }
    return exif.tobytes()


def xmp() -> bytes:
    """An XMP packet with a position."""
    body = f'<rdf:Description exif:GPSLatitude="6,12.5S" dc:creator="{SECRET}"/>'
    return f'<?xpacket begin=""?><x:xmpmeta xmlns:x="adobe:ns:meta/">{body}</x:xmpmeta><?xpacket end="w"?>'.encode()


def iptc() -> bytes:
    """A Photoshop segment (APP13) with the IPTC field for the city."""
    field = b"\x1c\x02\x5a" + struct.pack(">H", len(SECRET)) + SECRET.encode()
    resource = b"8BIM\x04\x04\x00\x00" + struct.pack(">I", len(field)) + field + b"\x00" * (len(field) % 2)
    payload = b"Photoshop 3.0\x00" + resource
    return b"\xff\xed" + struct.pack(">H", len(payload) + 2) + payload


def swapped_profile() -> bytes:
    """A colour profile in which red and blue have changed places: what it calls red is blue in sRGB."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = profile.replace(b"rXYZ", b"????", 1).replace(b"bXYZ", b"rXYZ", 1).replace(b"????", b"bXYZ", 1)
    return profile.replace("sRGB".encode("utf-16-be"), "SWAP".encode("utf-16-be"))


def with_a_past() -> Iterator[tuple[str, bytes]]:
    """The same street in every kind of file, each with all the metadata that the kind can carry."""
    image = street(7)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    jpeg = encoded(
        image, "JPEG", exif=exif_with_gps(), xmp=xmp(), icc_profile=srgb, comment=SECRET.encode(), dpi=(300, 300)
    )
    yield "jpeg", jpeg[:2] + iptc() + jpeg[2:] + SECRET.encode()
    yield "progressive jpeg", encoded(image, "JPEG", exif=exif_with_gps(), progressive=True)
    yield "cmyk jpeg", encoded(image.convert("CMYK"), "JPEG", exif=exif_with_gps(), comment=SECRET.encode())
    yield "grey jpeg", encoded(image.convert("L"), "JPEG", exif=exif_with_gps(), xmp=xmp())
    words = PngImagePlugin.PngInfo()
    words.add_text("Comment", SECRET)
    words.add_itxt("XML:com.adobe.xmp", xmp().decode())
    words.add_text("Location", SECRET * 50, zip=True)
    for mode in ("RGB", "RGBA", "L", "LA", "P", "1"):
        yield f"png {mode}", encoded(image.convert(mode), "PNG", exif=exif_with_gps(), pnginfo=words, icc_profile=srgb)
    deep = Image.fromarray(np.asarray(image.convert("L")).astype(np.uint16) * 257)
    yield "png 16 bit", encoded(deep, "PNG", exif=exif_with_gps(), pnginfo=words)
    yield "webp", encoded(image, "WEBP", exif=exif_with_gps(), xmp=xmp(), icc_profile=srgb)
    yield "webp lossless", encoded(image.convert("RGBA"), "WEBP", lossless=True, exif=exif_with_gps(), xmp=xmp())
    yield "heic", HEIC.read_bytes()
