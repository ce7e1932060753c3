"""A file that somebody brought."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.expressions import Combinable

BANDS = 4
BAND_BITS = 16


def band(number: int) -> Combinable:
    """The `number`-th 16 bits of the perceptual hash, counted from the highest."""
    shift = BAND_BITS * (BANDS - 1 - number)
    shifted = models.F("perceptual_hash").bitrightshift(shift)
    return models.ExpressionWrapper(shifted.bitand(2**BAND_BITS - 1), output_field=models.BigIntegerField())


class FileKind(models.TextChoices):
    PICTURE = "picture"
    DOCUMENT = "document"


class StoredFile(models.Model):
    """One file as one person brought it. The same content twice is two rows and one place on disk.

    `sha256` is that of the cleaned content and names its place; `perceptual_hash` is the engine's 64 bits read as
    a signed number; both sides and the hash of a document are 0. Erasing blanks both, forgets who brought it, and removes the content when no other row has it.
    One that is locked is the original of a picture that was covered: kept, and served to nobody.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True)
    kind = models.CharField(max_length=20, choices=FileKind, default=FileKind.PICTURE)
    bytes = models.PositiveIntegerField()
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    perceptual_hash = models.BigIntegerField()
    stored_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True, blank=True)
    locked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sha256"], name="files_content"),
            *(models.Index(band(number), name=f"files_band_{number}") for number in range(BANDS)),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(erased_at__isnull=True, sha256__regex="^[0-9a-f]{64}$")
                | models.Q(erased_at__isnull=False, sha256="", perceptual_hash=0, stored_by__isnull=True),
                name="files_erased_means_forgotten",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_document(self) -> bool:
        """Whether it is given out as a download and never shown in a page."""
        return self.kind == FileKind.DOCUMENT
