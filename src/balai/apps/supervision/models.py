"""What supervisors look at beside the open work itself: turns told from the stories, samples drawn, transfers of many.

Turns and figures can be made again from the stories at any time. Samples and transfers are records of what was done.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Progress(models.Model):
    """How far the events have been read: up to `reached`, and before the run before, up to `before`.

    A run begins at `before`, so that an event which was written late, by a transaction still open then, is not missed.
    """

    name = models.CharField(max_length=40, primary_key=True)
    before = models.BigIntegerField(default=0)
    reached = models.BigIntegerField(default=0)
    at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} {self.reached}"


class Turn(models.Model):
    """One step of one case, as long as it was open: with whom, from when to when, ended by whom.

    `organisation` is empty while it was the reporter's turn. `seconds` is how long it lay there, without the time in
    which the office waited for the citizen; it is empty while the step is open. `hand` counts from 1 how often somebody
    had chosen another office for the case.
    """

    case = models.ForeignKey("cases.Case", models.CASCADE, related_name="+")
    seq = models.PositiveIntegerField()
    step = models.CharField(max_length=40)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    hand = models.PositiveSmallIntegerField()
    field_work = models.BooleanField()
    began_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=40, blank=True)
    seconds = models.BigIntegerField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "seq"], name="supervision_turn_once"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, seconds__isnull=True)
                | Q(ended_at__gte=F("began_at"), seconds__gte=0),
                name="supervision_turn_ends_after_it_begins",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["ended_at", "id"], name="supervision_turn_ended"),
            models.Index(
                fields=["began_at", "id"],
                condition=Q(ended_at__isnull=True, hand__gte=4),
                name="supervision_turn_passed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.step}"


class Holding(models.Model):
    """How long one organisation held cases whose turn there ended in the last weeks: kept figures, made anew by a job."""

    organisation = models.OneToOneField("people.Organisation", models.CASCADE, primary_key=True, related_name="+")
    cases = models.PositiveIntegerField()
    median_hours = models.FloatField()
    ninth_hours = models.FloatField()
    longest_hours = models.FloatField()
    passed = models.PositiveIntegerField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.organisation_id}: {self.cases}"


class Snapshot(models.Model):
    """The open work of the whole city as a job counted it last: one row. What is in it, `queries.open_work` knows."""

    name = models.CharField(max_length=40, primary_key=True)
    at = models.DateTimeField()
    units = models.JSONField()
    people = models.JSONField()

    def __str__(self) -> str:
        return f"{self.name} {self.at}"


class Sample(models.Model):
    """Finished field work drawn for another look. For an organisation no day is in two, so that nobody draws again.

    See migrations/0003: the days of one organisation's samples may not overlap.

    `seed` was chosen by the machine at the draw and is shown to everyone who may see the sample: with it and the list
    of finished work, the draw can be repeated by anyone.
    """

    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    since = models.DateField()
    until = models.DateField()
    percent = models.PositiveSmallIntegerField()
    seed = models.CharField(max_length=32)
    finished = models.PositiveIntegerField()
    drawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="supervision_sample_days_in_order"),
            models.CheckConstraint(condition=Q(percent__range=(1, 100)), name="supervision_sample_share"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.since} {self.percent}%"


class Finding(models.TextChoices):
    """What the second look found."""

    GOOD = "good", _("The work is good")
    SMALL = "small", _("Small faults")
    BAD = "bad", _("The work has to be done again")
    ABSENT = "absent", _("The place could not be inspected")


class Inspection(models.Model):
    """One piece of finished work in a sample, and what was found there."""

    sample = models.ForeignKey(Sample, models.CASCADE, related_name="inspections")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    seq = models.PositiveIntegerField()
    doer = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    finished_at = models.DateTimeField()
    finding = models.CharField(max_length=10, choices=Finding, blank=True)
    inspected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    inspected_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sample", "case", "seq"], name="supervision_inspection_once"),
            models.CheckConstraint(
                condition=Q(finding="", inspected_at__isnull=True, inspected_by__isnull=True)
                | (~Q(finding="") & Q(inspected_at__isnull=False, inspected_by__isnull=False)),
                name="supervision_inspection_found_by_someone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sample_id}: {self.case_id}"


class Transfer(models.Model):
    """Many cases sent to one organisation in one act. `words` are kept until all are sent, then only in the cases."""

    key = models.UUIDField(primary_key=True, default=uuid.uuid4)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    area_path = models.CharField(max_length=200, blank=True)
    target = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    words = models.TextField(blank=True)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.key)


class TransferItem(models.Model):
    """One case of a transfer. `refusal` is the code of why it could not be sent, empty where it was."""

    transfer = models.ForeignKey(Transfer, models.CASCADE, related_name="items")
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    step = models.CharField(max_length=40)
    done_at = models.DateTimeField(null=True)
    refusal = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["transfer", "case", "step"], name="supervision_transfer_item_once")
        ]

    def __str__(self) -> str:
        return f"{self.transfer_id}: {self.case_id}"
