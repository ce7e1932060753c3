"""A feed comes in, and the worker is told to examine it, both or neither."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from django.db import transaction

from balai.apps.mobility.actions.feeding import add_feed, add_feed_of_pack
from balai.apps.mobility.feed_tasks import examine_feed_in_turn
from balai.apps.mobility.models import FeedVersion
from balai.apps.mobility.shelf import Upload
from balai.base.jobs import defer
from balai.base.people.models import User


@transaction.atomic
def bring_feed(*, upload: Upload, name: str, by: User | None, now: datetime) -> FeedVersion:
    """Keep a feed whole, to be examined in turn.

    Raises:
        FeedTooHeavy, FeedIsNoZip, FeedIsKnown: one of them; nothing is kept.
    """
    row = add_feed(upload=upload, name=name, by=by, now=now)
    defer(examine_feed_in_turn, version=row.pk)
    return row


@transaction.atomic
def bring_feed_of_pack(*, city: Path, now: datetime) -> FeedVersion | None:
    """The feed `mobility/gtfs` of a city pack, where it is new."""
    row = add_feed_of_pack(folder=city / "mobility" / "gtfs", now=now)
    if row is not None:
        defer(examine_feed_in_turn, version=row.pk)
    return row
