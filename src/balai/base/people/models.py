"""Who acts: people, the organisations they act for, and the roles they hold there."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from balai.base.city import current_city
from balai.base.statements import Asked


class Role(models.TextChoices):
    """What a person may do within one organisation. Being a citizen needs no membership."""

    FRONT_DESK = "front_desk", _("Front desk")
    OFFICER = "officer", _("Officer")
    CREW = "crew", _("Field crew")
    VERIFIER = "verifier", _("Verifier")
    SUPERVISOR = "supervisor", _("Supervisor")
    ADMINISTRATOR = "administrator", _("Administrator")
    AUDITOR = "auditor", _("Auditor")


class OrganisationKind(models.TextChoices):
    PROVINCE = "province", _("Government")
    AGENCY = "agency", _("Agency")
    SUB_AGENCY = "sub_agency", _("Sub-agency")
    CITY_OFFICE = "city_office", _("City administration")
    DISTRICT_OFFICE = "district_office", _("District office")
    SUBDISTRICT_OFFICE = "subdistrict_office", _("Subdistrict office")
    COMPANY = "company", _("Company")
    COMMUNITY = "community", _("Community organisation")


class UserManager(BaseUserManager["User"]):
    def get(self, *args: Any, **kwargs: Any) -> User:
        """As ever; by `pk` alone, which Django asks for at every request of somebody logged in, without delay."""
        if args or kwargs.keys() != {"pk"}:
            return super().get(*args, **kwargs)
        found = _by_number(self.model._meta.pk.to_python(kwargs["pk"]))
        if not found:
            raise self.model.DoesNotExist
        return found[0]

    def create_user(self, email: str, password: str | None = None, **fields: object) -> User:
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person with an account."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), max_length=254)
    name = models.CharField(_("name"), max_length=150, blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(Lower("email"), name="people_user_email_once")]

    def __str__(self) -> str:
        return self.name or str(self.public_id)


_by_number = Asked(User, "WHERE main.id = %s")


class Organisation(models.Model):
    """A node of the tree of agencies and offices.

    `path` joins the codes from the root, each followed by a slash ("dki/bina-marga/"),
    so that everything below an organisation shares its prefix.
    """

    code = models.CharField(max_length=80, unique=True)
    kind = models.CharField(max_length=30, choices=OrganisationKind)
    names = models.JSONField()
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=500, unique=True)
    area = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="organisations")
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["path"], name="people_organisation_below", opclasses=["text_pattern_ops"])
        ]

    def __str__(self) -> str:
        return self.code

    def name_in(self, language: str) -> str:
        """The name in `language`, else in the city's first language, else in any."""
        return current_city().text(self.names, language)


class MembershipQuerySet(models.QuerySet["Membership"]):
    def held_on(self, day: date) -> MembershipQuerySet:
        """Memberships in force on `day`: both ends are inclusive."""
        return self.filter(since__lte=day).filter(models.Q(until__isnull=True) | models.Q(until__gte=day))


class Membership(models.Model):
    """A role that a person holds in an organisation, and optionally only in one of its areas."""

    user = models.ForeignKey(User, models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    area = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True)
    since = models.DateField()
    until = models.DateField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisation", "role", "area"], nulls_distinct=False, name="people_membership_once"
            ),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gte=models.F("since")),
                name="people_membership_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} in {self.organisation_id}"


class AbsenceQuerySet(models.QuerySet["Absence"]):
    def on(self, day: date) -> AbsenceQuerySet:
        """Absences in force on `day`: both ends are inclusive."""
        return self.filter(since__lte=day, until__gte=day)


class Absence(models.Model):
    """Somebody is away from one of their roles, and a colleague who holds the same role there stands in.

    It gives no right: it only shows the work of one to the other, on the days on which both hold the role.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="absences")
    stand_in = models.ForeignKey(User, models.CASCADE, related_name="standing_in")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField(max_length=20, choices=Role)
    since = models.DateField()
    until = models.DateField()
    arranged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    arranged_at = models.DateTimeField()

    objects = AbsenceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(until__gte=models.F("since")), name="people_absence_ends_after_it_begins"
            ),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("stand_in")), name="people_absence_not_by_oneself"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["stand_in", "until"], name="people_absence_stand_in"),
            models.Index(fields=["organisation", "until"], name="people_absence_of_unit"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id} for {self.role}, {self.since} to {self.until}"


class ResidenceSource(models.TextChoices):
    """Who vouches for it."""

    OFFICER = "officer", _("Seen by an officer")
    IDENTITY = "identity", _("Told by the national identity service")


class Residence(models.Model):
    """That a person lives in the city, as somebody has checked: a paper at the counter, or an identity service.

    `identity` is a keyed hash of the national identity number, so that one person confirms one account; the number
    itself is kept nowhere. Erased with the account.
    """

    user = models.OneToOneField(User, models.CASCADE, related_name="residence")
    area = models.ForeignKey("areas.Area", models.PROTECT, related_name="+")
    born = models.DateField(null=True, blank=True)
    identity = models.BinaryField(max_length=32, unique=True)
    source = models.CharField(max_length=10, choices=ResidenceSource)
    confirmed_by = models.ForeignKey(User, models.SET_NULL, null=True, related_name="+")
    confirmed_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area"], name="people_residence_area")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.area_id}"
