"""Figures in words of the active language: each with how sure it is, or why nothing is said."""

from __future__ import annotations

from datetime import date

from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balai.apps.figures.estimates import Duration, Share

HOUR, DAY = 60.0, 1440.0
DAYS_FROM = 96 * HOUR
"""From four days on, days say more than hours."""


def number_words(value: float, decimals: int = 0) -> str:
    """ "12.345" in Indonesian, "12,345" in English."""
    return str(formats.number_format(round(value, decimals), decimal_pos=decimals, force_grouping=True))


def duration_words(minutes: float) -> str:
    """ "45 minutes", "52 hours", "6.3 days"."""
    if minutes < HOUR:
        return _("under an hour")
    if minutes < DAYS_FROM:
        hours = round(minutes / HOUR)
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": number_words(hours)}
    days = minutes / DAY
    decimals = 1 if days < 10 else 0
    return _("%(count)s days") % {"count": number_words(days, decimals)}


def percent_words(value: float) -> str:
    return f"{number_words(100 * value)}%"


def between_words(low: str, high: str) -> str:
    """From one value to another, as one reads it."""
    return _("%(low)s to %(high)s") % {"low": low, "high": high}


def duration_value(found: Duration) -> str:
    """The figure itself, or what stands in its place."""
    if found.too_few:
        return _("Too few")
    return _("Not reached yet") if found.minutes is None else duration_words(found.minutes)


def duration_range(found: Duration) -> str:
    """Between which values the figure lies with 95 % certainty."""
    if found.minutes is None or found.low is None:
        return ""
    if found.high is None:
        return _("at least %(low)s") % {"low": duration_words(found.low)}
    return between_words(duration_words(found.low), duration_words(found.high))


def share_value(found: Share) -> str:
    return _("Too few") if found.value is None else percent_words(found.value)


def share_range(found: Share) -> str:
    if found.interval is None:
        return ""
    low, high = found.interval
    return between_words(percent_words(low), percent_words(high))


def cell(value: str, sure: str) -> SafeString | str:
    """A figure in a table, with its range beneath."""
    return format_html('<span>{} <span class="figures__sure">{}</span></span>', value, sure) if sure else value


def month_words(month: date, *, short: bool = False) -> str:
    """ "November 2026", or "Nov" on an axis."""
    return str(formats.date_format(month, "M" if short else "F Y"))


def link(address: str, label: str) -> SafeString:
    return format_html('<a href="{}">{}</a>', address, label)
