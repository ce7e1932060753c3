"""Uploads for tests."""

from __future__ import annotations

import io
from datetime import UTC, datetime

from balai.engines.pictures.tests.samples import encoded, exif_with_gps, street

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


def upload(seed: int = 1, kind: str = "JPEG") -> io.BytesIO:
    """A street with a position in its metadata, as a browser would send it."""
    return io.BytesIO(encoded(street(seed, (320, 240)), kind, exif=exif_with_gps()))
