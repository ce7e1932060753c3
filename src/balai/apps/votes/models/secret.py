"""A secret poll: who holds the keys, the public codes, every ballot ever taken, and how the sum was opened.

Nothing here tells a person from a ballot: codes are handed out by a registrar outside, and only their public halves
are kept. A ballot's place is the order in which ballots were committed, so that the archive made of them only grows.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from balai.apps.votes.models.polls import Poll


class SecretElection(models.Model):
    """The texts that everyone downloads, byte by byte: fixed at the opening, but for `tally` and `result`."""

    poll = models.OneToOneField(Poll, models.PROTECT, primary_key=True, related_name="election")
    uuid = models.CharField(max_length=64, unique=True)
    begun_at = models.BigIntegerField(default=0)
    text = models.TextField(blank=True)
    trustees = models.TextField(blank=True)
    roll = models.TextField(blank=True)
    tally = models.TextField(blank=True)
    tallied = models.PositiveIntegerField(default=0)
    result = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.uuid


class Trustee(models.Model):
    """Somebody who holds a part of the key. `key` is the public part with its proof, as they handed it in.

    Where some trustees suffice, `certificate` and `polynomial` are what they handed in before, and `sealed_key` is
    the private part, which nobody but they can open.
    """

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="trustees")
    number = models.PositiveSmallIntegerField()
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    certificate = models.TextField(blank=True)
    polynomial = models.TextField(blank=True)
    key = models.TextField(blank=True)
    sealed_key = models.TextField(blank=True)
    at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "number"], name="votes_trustee_number_once"),
            models.UniqueConstraint(fields=["poll", "user"], name="votes_trustee_person_once"),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id}/{self.number}"


class Credential(models.Model):
    """The public half of a voting code: whoever has the secret half signs ballots that it verifies."""

    poll = models.ForeignKey(Poll, models.CASCADE, related_name="credentials")
    text = models.TextField()
    digest = models.BinaryField(max_length=32)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["poll", "digest"], name="votes_credential_once")]

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class SecretBallot(models.Model):
    """A ballot that was verified and taken: only ever added. `place` and `at` are the database's."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="secret_ballots")
    credential = models.ForeignKey(Credential, models.PROTECT, related_name="+")
    place = models.PositiveIntegerField(default=0)
    tracker = models.CharField(max_length=64)
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "place"], name="votes_secret_ballot_place_once"),
            models.UniqueConstraint(fields=["poll", "tracker"], name="votes_secret_ballot_tracker_once"),
        ]

    def __str__(self) -> str:
        return self.tracker


class SecretVoice(models.Model):
    """The one ballot of a voting code that counts: kept by the database itself."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="+")
    credential = models.ForeignKey(Credential, models.PROTECT, related_name="+")
    ballot = models.OneToOneField(SecretBallot, models.PROTECT, related_name="voice")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["poll", "credential"], name="votes_secret_voice_each")]

    def __str__(self) -> str:
        return str(self.ballot_id)


class Share(models.Model):
    """A trustee's part in opening the sum, verified when it was handed in. `place` is its order in the archive."""

    poll = models.ForeignKey(Poll, models.PROTECT, related_name="shares")
    trustee = models.OneToOneField(Trustee, models.PROTECT, related_name="share")
    place = models.PositiveSmallIntegerField()
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["poll", "place"], name="votes_share_place_once"),
        ]

    def __str__(self) -> str:
        return f"{self.poll_id}/{self.place}"
