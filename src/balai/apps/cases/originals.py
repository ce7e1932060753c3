"""What stood in a piece of content before an office covered parts of it: under lock, read only by a recorded look."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Original(models.Model):
    """The first state of a piece of content that was covered. See migrations/0011.

    The running city can neither write these rows nor read `text` and `data`: `cases_cover` writes them, and
    `cases_uncover` gives them out against a record of the look. The file of a covered picture is locked as well.
    What the rows point to is protected by the database alone: Django would read them to say so, which it may not.
    """

    content = models.OneToOneField("cases.Content", models.DO_NOTHING, primary_key=True, related_name="original")
    case = models.ForeignKey("cases.Case", models.DO_NOTHING, related_name="+")
    text = models.TextField(blank=True)
    data = models.JSONField(null=True, blank=True)
    file = models.ForeignKey("files.StoredFile", models.DO_NOTHING, null=True, blank=True, related_name="+")
    covered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.DO_NOTHING, null=True, blank=True, related_name="+")
    covered_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["case"], name="cases_original_of_case")]

    def __str__(self) -> str:
        return f"original of {self.content_id}"
