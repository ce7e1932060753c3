"""Who wants to be told of new votes: chosen by the person, one line each, gone when they no longer want it."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Interest(models.Model):
    """Of which votes a person wants to hear. No topics: of all. No area: of the whole city."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, primary_key=True, related_name="+")
    topics = models.JSONField(default=list)
    area = models.ForeignKey("areas.Area", models.PROTECT, null=True, blank=True, related_name="+")
    since = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["area"], name="votes_interest_by_area")]

    def __str__(self) -> str:
        return str(self.user_id)
