"""What a list of journeys shows of each again and again, as HTML made in one go: a page has some hundred such parts.

Through templates they were half of what a page takes. Everything that a feed or a person wrote is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from balai.apps.mobility.planning import color_of, length
from balai.apps.mobility.ways import CHEAPEST, FEWEST_CHANGES, QUICKEST
from balai.engines.transit.journeys import Journey, Ride, Spot, Walk
from balai.web.components import status_html


def lines_of(journey: Journey) -> SafeString:
    """The lines of a journey in order, ways on foot between them; each with its points, for the map."""
    items = "".join(_walked(leg) if isinstance(leg, Walk) else _ridden(leg) for leg in journey.legs)
    return mark_safe(f'<ol class="lines" aria-label="{escape(_("Lines"))}">{items}</ol>')  # noqa: S308 (escaped above)


def _walked(leg: Walk) -> str:
    told = escape(_("%(length)s on foot") % {"length": length(leg.metres)})
    return f'<li class="lines__one" data-line="{_points((leg.origin, leg.target))}" data-kind="walk"><span class="muted">{told}</span></li>'


def _ridden(leg: Ride) -> str:
    color = color_of(leg.color)
    drawn = f' data-color="{color}"' if color else ""
    points = _points([call.spot for call in leg.calls])
    return f'<li class="lines__one" data-line="{points}" data-kind="ride"{drawn}>{line_html(leg.route, color)}</li>'


def line_html(name: str, color: str) -> SafeString:
    """A line by its name, beside its colour if it has one (six hexadecimal digits)."""
    icon = (
        '<svg class="line__color" viewBox="0 0 4 12" aria-hidden="true" focusable="false">'
        f'<path fill="#{escape(color)}" d="M0 0h4v12H0z"/></svg>'
        if color
        else ""
    )
    return mark_safe(f'<span class="line">{icon}{escape(name)}</span>')  # noqa: S308 (escaped above)


def _points(spots: Iterable[Spot]) -> str:
    numbers = [number for spot in spots for number in (spot.longitude, spot.latitude)]
    return ("%.5f,%.5f " * (len(numbers) // 2))[:-1] % tuple(numbers)


def effort_of(journey: Journey) -> str:
    """How often one changes and how far one walks, in words."""
    metres = journey.walking_metres
    walking = _("%(length)s on foot") % {"length": length(metres)} if metres else _("nothing on foot")
    if not journey.rides:
        return walking
    transfers = journey.transfers
    changes = ngettext("%(transfers)s change", "%(transfers)s changes", transfers) if transfers else _("no change")
    return f"{changes % {'transfers': transfers} if transfers else changes} · {walking}"


def marks_of(marks: Iterable[str]) -> SafeString:
    """What a way is best at, each as a colour and a word."""
    words = {
        QUICKEST: ("done", _("quickest")),
        CHEAPEST: ("verification", _("cheapest")),
        FEWEST_CHANGES: ("", _("fewest changes")),
    }
    least = ("", _("least walking"))
    return mark_safe("".join(status_html(*words.get(mark, least)) for mark in marks))  # noqa: S308 (made by format_html)
