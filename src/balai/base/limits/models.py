"""How far along somebody is in using up an allowance."""

from __future__ import annotations

from django.db import models


class Allowance(models.Model):
    """One allowance in use. The table is unlogged: after a crash of the server everyone begins anew.

    `key` is a keyed hash of a rule and of who it counts; it changes with every day, so that nobody's address can
    be read from it or followed from day to day. Each use moves `used_until` ahead by one share of `window`; what
    lies in the past is free again. A use that would move it beyond the window is refused.
    """

    key = models.CharField(max_length=64, primary_key=True)
    used_until = models.DateTimeField(db_index=True)
    window = models.DurationField()
    refused = models.BooleanField()

    def __str__(self) -> str:
        return self.key[:8]
