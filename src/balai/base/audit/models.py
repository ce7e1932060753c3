"""Two books that are only ever written to. The role of the running city may insert and select, nothing else."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class AuditEntry(models.Model):
    """An administrative act: who did what to which object, in which organisation, when.

    `code` is stable and dotted ("membership.granted"); `reference` names the object by its public id or code,
    never by a person's words. `by` is empty when a rule of the city acted by itself.
    """

    code = models.CharField(max_length=80)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    reference = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["reference", "at"], name="audit_entry_of_object"),
            models.Index(fields=["organisation", "at"], name="audit_entry_of_organisation"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.reference}"


class DisclosureReason(models.TextChoices):
    """Why an officer may look at a person's data."""

    CONTACT = "contact", _("To ask the person about the report")
    VISIT = "visit", _("To visit the place together with the person")
    VERIFY = "verify", _("To check who has the right to the service")
    SAFETY = "safety", _("Because somebody is in danger")
    LAW = "law", _("Because a law or a court asks for it")
    REQUEST = "request", _("Because the person asked for it")


class Disclosure(models.Model):
    """One officer's look at one person's data: who looked, at whom, why, when. The person can see it.

    `about` is the person where an account is known; `reference` the case in which the look was taken.
    """

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    organisation = models.ForeignKey("people.Organisation", models.PROTECT, null=True, related_name="+")
    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="disclosures")
    reference = models.CharField(max_length=120, blank=True)
    reason = models.CharField(max_length=20, choices=DisclosureReason)
    words = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["about", "-at"], name="audit_disclosure_of_person"),
            models.Index(fields=["reference", "-at"], name="audit_disclosure_of_case"),
            models.Index(fields=["by", "-at"], name="audit_disclosure_by_officer"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(about__isnull=False) | ~models.Q(reference=""), name="audit_disclosure_about_someone"
            ),
            models.CheckConstraint(condition=~models.Q(words=""), name="audit_disclosure_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.reason} {self.reference}"
