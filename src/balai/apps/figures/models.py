"""Sums that are kept so that pages need not count: all of them follow from the cases and can be made again."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q


class Counted(models.Model):
    """What was last counted of one case, so that a change can be taken out again. Codes and numbers, no words.

    `minutes` from opening to done; positions in millionths of a degree, so that sums of them are exact.
    """

    case_id = models.BigIntegerField(primary_key=True)
    day = models.DateField()
    area_id = models.BigIntegerField(null=True, blank=True)
    organisation_id = models.BigIntegerField(null=True, blank=True)
    service = models.CharField(max_length=60)
    category = models.CharField(max_length=40, blank=True)
    is_public = models.BooleanField()
    state = models.CharField(max_length=20)
    cell = models.BigIntegerField(null=True, blank=True)
    longitude = models.IntegerField(null=True, blank=True)
    latitude = models.IntegerField(null=True, blank=True)
    minutes = models.IntegerField(null=True, blank=True)
    is_late = models.BooleanField()
    was_reopened = models.BooleanField()
    rating = models.PositiveSmallIntegerField(null=True, blank=True)
    was_promised = models.BooleanField(default=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="figures_stars"),
        ]

    def __str__(self) -> str:
        return str(self.case_id)


class MonthSum(models.Model):
    """The cases of one place that came in during one month; `service` is empty for all services together.

    `place_id` is an area or an organisation, everything beneath it included. See `counting.Tally` for the numbers.
    """

    month = models.DateField()
    kind = models.CharField(max_length=12)
    place_id = models.BigIntegerField()
    service = models.CharField(max_length=60, blank=True)
    is_public = models.BooleanField()
    received = models.IntegerField()
    refused = models.IntegerField()
    decided = models.IntegerField()
    kept = models.IntegerField()
    finished = models.IntegerField()
    reopened = models.IntegerField()
    open_days = ArrayField(models.IntegerField())
    ratings = ArrayField(models.IntegerField())
    hours = ArrayField(models.IntegerField())

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["kind", "place_id", "service", "is_public", "month"], name="figures_month_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place_id} {self.month:%Y-%m}"


class SpotSum(models.Model):
    """Public cases in one H3 cell, by kind, state and month, with the sums of their positions."""

    resolution = models.PositiveSmallIntegerField()
    cell = models.BigIntegerField()
    service = models.CharField(max_length=60)
    category = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=20)
    month = models.DateField()
    cases = models.IntegerField()
    longitudes = models.BigIntegerField()
    latitudes = models.BigIntegerField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["resolution", "cell", "service", "category", "state", "month"], name="figures_spot_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cell:x} {self.month:%Y-%m}"


class Progress(models.Model):
    """One row: how far the stories have been counted.

    All events up to `done_to` are in the sums for good. `seen_to` was the newest event at a moment when every
    transaction below `seen_before` had begun; once those have ended, nothing older than `seen_to` can still appear.
    """

    done_to = models.BigIntegerField(default=0)
    seen_to = models.BigIntegerField(default=0)
    seen_before = models.BigIntegerField(default=0)
    counted_at = models.DateTimeField(null=True, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=Q(id=1), name="figures_progress_only_one")]

    def __str__(self) -> str:
        return str(self.done_to)
