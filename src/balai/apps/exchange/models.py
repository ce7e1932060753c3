"""Cases that other systems know too: under which name, what has been heard of them, and what has been told."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q


class ForeignCase(models.Model):
    """A case of ours and its name elsewhere. A source knows a case once, and a name stands for one case."""

    source = models.CharField(max_length=40)
    foreign_id = models.CharField(max_length=120)
    case = models.ForeignKey("cases.Case", models.PROTECT, related_name="+")
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "foreign_id"], name="exchange_foreign_id_once"),
            models.UniqueConstraint(fields=["case", "source"], name="exchange_case_once_per_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.foreign_id}"


class Conversation(models.Model):
    """How far the talk with a neighbour about one case has come.

    The case's own story is the outbox: events up to `told_seq` have become `Outgoing` rows. `heard_version` is the
    newest version of the neighbour's record that was taken in whole.
    """

    foreign_case = models.OneToOneField(ForeignCase, models.PROTECT, primary_key=True, related_name="conversation")
    told_seq = models.PositiveIntegerField(default=0)
    heard_version = models.PositiveBigIntegerField(default=0)
    is_over = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"talk about {self.foreign_case_id}"


class Heard(models.Model):
    """One entry of a neighbour's record that has been acted on here, so that it is acted on once."""

    foreign_case = models.ForeignKey(ForeignCase, models.PROTECT, related_name="heard")
    entry_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["foreign_case", "entry_id"], name="exchange_entry_heard_once")
        ]

    def __str__(self) -> str:
        return f"{self.foreign_case_id} {self.entry_id}"


class Outgoing(models.Model):
    """Something to tell a neighbour: made once per event of the story, sent in their order until it has arrived.

    `reference` names it to the neighbour, so that the same thing told twice is one thing there.
    """

    foreign_case = models.ForeignKey(ForeignCase, models.PROTECT, related_name="outgoing")
    seq = models.PositiveIntegerField()
    reference = models.UUIDField(unique=True)
    body = models.JSONField()
    created_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    given_up_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["foreign_case", "seq"], name="exchange_event_told_once"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True) | Q(given_up_at__isnull=True), name="exchange_sent_or_given_up"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                condition=Q(sent_at__isnull=True, given_up_at__isnull=True),
                name="exchange_outgoing_waiting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.foreign_case_id}/{self.seq}"


class Refused(models.Model):
    """Something heard that could not be taken in. Staff see it with its reason; it is tried again when told to."""

    source = models.CharField(max_length=40)
    foreign_id = models.CharField(max_length=120)
    entry_id = models.CharField(max_length=80, blank=True)
    code = models.CharField(max_length=60)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=1)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "foreign_id", "entry_id"], name="exchange_refused_once")
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.foreign_id} {self.code}"


class Neighbour(models.Model):
    """A system that we exchange cases with: where reading its list has come to, and when it last answered."""

    source = models.CharField(max_length=40, primary_key=True)
    cursor = models.CharField(max_length=120, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=60, blank=True)

    def __str__(self) -> str:
        return self.source


class ImportRun(models.Model):
    """One import of one file with one map: how far it has come, so that it goes on there after a crash."""

    source = models.CharField(max_length=40)
    file_hash = models.CharField(max_length=64)
    map_hash = models.CharField(max_length=64)
    position = models.PositiveBigIntegerField(default=0)
    tally = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    updated_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["source", "file_hash", "map_hash"], name="exchange_import_once"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.file_hash[:8]} {self.position}"
