"""A message to one recipient about one event."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class State(models.TextChoices):
    QUEUED = "queued", _("Queued")
    SENT = "sent", _("Sent")
    FAILED = "failed", _("Failed")


class Notification(models.Model):
    """One event, told to one recipient through one channel, once.

    `event` and `recipient` are keys such as "case:12:3" and "user:7", "organisation:dki/bina-marga",
    "reporter:12". `content` holds everything personal (address, subject, body, link) and is emptied when the
    message has been handed over, or when the event's content is erased. `next_attempt_at` says from when a worker may take a queued row; while one works
    on it, it lies some minutes ahead, so that a row whose worker was killed comes back by itself.
    """

    event = models.CharField(max_length=160)
    recipient = models.CharField(max_length=160)
    channel = models.CharField(max_length=20)
    message_id = models.CharField(max_length=200)
    language = models.CharField(max_length=10)
    content = models.JSONField(null=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_attempt_at = models.DateTimeField()
    reason = models.CharField(max_length=300, blank=True)
    created_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    erased_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event", "recipient", "channel"], name="notifications_told_once"),
            models.CheckConstraint(
                condition=models.Q(content__isnull=True, erased_at__isnull=False)
                | models.Q(content__isnull=False, erased_at__isnull=True),
                name="notifications_erased_means_empty",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="sent") | models.Q(sent_at__isnull=False), name="notifications_sent_has_time"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_attempt_at", "id"],
                name="notifications_to_deliver",
                condition=models.Q(state="queued"),
            ),
            models.Index(
                fields=["recipient", "-id"], name="notifications_in_app", condition=models.Q(channel="in_app")
            ),
            models.Index(fields=["-id"], name="notifications_failed", condition=models.Q(state="failed")),
            models.Index(fields=["event"], name="notifications_of_event", opclasses=["varchar_pattern_ops"]),
        ]

    def __str__(self) -> str:
        return f"{self.event} to {self.recipient} by {self.channel}"

    @property
    def subject(self) -> str:
        """One line, or nothing when the content was erased."""
        return str((self.content or {}).get("subject", ""))

    def subject_in(self, language: str) -> str:
        """The subject in a reader's language, where the notice was written in it; else as it was written."""
        subjects = (self.content or {}).get("subjects", {})
        return str(subjects.get(language) or self.subject)

    @property
    def body(self) -> str:
        """Plain text, or nothing when the content was erased."""
        return str((self.content or {}).get("body", ""))

    @property
    def link(self) -> str:
        """Where the recipient can act, or nothing."""
        return str((self.content or {}).get("link", ""))
