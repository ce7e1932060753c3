"""Pictures from strangers made safe: decoded by content, stripped of everything but the image, fingerprinted.

Start with `clean_picture`; every refusal is a `PictureError` with a stable code.
"""

from __future__ import annotations

from balai.engines.pictures.cleaning import CleanPicture, PictureLimits, clean_picture
from balai.engines.pictures.covering import Box, NothingCovered, cover_picture
from balai.engines.pictures.errors import (
    DamagedPicture,
    DisguisedFile,
    EmptyFile,
    PictureError,
    TooHeavy,
    TooManyPixels,
    UnknownKind,
)
from balai.engines.pictures.fingerprint import distance, perceptual_hash

__all__ = [
    "Box",
    "CleanPicture",
    "DamagedPicture",
    "DisguisedFile",
    "EmptyFile",
    "NothingCovered",
    "PictureError",
    "PictureLimits",
    "TooHeavy",
    "TooManyPixels",
    "UnknownKind",
    "clean_picture",
    "cover_picture",
    "distance",
    "perceptual_hash",
]
