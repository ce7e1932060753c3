"""Promised lengths of time in words."""

from __future__ import annotations

from django.utils.translation import ngettext

from balai.engines.workcalendar import Span
from balai.engines.workcalendar.spans import Unit


def span_text(span: Span) -> str:
    """A promised span as a citizen reads it: "24 hours", "3 working days"."""
    words = {
        Unit.MINUTES: ngettext("%(count)d minute", "%(count)d minutes", span.amount),
        Unit.HOURS: ngettext("%(count)d hour", "%(count)d hours", span.amount),
        Unit.DAYS: ngettext("%(count)d day", "%(count)d days", span.amount),
        Unit.OFFICE_HOURS: ngettext("%(count)d office hour", "%(count)d office hours", span.amount),
        Unit.WORKING_DAYS: ngettext("%(count)d working day", "%(count)d working days", span.amount),
    }
    return words[span.unit] % {"count": span.amount}
