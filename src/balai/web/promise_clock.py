"""The promise clock: what is left of a time limit, or by how much it was missed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext

from balai.base import clock
from balai.web import dates

SOON = timedelta(hours=24)


def promise(
    due: datetime | None,
    *,
    what: str = "",
    paused: bool = False,
    kept: datetime | None = None,
    now: datetime | None = None,
) -> dict[str, Any]:
    """The promise clock in words. `what` is what was promised, "Answer" unless told otherwise.

    `paused`: the clock stands still, the city waits for the citizen. `kept`: when it was done, if it was.
    """
    now = now or clock.now()
    due = due or None
    end = kept or now
    kind = "none"
    if due is not None:
        kind = "late" if end > due else "soon" if due - end < SOON else "due"
        kind = "kept" if kept and kept <= due else "missed" if kept else "paused" if paused else kind
    return {
        "kind": kind,
        "what": what or gettext("Answer"),
        "due": due,
        "due_words": dates.due_text(due, now=now) if due else "",
        "left": dates.length_text(abs(due - end)) if due else "",
        "kept": kept,
        "kept_words": dates.due_text(kept, now=now) if kept else "",
    }
