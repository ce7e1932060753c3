"""Cases as the database keeps them: the story, the words apart from it, and a summary row that lists can sort by.

`Event` and `Content` rows are only ever inserted by the running city; see migrations/0002.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from balai.engines.casework.definition import PublicState

PUBLIC_STATES = [
    (PublicState.WAITING.value, _("Waiting")),
    (PublicState.COORDINATION.value, _("Coordination")),
    (PublicState.DISPOSITION.value, _("Disposition")),
    (PublicState.IN_PROGRESS.value, _("In progress")),
    (PublicState.VERIFICATION.value, _("Awaiting check")),
    (PublicState.DONE.value, _("Done")),
    (PublicState.REFUSED.value, _("Refused")),
    (PublicState.WITHDRAWN.value, _("Taken back")),
]


class Audience(models.TextChoices):
    """Who may read a piece of content."""

    PUBLIC = "public", _("everyone")
    REPORTER = "reporter", _("the reporter and officers")
    OFFICERS = "officers", _("officers")


class ServiceVersion(models.Model):
    """A service file as it stood: a case keeps the one under which it was opened."""

    code = models.CharField(max_length=60)
    version = models.CharField(max_length=64)
    definition = models.JSONField()
    activated_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["code", "version"], name="cases_service_version_once"),
            models.UniqueConstraint(
                fields=["code"], condition=Q(retired_at__isnull=True), name="cases_service_one_current"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version[:8]}"


class Case(models.Model):
    """The summary of one story: everything here follows from its events and can be made again from them.

    `due_at` is the nearest promise on a step. `case_due_at` is when the promise on the whole case runs out; it is
    empty while that clock stands still, and once it was told that the case is late (`case_late`).
    """

    reference = models.CharField(max_length=20, unique=True)
    service = models.ForeignKey(ServiceVersion, models.PROTECT)
    service_code = models.CharField(max_length=60)
    category = models.CharField(max_length=40, blank=True)
    channel = models.CharField(max_length=20)
    submission_key = models.UUIDField(unique=True)
    secret_hash = models.BinaryField(max_length=32)
    area = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    cell = models.BigIntegerField(null=True, blank=True)
    is_public = models.BooleanField()
    is_open = models.BooleanField(default=True)
    public_state = models.CharField(max_length=20, choices=PUBLIC_STATES)
    opened_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    case_due_at = models.DateTimeField(null=True, blank=True)
    case_late = models.BooleanField(default=False, db_default=False)
    holder = models.ForeignKey("people.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    holders = ArrayField(models.BigIntegerField(), default=list)
    reopened = models.PositiveSmallIntegerField(default=0)
    late = models.PositiveSmallIntegerField(default=0)
    supporters = models.PositiveIntegerField(default=0)
    last_seq = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(is_open=True, closed_at__isnull=True) | Q(is_open=False, closed_at__isnull=False),
                name="cases_case_closed_when_not_open",
            ),
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True, cell__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90), cell__isnull=False),
                name="cases_case_point_whole",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["cell", "service_code"], condition=Q(is_open=True, is_public=True), name="cases_case_nearby"
            ),
            models.Index(fields=["-opened_at", "-id"], condition=Q(is_public=True), name="cases_case_public_list"),
            models.Index(fields=["area", "-opened_at", "-id"], name="cases_case_area"),
            models.Index(fields=["case_due_at"], condition=Q(case_due_at__isnull=False), name="cases_case_clock"),
            models.Index(
                fields=["public_state", "-opened_at", "-id"],
                condition=Q(is_public=True),
                name="cases_case_public_state",
            ),
            models.Index(fields=["opened_at", "id"], condition=Q(is_open=True), name="cases_case_open"),
            models.Index(
                fields=["service_code", "category", "-opened_at", "-id"],
                condition=Q(is_public=True),
                name="cases_case_public_kind",
            ),
            models.Index(
                fields=["cell"],
                include=["longitude", "latitude", "service_code", "category", "public_state", "opened_at"],
                condition=Q(is_public=True),
                name="cases_case_public_cell",
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class Event(models.Model):
    """One thing that happened to a case: codes, times and actors, never words. Never changed, never deleted."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    seq = models.PositiveIntegerField()
    kind = models.CharField(max_length=30)  # one of the engine's: a new kind of event changes no table
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    role = models.CharField(max_length=20, blank=True)
    organisation = models.CharField(max_length=80, blank=True)
    step = models.CharField(max_length=40, blank=True)
    outcome = models.CharField(max_length=40, blank=True)
    data = models.JSONField(default=dict)
    key = models.UUIDField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "seq"], name="cases_event_seq_once"),
            models.UniqueConstraint(fields=["key"], name="cases_event_key_once"),
            models.CheckConstraint(condition=Q(seq__gte=1), name="cases_event_seq_from_one"),
        ]
        indexes: ClassVar = [models.Index(fields=["case"], condition=Q(kind="erased"), name="cases_event_erased")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.kind}"


