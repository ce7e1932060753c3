"""What is counted. Losing it with a crash costs nobody anything, so its table is unlogged."""

from __future__ import annotations

from django.db import models


class Bucket(models.Model):
    """A token bucket, told by one instant: at `full_at` it is as full again as if nobody had ever asked.

    `key` is a keyed hash of what is counted; whom it stands for cannot be read from it. `latest` is how far
    `full_at` might have reached when it was last asked, and `refused` what the answer was.
    """

    key = models.BinaryField(primary_key=True, max_length=16)
    full_at = models.DateTimeField()
    latest = models.DateTimeField()
    refused = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"{bytes(self.key).hex()} full at {self.full_at:%H:%M:%S}"
