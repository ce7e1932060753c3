"""From the bytes of a stranger to a picture that can be shown to anyone: one way in, for every path."""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PIL import ExifTags, Image, ImageCms, ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from balai.engines.pictures.errors import DamagedPicture, EmptyFile, PictureError, TooHeavy, TooManyPixels
from balai.engines.pictures.fingerprint import perceptual_hash
from balai.engines.pictures.heic import decode_apart
from balai.engines.pictures.jpeg import bare_jpeg
from balai.engines.pictures.kinds import Kind, kind_of

_LONGEST_PROFILE: Final = 1_000_000  # bytes of a colour profile that is worth reading
_WHITE: Final = (255, 255, 255)


@dataclass(frozen=True, slots=True)
class PictureLimits:
    """What is taken in, and what comes out. Lengths are pixels.

    50 megapixels is counted in binary, so that phones with an 8192 x 6144 sensor are welcome.
    """

    bytes: int = 12_000_000
    pixels: int = 50 * 2**20
    longest_side: int = 2048
    thumbnail_side: int = 400
    quality: int = 82


@dataclass(frozen=True, slots=True)
class CleanPicture:
    """A picture with nothing but its pixels.

    `jpeg` and `thumbnail` are progressive JPEG files in sRGB without metadata; width and height are those of
    `jpeg`; `sha256` is its digest in hexadecimal; `perceptual_hash` an unsigned number of 64 bits.
    """

    jpeg: bytes
    thumbnail: bytes
    width: int
    height: int
    sha256: str
    perceptual_hash: int
    original_kind: Kind


_OPENERS: Final[Mapping[Kind, Callable[[io.BytesIO], ImageFile.ImageFile]]] = {
    # The classes themselves and not Image.open: no other decoder of Pillow can be reached from here.
    Kind.JPEG: JpegImageFile,
    Kind.PNG: PngImageFile,
    Kind.WEBP: WebPImageFile,
}

_TURNS: Final[Mapping[int, Image.Transpose]] = {  # what undoes each orientation of the EXIF standard (CIPA DC-008)
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Image.MAX_IMAGE_PIXELS = PictureLimits().pixels
# A decoder that warns has met something that it would rather not read; here that is a refusal.
warnings.filterwarnings("error", module=r"PIL\.")


def clean_picture(data: bytes, *, limits: PictureLimits = PictureLimits()) -> CleanPicture:
    """Decode `data` and encode its first frame anew, upright, in sRGB, without any metadata.

    Transparent places become white. Nothing of `data` but pixels can reach the result, so whatever is hidden in
    or appended to the file is gone: EXIF, GPS, XMP, IPTC, comments, colour profiles, embedded thumbnails.

    Raises:
        PictureError: empty, too heavy, too many pixels, of another kind, disguised, or damaged.
    """
    if not data:
        raise EmptyFile("the file is empty")
    if len(data) > limits.bytes:
        raise TooHeavy(f"the file has {len(data)} bytes, more than {limits.bytes}")
    kind = kind_of(data)
    return finished(upright(data, kind, limits), kind, limits)


def finished(image: Image.Image, kind: Kind, limits: PictureLimits) -> CleanPicture:
    """An upright picture in sRGB, encoded: what every way of making one ends with."""
    jpeg = _encode(image, limits.quality)
    small = image.copy()
    small.thumbnail((limits.thumbnail_side, limits.thumbnail_side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    return CleanPicture(
        jpeg=jpeg,
        thumbnail=_encode(small, limits.quality),
        width=image.width,
        height=image.height,
        sha256=hashlib.sha256(jpeg).hexdigest(),
        perceptual_hash=perceptual_hash(small),
        original_kind=kind,
    )


def upright(data: bytes, kind: Kind, limits: PictureLimits) -> Image.Image:
    """The first frame, upright, in sRGB, on white, at most `longest_side` long, with empty info."""
    if kind is Kind.HEIC:  # its container turns the picture; its EXIF orientation must be ignored (ISO 23008-12)
        image, profile, turn = *decode_apart(data, pixels=limits.pixels, longest_side=limits.longest_side), None
    else:
        image, profile, turn = _decode(data, kind, limits)
    image.thumbnail((limits.longest_side, limits.longest_side), Image.Resampling.BICUBIC, reducing_gap=2.0)
    image = _to_srgb(image, profile)
    if turn is not None:
        image = image.transpose(turn)
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    return bare


def _decode(data: bytes, kind: Kind, limits: PictureLimits) -> tuple[Image.Image, bytes, Image.Transpose | None]:
    """The first frame on white in RGB, L or CMYK, about as large as needed; its colour profile or nothing; its turn."""
    bare = bare_jpeg(data) if kind is Kind.JPEG else None
    try:
        with _OPENERS[kind](io.BytesIO(bare.data if bare else data)) as source:
            _check_size(source, limits)
            turn = _TURNS.get(_orientation(source, bare.exif if bare else None))
            profile = source.info.get("icc_profile") or b""
            source.draft(None, (limits.longest_side, limits.longest_side))
            source.load()
            return _without_alpha(_to_eight_bits(source)), profile, turn
    except PictureError:
        raise
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels(str(error)) from error
    except Exception as error:
        raise DamagedPicture(f"the {kind} picture cannot be decoded: {type(error).__name__}") from error


def _check_size(image: Image.Image, limits: PictureLimits) -> None:
    if not image.width or not image.height:
        raise DamagedPicture("the picture has no pixels")
    if image.width * image.height > limits.pixels:
        raise TooManyPixels(f"the picture has {image.width} x {image.height} pixels, more than {limits.pixels}")


def _orientation(image: Image.Image, exif: bytes | None) -> int:
    """The EXIF orientation, 1 where there is none or it cannot be read. `exif` is used instead of the image's own."""
    try:
        found = image.getexif()
        if exif is not None:
            found.load(exif)
        return int(found.get(ExifTags.Base.Orientation, 1))
    except Exception:  # noqa: BLE001 (metadata that cannot be read is dropped anyway; the picture is still good)
        return 1


def _to_eight_bits(image: Image.Image) -> Image.Image:
    """Integer and float greys scaled to eight bits; every other mode as it is."""
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    return image


def _without_alpha(image: Image.Image) -> Image.Image:
    """The same picture in RGB, L or CMYK; what was transparent is white."""
    if image.has_transparency_data:
        layer = image.convert("RGBA")
        ground = Image.new("RGBA", layer.size, (*_WHITE, 255))
        ground.alpha_composite(layer)
        return ground.convert("RGB")
    if image.mode in {"RGB", "L", "CMYK"}:
        return image
    return image.convert("RGB")


def _to_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """The picture in sRGB; a colour profile that cannot be used is ignored."""
    if profile and len(profile) <= _LONGEST_PROFILE:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            if not ImageCms.getProfileDescription(source).startswith("sRGB"):
                converted = ImageCms.profileToProfile(image, source, _SRGB, outputMode="RGB")
                image = converted if converted is not None else image
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            pass
    return image.convert("RGB")


_SRGB: Final = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def _encode(image: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    image.save(out, format="JPEG", quality=quality, progressive=True, optimize=True)
    return out.getvalue()
