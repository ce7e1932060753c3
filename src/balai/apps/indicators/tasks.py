"""Figures are published without anybody's hand, a few days after each month."""

from __future__ import annotations

from balai.apps.indicators.actions.publishing import publish_what_is_due
from balai.base import clock
from balai.base.jobs import every, task


@task(name="indicators.publish", lock="indicators.publish")
def publish_nightly(timestamp: int) -> None:  # noqa: ARG001 (procrastinate passes it)
    """Every night, after the sums were counted again."""
    publish_what_is_due(now=clock.now())


every("10 21 * * *")(publish_nightly)
