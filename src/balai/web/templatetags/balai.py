"""The tags and filters of Balai's pages. A built-in library: templates need no `{% load %}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal

from django import template
from django.forms import BaseForm, BoundField
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from balai.base import clock
from balai.web import controls, dates, maps
from balai.web.components import (
    STATE_SENTENCES,
    STATES,
    Crumb,
    MapStart,
    Moment,
    Photo,
    Point,
    Row,
    Steps,
    Table,
    Task,
    status_html,
)
from balai.web.promise_clock import promise
from balai.web.templates import pure

register = template.Library()

Tone = Literal["info", "success", "warning", "error"]


register.simple_tag(maps.chosen_among)

# words


@register.filter
@register.simple_tag
def text_of(names: Mapping[str, str] | str | None) -> str:
    """The text in the active language, out of {id: …, en: …}; else in the first language there is."""
    if not names:
        return ""
    if isinstance(names, str):
        return names
    return names.get(translation.get_language() or "") or next(iter(names.values()))


@register.filter
def rupiah(amount: int | None) -> str:
    """Rp25.000"""
    return "" if amount is None else dates.rupiah_text(amount)


@register.filter
def state_word(state: str) -> str:
    """The citizens' word for a public state."""
    return str(STATES.get(state, state))


@register.filter
def state_sentence(state: str) -> str:
    """What a public state means for the person who waits."""
    return str(STATE_SENTENCES.get(state, ""))


# days and times


@register.filter
def day(value: date | datetime | None) -> SafeString:
    """<time>23 November 2026</time>"""
    if value is None:
        return SafeString()
    iso = (dates.in_city(value).date() if isinstance(value, datetime) else value).isoformat()
    return format_html('<time datetime="{}">{}</time>', iso, dates.day_text(value))


@register.filter
def when(value: datetime | None, style: str = "") -> SafeString:
    """<time>21 November 2026 at 16:00</time> (2 hours ago). With style "short", only the first half."""
    if value is None:
        return SafeString()
    moment = format_html('<time datetime="{}">{}</time>', dates.in_city(value).isoformat(), dates.moment_text(value))
    relative = "" if style == "short" else dates.relative_text(value, now=clock.now())
    return format_html('{} <span class="relative">({})</span>', moment, relative) if relative else moment


@register.filter
def ago(value: datetime | None) -> SafeString:
    """2 hours ago, with the whole date for machines and beside the pointer."""
    if value is None:
        return SafeString()
    relative = dates.relative_text(value, now=clock.now()) or dates.day_text(value)
    iso, whole = dates.in_city(value).isoformat(), dates.moment_text(value)
    return format_html('<time datetime="{}" title="{}">{}</time>', iso, whole, relative)


register.inclusion_tag("web/components/promise.html")(promise)


# small components


@register.simple_tag
@pure
@lru_cache(maxsize=256)
def icon(name: str) -> SafeString:
    """A drawing beside words; screen readers pass over it."""
    if not name:
        return SafeString()
    address = f"{static('web/icons.svg')}#{name}"
    return format_html('<svg class="icon" aria-hidden="true" focusable="false"><use href="{}"></use></svg>', address)


@register.simple_tag
def status(state: str, word: str = "") -> SafeString:
    """A colour and a word. `word` replaces the word of the public state."""
    return status_html(state, str(word or state_word(state)))


@register.inclusion_tag("web/components/button.html")
def button(
    label: str,
    *,
    kind: str = "",
    url: str = "",
    icon: str = "",
    name: str = "",
    value: str = "",
    form: str = "",
    small: bool = False,
    disabled: bool = False,
) -> dict[str, Any]:
    """A link with `url`, else a submit button. Kinds: primary (default), accent, secondary, quiet, danger."""
    return locals()


@register.inclusion_tag("web/components/page_header.html")
def page_header(title: str, *, caption: str = "", lede: str = "", state: str = "") -> dict[str, Any]:
    """The page's one first-level heading."""
    return locals()


