"""What this city knows of others, what it said to them, and what it saw them do."""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Peer(models.Model):
    """Another installation. `trust` is our own decision; nobody else's word changes it but their yes to our question.

    `keys` are those of its log that we believe: the ones remembered at first sight, and those that came signed by one
    that we believed. `note` is the last checkpoint that we verified; what we witness continues it. `cosigned_…`: the
    newest of its checkpoints below which we verified words of witnesses that we know, whose, and since when.
    """

    class Trust(models.TextChoices):
        ASKED_BY_US = "asked"
        ASKED_BY_THEM = "asking"
        TRUSTED = "trusted"
        ENDED = "ended"

    address = models.CharField(max_length=200, unique=True)
    trust = models.CharField(max_length=10, choices=Trust.choices)
    since = models.DateTimeField()
    origin = models.CharField(max_length=200, blank=True)
    keys = models.JSONField(default=list)
    past_keys = models.JSONField(default=list)
    witness_key = models.CharField(max_length=300, blank=True)
    descriptor = models.JSONField(null=True, blank=True)
    descriptor_file = models.BinaryField(blank=True, default=b"")
    sequence = models.BigIntegerField(default=0)
    size = models.BigIntegerField(default=0)
    note = models.TextField(blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    is_frozen = models.BooleanField(default=False)
    described_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=60, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    witnessed_size = models.BigIntegerField(default=0)
    witness_failure = models.CharField(max_length=60, blank=True)
    asked_at = models.DateTimeField(null=True, blank=True)
    ask_failures = models.PositiveIntegerField(default=0)
    etags = models.JSONField(default=dict)
    cosigned_size = models.BigIntegerField(default=0)
    cosigned_by = models.JSONField(default=list)
    cosigned_at = models.DateTimeField(null=True, blank=True)
    cosigned_failure = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["origin"], condition=~Q(origin=""), name="network_origin_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["next_at"], name="network_peer_due")]

    def __str__(self) -> str:
        return self.address


class Membership(models.Model):
    """That both sides belong to a network, or are neighbours (an empty code), from one day to another."""

    network = models.CharField(max_length=60, blank=True)
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="memberships")
    since = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["network", "peer"], condition=Q(until__isnull=True), name="network_member_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network or '-'} {self.peer_id}"


class Letter(models.Model):
    """A signed letter of ours or theirs. One that we cannot check yet lies with its sender's address alone."""

    class Kind(models.TextChoices):
        APPLICATION = "application"
        INVITATION = "invitation"
        ACCEPTANCE = "acceptance"
        REFUSAL = "refusal"
        LEAVING = "leaving"
        QUESTION = "question"
        ANSWER = "answer"

    number = models.UUIDField(unique=True, default=uuid.uuid4)
    address = models.CharField(max_length=200)
    is_ours = models.BooleanField()
    kind = models.CharField(max_length=20, choices=Kind.choices)
    network = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()
    file = models.BinaryField()
    is_verified = models.BooleanField(default=False)
    answered_by = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="answers")
    delivered_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveIntegerField(default=0)
    failure = models.CharField(max_length=60, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["address", "id"], name="network_letters_of")]

    def __str__(self) -> str:
        return f"{self.kind} {self.number}"


class Inquiry(models.Model):
    """A question of one city's officers to another's, and what came of it; each side keeps its own.

    Ours: `by` asked. Theirs: `case` is the reference under which it is answered here.
    """

    class Outcome(models.TextChoices):
        OPEN = ""
        ANSWERED = "answered"
        DECLINED = "declined"

    letter = models.OneToOneField(Letter, models.PROTECT, related_name="inquiry")
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="inquiries")
    is_ours = models.BooleanField()
    subject = models.CharField(max_length=150)
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    case = models.CharField(max_length=20, blank=True)
    at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case"], condition=~Q(case=""), name="network_inquiry_case_once"),
            models.CheckConstraint(
                condition=Q(outcome="", answered_at__isnull=True) | (~Q(outcome="") & Q(answered_at__isnull=False)),
                name="network_inquiry_answered_when",
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["peer", "is_ours"], condition=Q(outcome=""), name="network_inquiries_open"),
        ]

    def __str__(self) -> str:
        return f"{self.peer_id} {self.subject}"


class Lesson(models.Model):
    """A service or a definition of a peer, as its signed descriptor vouches for it, read so that officers can learn."""

    class Kind(models.TextChoices):
        SERVICE = "service"
        INDICATOR = "indicator"

    peer = models.ForeignKey(Peer, models.CASCADE, related_name="lessons")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    code = models.CharField(max_length=80)
    source = models.JSONField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    tried_at = models.DateTimeField()
    failure = models.CharField(max_length=60, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer", "kind", "code"], name="network_lesson_once"),
        ]

    def __str__(self) -> str:
        return f"{self.peer_id} {self.kind} {self.code}"


class Alarm(models.Model):
    """Something that a peer should never do. `evidence` is a file that others can check without us.

    `is_proof`: the evidence alone convinces anyone who has the peer's keys.
    """

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="alarms")
    kind = models.CharField(max_length=40)
    digest = models.CharField(max_length=64)
    is_proof = models.BooleanField()
    evidence = models.JSONField()
    at = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    closing_words = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer", "kind", "digest"], name="network_alarm_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.peer_id}"


class Visit(models.Model):
    """A reading of a peer that failed or brought something new: how it went, what it took. Kept for `VISIT_DAYS`."""

    peer = models.ForeignKey(Peer, models.CASCADE, related_name="visits")
    at = models.DateTimeField()
    failure = models.CharField(max_length=60, blank=True)
    requests = models.PositiveIntegerField()
    octets = models.PositiveBigIntegerField()
    milliseconds = models.PositiveIntegerField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["peer", "-at"], name="network_visits_of")]

    def __str__(self) -> str:
        return f"{self.peer_id} {self.at:%Y-%m-%d %H:%M}"


class PeerPublication(models.Model):
    """Figures that a peer published: verified, with their place in its log. Kept for ever: a peer may not take back."""

    peer = models.ForeignKey(Peer, models.PROTECT, related_name="publications")
    period = models.CharField(max_length=7)
    number = models.PositiveIntegerField()
    digest = models.CharField(max_length=64)
    index = models.BigIntegerField()
    file = models.BinaryField()
    said_at = models.DateTimeField()
    seen_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["peer", "period", "number"], name="network_publication_once"),
        ]

    def __str__(self) -> str:
        return f"{self.peer_id} {self.period}-{self.number}"


class PeerFigure(models.Model):
    """One value of a publication, ready to be compared; `version` says by which definition."""

    publication = models.ForeignKey(PeerPublication, models.CASCADE, related_name="figures")
    peer = models.ForeignKey(Peer, models.PROTECT, related_name="+")
    period = models.CharField(max_length=7)
    number = models.PositiveIntegerField()
    code = models.CharField(max_length=80)
    version = models.CharField(max_length=64)
    value = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    low = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    high = models.DecimalField(max_digits=24, decimal_places=6, null=True, blank=True)
    quality = models.CharField(max_length=20)
    missing = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["publication", "code"], name="network_figure_once"),
        ]
        indexes: ClassVar = [models.Index(fields=["code", "period"], name="network_figures_of")]

    def __str__(self) -> str:
        return f"{self.publication_id} {self.code}"


class Descriptor(models.Model):
    """What this city said of itself, every version; only ever inserted."""

    sequence = models.BigIntegerField(primary_key=True)
    body = models.JSONField()
    file = models.BinaryField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return str(self.sequence)
