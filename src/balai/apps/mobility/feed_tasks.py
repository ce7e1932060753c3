"""Timetables are made where nobody waits for them."""

from __future__ import annotations

from balai.apps.mobility.actions.feeding import announce, examine_feed, give_up_feed, tidy
from balai.apps.mobility.actions.publishing import publish_feed
from balai.apps.mobility.models import FeedVersion
from balai.apps.mobility.workshop import WorkshopFailed
from balai.base import clock
from balai.base.jobs import BoundedRetry, defer, every, task

LOCK = "mobility.workshop"


@task(name="mobility.examine_feed", lock=LOCK, retry=BoundedRetry(waits=()))
def examine_feed_in_turn(version: int) -> None:
    """Examine a feed and make its timetable; one at a time."""
    found = FeedVersion.objects.filter(pk=version).first()
    if found is None:
        return
    try:
        examine_feed(version=found, now=clock.now())
        publish_feed(now=clock.now())
    except WorkshopFailed as failure:
        give_up_feed(version=found, failure=failure, now=clock.now())
        raise


@task(name="mobility.keep_timetables", lock=LOCK, retry=BoundedRetry(waits=()))
def keep_timetables_periodically(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every ten minutes: make what rules and is lacking, as after a restore, at midnight, or under another tariff."""
    for version in announce():
        if version.is_usable:
            defer(examine_feed_in_turn, version=version.pk)
    tidy(now=clock.now())
    publish_feed(now=clock.now())


every("*/10 * * * *")(keep_timetables_periodically)
