"""Figures that the city has published: signed, dated, in the log, and never changed."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Publication(models.Model):
    """The figures of one month. A correction is another publication of the same month, with the next number."""

    period = models.CharField(max_length=7)
    number = models.PositiveIntegerField()
    at = models.DateTimeField()
    body = models.JSONField()
    file = models.BinaryField()
    rows = models.BinaryField()
    digest = models.CharField(max_length=64, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["period", "number"], name="indicators_published_once"),
        ]

    def __str__(self) -> str:
        return f"{self.period}-{self.number}"


class Taken(models.Model):
    """After a back-up: up to which number others have seen publications of a month that are lost here."""

    period = models.CharField(max_length=7, primary_key=True)
    number = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.period}-{self.number}"
