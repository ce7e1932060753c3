"""Every module that holds background tasks. A worker imports these and no others."""

from __future__ import annotations

TASK_MODULES: tuple[str, ...] = (
    "balai.base.jobs.failures",
    "balai.base.files.tasks",
    "balai.base.files.leftovers",
    "balai.base.notifications.tasks",
    "balai.base.limits.tasks",
    "balai.apps.accounts.tasks",
    "balai.apps.cases.tasks",
    "balai.apps.reports.tasks",
    "balai.apps.exchange.tasks",
    "balai.apps.supervision.tasks",
    "balai.apps.figures.tasks",
    "balai.apps.indicators.tasks",
    "balai.apps.mobility.feed_tasks",
    "balai.apps.mobility.realtime_tasks",
    "balai.apps.mobility.tasks",
    "balai.apps.network.tasks",
    "balai.apps.votes.news",
    "balai.apps.votes.tasks",
)
