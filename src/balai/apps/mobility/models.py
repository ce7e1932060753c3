"""Tariffs that rule, taps as they came, what cards were charged; feeds, real times and notices of journeys.

`TariffFile`, `Tap`, `ClockFix` and `Posting` rows are only ever inserted by the running city (migrations/0002).
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class TariffFile(models.Model):
    """A tariff file that was made to rule from a day on. Of several for one day the one that begins last counts."""

    code = models.CharField(max_length=40)
    version = models.CharField(max_length=64)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)
    definition = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="mobility_tariff_days"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.since}"


class Card(models.Model):
    """A card that is tapped: a keyed hash of its number, never the number.

    `owner` is whoever it is registered to, and sees what was ridden from `owned_since` on.
    """

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    number_hash = models.BinaryField(max_length=32, unique=True)
    ending = models.CharField(max_length=4, blank=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="mobility_cards"
    )
    owned_since = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(owner__isnull=True) | Q(owned_since__isnull=False), name="mobility_card_owned_since"
            ),
        ]

    def __str__(self) -> str:
        return f"…{self.ending}"


class Entitlement(models.Model):
    """A group of riders that a card belongs to between two days, both included."""

    card = models.ForeignKey(Card, models.CASCADE, related_name="entitlements")
    group = models.CharField(max_length=40)
    since = models.DateField()
    until = models.DateField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="mobility_entitlement_days"),
        ]

    def __str__(self) -> str:
        return f"{self.group} {self.since}–{self.until}"


class Tap(models.Model):
    """One reading of a card by a machine: never changed, never deleted. `key` makes a second sending harmless."""

    key = models.CharField(max_length=80, unique=True)
    card = models.ForeignKey(Card, models.PROTECT, related_name="taps")
    at = models.DateTimeField()
    kind = models.CharField(max_length=3, choices=[("in", "in"), ("out", "out")])
    network = models.CharField(max_length=40)
    stop = models.CharField(max_length=80)
    operator = models.CharField(max_length=40, blank=True)
    vehicle = models.CharField(max_length=40, blank=True)
    device = models.CharField(max_length=40, blank=True)
    received_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(kind__in=("in", "out")), name="mobility_tap_kind"),
        ]
        indexes: ClassVar = [
            models.Index(fields=["card", "at"], name="mobility_tap_card"),
            models.Index(fields=["at"], name="mobility_tap_at"),
        ]

    def __str__(self) -> str:
        return self.key


class ClockFix(models.Model):
    """A machine's clock was wrong: to what it said between two moments, seconds are added."""

    key = models.CharField(max_length=80, unique=True)
    device = models.CharField(max_length=40)
    since = models.DateTimeField()
    until = models.DateTimeField()
    seconds = models.IntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="mobility_fix_span"),
        ]

    def __str__(self) -> str:
        return self.key


class Posting(models.Model):
    """A line of a card's account: what it adds to the charge `key` (below 0: a refund), and why, for a sentence."""

    card = models.ForeignKey(Card, models.PROTECT, related_name="postings")
    key = models.CharField(max_length=80)
    amount = models.IntegerField()
    code = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["card", "id"], name="mobility_posting_card")]

    def __str__(self) -> str:
        return f"{self.key} {self.amount}"


class Dispute(models.Model):
    """A charge that its card's holder called wrong: the case that it became, and how far that is."""

    class State(models.TextChoices):
        """What became of the money: from asked to granted to returned, or refused."""

        ASKED = "asked"
        GRANTED = "granted"
        RETURNED = "returned"
        REFUSED = "refused"

    card = models.ForeignKey(Card, models.PROTECT, related_name="disputes")
    key = models.CharField(max_length=80)
    case = models.OneToOneField("cases.Case", models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.ASKED)
    amount = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["card", "key"], name="mobility_dispute_once"),
            models.CheckConstraint(
                condition=Q(state__in=("asked", "granted", "returned", "refused")), name="mobility_dispute_state"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["id"], condition=Q(state__in=("asked", "granted")), name="mobility_dispute_under_way"),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class FeedVersion(models.Model):
    """A timetable's feed as it was brought, kept whole under its digest, and what examining it found.

    `refusal` is why nothing can be planned with it; then it is not usable. `begins` and `ends` are the first and the last
    day that its calendars know. `by` is empty for the feed of the city pack.
    """

    digest = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    octets = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    examined_at = models.DateTimeField(null=True, blank=True)
    is_usable = models.BooleanField(default=False)
    refusal = models.CharField(max_length=300, blank=True)
    report = models.JSONField(default=dict)
    begins = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_usable=False)
                | Q(examined_at__isnull=False, begins__isnull=False, ends__isnull=False, refusal=""),
                name="mobility_feed_usable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.digest[:12]}"

    @property
    def errors(self) -> int:
        """How many rules of the reference it breaks."""
        return sum(notice["severity"] == "error" for notice in self.report.get("notices", ()))


class FeedActivation(models.Model):
    """A feed was made to rule from a day on. Of several for one day the last counts; one that is withdrawn never."""

    version = models.ForeignKey(FeedVersion, models.PROTECT, related_name="activations")
    since = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=False) | Q(withdrawn_by__isnull=True), name="mobility_feed_withdrawn"
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["since", "id"], name="mobility_feed_since")]

    def __str__(self) -> str:
        return f"{self.version} {self.since}"


class TravelNotice(models.Model):
    """What an officer tells travellers of some lines or stops, between two moments, in the city's languages."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    routes = models.JSONField(default=list)
    stops = models.JSONField(default=list)
    header = models.JSONField()
    text = models.JSONField(default=dict)
    since = models.DateTimeField()
    until = models.DateTimeField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(until__gt=F("since")), name="mobility_notice_span"),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_by__isnull=True)
                | Q(ended_at__isnull=False, ended_by__isnull=False),
                name="mobility_notice_ended",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class RealTimeSource(models.Model):
    """How asking a source of real times goes; its message is a file. `made_at`: when that says it was made, if it does."""

    name = models.CharField(max_length=40, unique=True)
    address = models.CharField(max_length=1000)
    answered_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(null=True, blank=True)
    next_at = models.DateTimeField()
    failure = models.CharField(max_length=60, blank=True)
    failures = models.PositiveIntegerField(default=0)
    etag = models.CharField(max_length=200, blank=True)
    modified = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.name


class SavedJourney(models.Model):
    """From where to where somebody often goes, in the words that the planner finds again. Theirs alone."""

    public_id = models.UUIDField(unique=True, default=uuid.uuid4)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_journeys")
    origin = models.CharField(max_length=120)
    target = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner", "origin", "target"], name="mobility_saved_once"),
        ]

    def __str__(self) -> str:
        return str(self.public_id)
