"""Why a job failed; the queue itself keeps only that it did."""

from __future__ import annotations

from django.db import models


class JobFailure(models.Model):
    """The last failed attempt of a job. Gone when the job succeeds after all."""

    job = models.BigIntegerField(primary_key=True)
    task = models.CharField(max_length=128)
    reason = models.CharField(max_length=500)
    attempts = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.task} [{self.job}]: {self.reason}"
