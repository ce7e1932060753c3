"""The administrative tree: where things are."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.TextChoices):
    """From the widest to the narrowest. A city pack uses those that its country has."""

    PROVINCE = "province", _("Province")
    CITY = "city", _("City or regency")
    DISTRICT = "district", _("District")
    SUBDISTRICT = "subdistrict", _("Subdistrict")
    RW = "rw", _("Neighbourhood (RW)")
    RT = "rt", _("Block (RT)")


class BoundarySource(models.TextChoices):
    NONE = "none", _("No boundary")
    SCHEMATIC = "schematic", _("Schematic boundary")
    OFFICIAL = "official", _("Official boundary")


class Area(models.Model):
    """A node of the administrative tree.

    `path` joins the codes from the root, each followed by a slash.
    Longitude and latitude are a point inside the area, in degrees (WGS 84).
    """

    code = models.CharField(max_length=40, unique=True)
    level = models.CharField(max_length=20, choices=Level)
    name = models.CharField(max_length=120)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    path = models.CharField(max_length=300, unique=True)
    since = models.DateField(null=True, blank=True)
    until = models.DateField(null=True, blank=True)
    longitude = models.FloatField(null=True, blank=True)
    latitude = models.FloatField(null=True, blank=True)
    boundary = models.JSONField(null=True, blank=True)
    boundary_source = models.CharField(max_length=20, choices=BoundarySource, default=BoundarySource.NONE)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["path"], name="areas_area_below", opclasses=["text_pattern_ops"]),
            models.Index(fields=["level", "name"], name="areas_area_level"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(longitude__isnull=True, latitude__isnull=True)
                | models.Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="areas_area_point_on_earth",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.code})"


class AreasVersion(models.Model):
    """One row, with a new random number at every change of the tree or its boundaries.

    Each process holds all boundaries in memory and reads this number to know when to build its index anew. Random,
    not counted: a count that a roll-back took back would be given again to another change.
    """

    number = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [models.CheckConstraint(condition=models.Q(id=1), name="areas_version_only_one")]

    def __str__(self) -> str:
        return str(self.number)