@register.inclusion_tag("web/components/hero.html")
def hero(title: str, *, lede: str = "", url: str = "", label: str = "", icon: str = "") -> dict[str, Any]:
    """The opening of the home page: one sentence, one thing to do. Its title is the page's heading."""
    return locals()


@register.inclusion_tag("web/components/breadcrumbs.html")
def breadcrumbs(crumbs: Sequence[Crumb]) -> dict[str, Any]:
    return {"crumbs": crumbs}


@register.inclusion_tag("web/components/back_link.html")
def back_link(url: str, label: str = "") -> dict[str, Any]:
    return {"url": url, "label": label or gettext("Back")}


@register.inclusion_tag("web/components/steps.html")
def steps(now: int, of: int) -> dict[str, Any]:
    """Step 2 of 5"""
    return {"steps": Steps(now, of)}


@register.inclusion_tag("web/components/progress.html")
def progress(value: float, of: float, label: str) -> dict[str, Any]:
    """A bar with its numbers in words."""
    return {"value": value, "of": of, "label": label}


@register.simple_block_tag
def notice(content: SafeString, kind: Tone = "info", title: str = "", *, announce: bool = False) -> SafeString:
    """{% notice "success" "Report sent" %}words{% endnotice %}; `announce` reads it out when it appears."""
    return render_to_string(
        "web/components/notice.html", {"kind": kind, "title": title, "content": content, "announce": announce}
    )


# lists of facts


@register.inclusion_tag("web/components/summary_list.html")
def summary_list(rows: Sequence[Row]) -> dict[str, Any]:
    """Terms and values, with links to change them."""
    return {"rows": rows}


@register.inclusion_tag("web/components/task_list.html")
def task_list(tasks: Sequence[Task]) -> dict[str, Any]:
    return {"tasks": tasks}


@register.inclusion_tag("web/components/timeline.html")
def timeline(moments: Sequence[Moment], level: int = 3) -> dict[str, Any]:
    """A case's dated story; `level` is the heading level of its entries."""
    return {"moments": moments, "heading": f"h{level}"}


@register.inclusion_tag("web/components/photos.html")
def photos(pictures: Sequence[Photo]) -> dict[str, Any]:
    return {"photos": pictures}


@register.inclusion_tag("web/components/table.html")
def data_table(table: Table) -> dict[str, Any]:
    return {"table": table}


@register.inclusion_tag("web/components/pagination.html")
def pagination(*, previous: str = "", following: str = "") -> dict[str, Any]:
    """Keyset paging: there is a next and a previous, and no page numbers."""
    return {"previous": previous, "following": following}


@register.inclusion_tag("web/components/card.html")
def card(
    title: str,
    *,
    url: str = "",
    text: str = "",
    state: str = "",
    foot: str = "",
    icon: str = "",
    photo: Photo | None = None,
    level: int = 3,
) -> dict[str, Any]:
    return locals() | {"heading": f"h{level}"}


@register.inclusion_tag("web/components/empty.html")
def empty(title: str, *, text: str = "", icon: str = "inbox", url: str = "", label: str = "") -> dict[str, Any]:
    """What to say where a list has nothing in it, and what one can do."""
    return locals()


@register.inclusion_tag("web/components/map_list.html")
def map_list(
    points: Sequence[Point], start: MapStart | None = None, *, beside: bool = False, level: int = 3
) -> dict[str, Any]:
    """The list is the page; with scripts, a map of the same things appears before or beside it."""
    return {"points": points, "start": start, "beside": beside, "level": level}


# forms


@register.inclusion_tag("web/components/field.html")
def field(bound: BoundField, *, heading: bool = False) -> dict[str, Any]:
    """A form's field with label, hint and errors; with `heading` its label is the page's heading."""
    return controls.field_context(bound, heading=heading)


@register.inclusion_tag("web/components/fields.html")
def fields(form: BaseForm) -> dict[str, Any]:
    """Every field of a form, one after the other, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("web/components/error_summary.html")
def error_summary(form: BaseForm | None) -> dict[str, Any]:
    """What is wrong, at the top of the page, each line a link to its field. Nothing when nothing is wrong."""
    return {"problems": controls.problems_of(form) if form is not None and form.is_bound else []}
