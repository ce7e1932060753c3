"""The city's log: what was said, in which order it entered the tree, the tree itself, and what was signed of it.

`Entry` and `Checkpoint` rows are only ever inserted by the running city; see migrations/0002. An entry names the one
before it, so that a gap, a second entry at one place and a fork are refused by the database itself.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q


class Statement(models.Model):
    """Something that the city said and stands by. It is written in the transaction of the act, and enters the log after.

    The log shows `public`, and a commitment to `record`. `nonce` and `record` open that commitment for whoever may
    have them; they are erased with the person whom they are about, and the log stands as before.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    kind = models.CharField(max_length=60)
    subject = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    public = models.JSONField(default=dict)
    record = models.JSONField(null=True, blank=True)
    nonce = models.BinaryField(max_length=32, null=True, blank=True)
    commitment = models.BinaryField(max_length=32, null=True, blank=True)
    index = models.BigIntegerField(null=True, blank=True, unique=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(record__isnull=True, nonce__isnull=True)
                | Q(record__isnull=False, nonce__isnull=False, commitment__isnull=False),
                name="transparency_statement_opens",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["subject", "id"], condition=~Q(subject=""), name="transparency_subject"),
            models.Index(fields=["id"], condition=Q(index__isnull=True), name="transparency_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class Entry(models.Model):
    """A leaf of the tree: the bytes that are hashed, at their place for ever."""

    index = models.BigIntegerField(primary_key=True)
    previous = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="+")
    statement = models.UUIDField(unique=True)
    body = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(index=0, previous__isnull=True) | Q(index__gt=0, previous=F("index") - 1),
                name="transparency_entry_follows",
            ),
        ]

    def __str__(self) -> str:
        return str(self.index)


class Tile(models.Model):
    """Hashes of the tree, as many as there are yet; a tile only ever grows."""

    level = models.PositiveSmallIntegerField()
    index = models.BigIntegerField()
    hashes = models.BinaryField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["level", "index"], name="transparency_tile_once"),
        ]

    def __str__(self) -> str:
        return f"{self.level}/{self.index}"


class Checkpoint(models.Model):
    """What the city signed: the tree at one size. One for each size, so that no second truth can be kept."""

    size = models.BigIntegerField(primary_key=True)
    root = models.BinaryField(max_length=32)
    note = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.size)


class Cosignature(models.Model):
    """The word of a witness, another installation, that it saw a checkpoint of ours and none that contradicts it."""

    size = models.BigIntegerField()
    witness = models.CharField(max_length=200)
    line = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["size", "witness"], name="transparency_cosigned_once"),
        ]

    def __str__(self) -> str:
        return f"{self.size} {self.witness}"


class LogKey(models.Model):
    """A key of the log, or the one with which this city witnesses others' logs. The private half is encrypted with the
    installation's secret key.

    While one key of the log gives way to the next, both sign.
    """

    class Purpose(models.TextChoices):
        LOG = "log"
        WITNESS = "witness"

    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.LOG)
    public = models.BinaryField(max_length=32, unique=True)
    private = models.BinaryField()
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return bytes(self.public).hex()


class Hold(models.Model):
    """While one is open nothing enters the log: it came back from a back-up and may lack what others saw of it."""

    class Reason(models.TextChoices):
        RESTORED = "restored"
        BEHIND = "behind"

    reason = models.CharField(max_length=10, choices=Reason.choices)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reason"], condition=Q(until__isnull=True), name="transparency_one_hold"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.since:%Y-%m-%d}"


class Break(models.Model):
    """The city's signed word that its log lost its last entries and goes on from an earlier size. Only ever inserted."""

    kept_size = models.BigIntegerField()
    lost_size = models.BigIntegerField()
    lost_note = models.TextField()
    file = models.BinaryField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kept_size} {self.lost_size}"