class Content(models.Model):
    """Words, answers and files that belong to an event. Erased only through `cases_erase`, which leaves an event."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="contents")
    seq = models.PositiveIntegerField()
    question = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    data = models.JSONField(null=True, blank=True)
    file = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    audience = models.CharField(max_length=10, choices=Audience)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case", "seq"], name="cases_content_of_case")]

    def __str__(self) -> str:
        return f"{self.case_id}/{self.seq} {self.question}"


class Reporter(models.Model):
    """Who opened a case, kept apart from everything else; hidden from officers unless revealed with a reason."""

    case = models.OneToOneField(Case, models.PROTECT, primary_key=True, related_name="reporter")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    language = models.CharField(max_length=10)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["user", "-case"], name="cases_reporter_user")]

    def __str__(self) -> str:
        return f"reporter of {self.case_id}"


class Follower(models.Model):
    """Someone who supports a case instead of opening the same again. `key` is a keyed hash of the person or device."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="followers")
    key = models.BinaryField(max_length=32)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "key"], name="cases_follower_once")]

    def __str__(self) -> str:
        return f"follower of {self.case_id}"


class Task(models.Model):
    """An open step: whose turn it is, and until when. A case has as many as steps are open."""

    case = models.ForeignKey(Case, models.PROTECT, related_name="tasks")
    step = models.CharField(max_length=40)
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, null=True, blank=True, related_name="+")
    area = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+", db_index=False)
    """That of the case, which keeps it while it is open: so that one area's work is a range of an index."""
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=20, choices=PUBLIC_STATES)
    field_work = models.BooleanField(default=False)
    opened_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    due_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "step"], name="cases_task_once")]
        indexes: ClassVar = [
            models.Index(fields=["organisation", "due_at", "id"], name="cases_task_of_unit"),
            models.Index(fields=["area", "due_at", "id"], name="cases_task_of_area"),
            models.Index(fields=["due_at", "id"], name="cases_task_due"),
            models.Index(
                fields=["assignee", "due_at", "id"], condition=Q(assignee__isnull=False), name="cases_task_of_person"
            ),
            models.Index(
                fields=["opened_at"],
                condition=Q(started_at__isnull=True, assignee__isnull=True),
                name="cases_task_new",
            ),
            models.Index(
                fields=["area", "opened_at"],
                condition=Q(started_at__isnull=True, assignee__isnull=True),
                name="cases_task_new_in_area",
            ),
            models.Index(
                fields=["due_at"],
                condition=Q(is_late=False, paused_at__isnull=True, due_at__isnull=False),
                name="cases_task_clock",
            ),
            models.Index(fields=["answer_by"], condition=Q(answer_by__isnull=False), name="cases_task_answer"),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} {self.step}"


class Draft(models.Model):
    """Answers on their way: saved after every page, found again with the browser's key or the person's log-in.

    Its id becomes the case's `submission_key`, so that sending twice opens one case.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    owner_key = models.BinaryField(max_length=32)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=20)
    answers = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["updated_at"], name="cases_draft_age"),
            models.Index(fields=["owner_key"], name="cases_draft_owner"),
        ]

    def __str__(self) -> str:
        return str(self.id)


# Django finds an app's tables through this module.
from balai.apps.cases.originals import Original as Original  # noqa: E402, PLC0414 (its rows point to those above)
