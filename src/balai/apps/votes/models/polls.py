"""Polls: what is asked, who may answer, and every ballot that ever came.

The database holds what a poll stands for, whoever writes to it (migrations/0002): after its opening nothing of a poll
can be changed; a ballot is taken only between opening and closing, by the database's own clock; ballots are only ever
added, and of one voter's ballots the last is the one voice that counts.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class PollKind(models.TextChoices):
    """How a ballot is kept. What each kind means for a voter stands in `rules.KINDS`."""

    OPEN = "open", pgettext_lazy("kind of vote", "Open")
    SECRET = "secret", pgettext_lazy("kind of vote", "Secret")


class PollState(models.TextChoices):
    """Where a poll stands. Only a draft can be changed."""

    DRAFT = "draft", pgettext_lazy("state of a vote", "Draft")
    READY = "ready", pgettext_lazy("state of a vote", "Waits for its opening")
    OPEN = "open", pgettext_lazy("state of a vote", "Open")
    CLOSED = "closed", pgettext_lazy("state of a vote", "Closed")
    COUNTED = "counted", pgettext_lazy("state of a vote", "Counted")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a vote", "Withdrawn")


class Method(models.TextChoices):
    """How a question is answered."""

    SINGLE = "single", _("Choose one")
    MULTIPLE = "multiple", _("Choose several")
    RANKED = "ranked", _("Put in order")
    SCORE = "score", _("Give each a mark")
    POINTS = "points", _("Share out points")


class Poll(models.Model):
    """One poll. `who` says who may vote (see `eligibility`); `roll_root` is the Merkle root over the pseudonyms.

    `definition` is the SHA-256 over everything asked, fixed at the opening. `threshold` of a secret poll's trustees
    open its result; with 0 all of them do.
    """

    code = models.CharField(max_length=9, unique=True)
    kind = models.CharField(max_length=10, choices=PollKind)
    state = models.CharField(max_length=10, choices=PollState, default=PollState.DRAFT)
    title = models.JSONField()
    summary = models.JSONField(default=dict)
    picture = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey("people.Organisation", models.PROTECT, related_name="+")
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    who = models.JSONField(default=dict)
    live_results = models.BooleanField(default=False)
    by_area = models.BooleanField(default=False)
    letters = models.BooleanField(default=False)
    topic = models.CharField(max_length=20, blank=True)
    threshold = models.PositiveSmallIntegerField(default=0)
    proposal = models.CharField(max_length=20, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    made_at = models.DateTimeField()
    released_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    roll_count = models.PositiveIntegerField(null=True, blank=True)
    roll_root = models.BinaryField(max_length=32, null=True, blank=True)
    definition = models.CharField(max_length=64, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    answer = models.CharField(max_length=20, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(closes_at__gt=F("opens_at")), name="votes_poll_closes_after_it_opens"),
            models.CheckConstraint(condition=Q(kind__in=PollKind.values), name="votes_poll_kind_stands"),
            models.CheckConstraint(
                condition=Q(state__in=["draft", "ready", "withdrawn"])
                | Q(opened_at__isnull=False, roll_count__isnull=False, roll_root__isnull=False),
                name="votes_poll_open_with_a_roll",
            ),
            models.CheckConstraint(
                condition=~Q(state="counted") | Q(result__isnull=False, closed_at__isnull=False),
                name="votes_poll_counted_with_a_result",
            ),
        ]
        indexes: ClassVar = [models.Index(fields=["state", "closes_at"], name="votes_poll_by_state")]

    def __str__(self) -> str:
        return self.code


class Question(models.Model):
    """One question of a poll. `rule` is how it is counted; with a `budget` its options are projects with a cost."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    words = models.JSONField()
    hint = models.JSONField(default=dict)
    picture = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    method = models.CharField(max_length=10, choices=Method)
    rule = models.CharField(max_length=30)
    at_least = models.PositiveSmallIntegerField(default=1)
    at_most = models.PositiveSmallIntegerField(default=1)
    seats = models.PositiveSmallIntegerField(default=1)
    budget = models.BigIntegerField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "position"], name="votes_question_place_once"),
            models.CheckConstraint(condition=Q(at_most__gte=F("at_least")), name="votes_question_limits_in_order"),
            models.CheckConstraint(condition=Q(budget__isnull=True) | Q(budget__gt=0), name="votes_question_budget"),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id}/{self.position}"


class Option(models.Model):
    """One answer to choose, or one project of a budget. `cost` is in whole rupiah."""

    question = models.ForeignKey(Question, models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    words = models.JSONField()
    details = models.JSONField(default=dict)
    picture = models.ForeignKey("files.StoredFile", models.PROTECT, null=True, blank=True, related_name="+")
    cost = models.BigIntegerField(null=True, blank=True)
    area = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["question", "position"], name="votes_option_place_once"),
            models.CheckConstraint(condition=Q(cost__isnull=True) | Q(cost__gt=0), name="votes_option_cost"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id}/{self.position}"


class Listed(models.Model):
    """A line of an uploaded list, before the opening: an address, or a name to whom a letter goes."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="listed")
    line = models.PositiveIntegerField()
    email = models.CharField(max_length=254, blank=True)
    name = models.CharField(max_length=150, blank=True)
    area = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "line"], name="votes_listed_line_once"),
            models.UniqueConstraint(fields=["poll", "email"], condition=~Q(email=""), name="votes_listed_address_once"),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id}/{self.line}"


class Attendance(models.Model):
    """Somebody entered the code that is shown at an event, before the opening."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="attendances")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["poll", "user"], name="votes_attendance_once")]

    def __str__(self) -> str:
        return f"{self.poll_id}/{self.user_id}"


class Voter(models.Model):
    """One entry of a poll's roll, made at the opening and never changed.

    `pseudonym` is a keyed hash of the person, so that one person stands on a roll once. `code_hash` is the hash of
    the code on a paper letter. `name` is only there for that letter and is emptied at the closing.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="voters")
    number = models.PositiveIntegerField()
    pseudonym = models.BinaryField(max_length=32)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    area = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=150, blank=True)
    code_hash = models.BinaryField(max_length=32, null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "number"], name="votes_voter_number_once"),
            models.UniqueConstraint(fields=["poll", "pseudonym"], name="votes_voter_pseudonym_once"),
            models.UniqueConstraint(fields=["poll", "user"], name="votes_voter_person_once"),
            models.UniqueConstraint(fields=["poll", "code_hash"], name="votes_voter_code_once"),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id}/{self.number}"


class Ballot(models.Model):
    """A ballot of an open poll: only ever added. `number` and `at` are the database's, whatever is written there.

    `choices` holds a list for each question: the chosen positions (in order, when ranked), or a number per option.
    """

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="ballots")
    voter = models.ForeignKey(Voter, models.PROTECT, related_name="ballots")
    number = models.PositiveIntegerField(default=0)
    choices = models.JSONField()
    receipt = models.CharField(max_length=14)
    at = models.DateTimeField()
    by_letter = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["voter", "number"], name="votes_ballot_number_once"),
            models.UniqueConstraint(fields=["poll", "receipt"], name="votes_ballot_receipt_once"),
        ]

    def __str__(self) -> str:
        return self.receipt


class Voice(models.Model):
    """The one ballot of a voter that counts: kept by the database itself with each new ballot."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="voices")
    voter = models.ForeignKey(Voter, models.PROTECT, related_name="+")
    ballot = models.OneToOneField(Ballot, models.PROTECT, related_name="voice")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["poll", "voter"], name="votes_one_voice_each")]

    def __str__(self) -> str:
        return str(self.ballot_id)
