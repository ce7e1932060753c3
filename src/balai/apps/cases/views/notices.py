"""What the city tells this officer and their organisations, and how much of it is unread."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from balai.apps.cases.door import DESK, Desk, words_of
from balai.base import clock
from balai.base.notifications.actions import mark_all_read
from balai.base.notifications.queries import notices, recipient_of, recipient_of_organisation, unread_count

PAGE = 25
REMEMBERED_SECONDS = 30.0
MOST_REMEMBERED = 2_000
_unread: OrderedDict[tuple[str, ...], tuple[float, int]] = OrderedDict()


@dataclass(frozen=True, slots=True)
class Notice:
    subject: str
    body: str
    link: str
    is_new: bool
    at: object


def recipients_of(desk: Desk) -> tuple[str, ...]:
    """The officer, and the organisations in which they hold a role."""
    codes = sorted({held.organisation_code for held in (desk.held, *desk.others)})
    return (recipient_of(desk.user), *(recipient_of_organisation(code) for code in codes))


def unread(desk: Desk) -> int:
    """How many notices are unread, up to 100. Up to thirty seconds old, so that most pages need not ask."""
    key = recipients_of(desk)
    found = _unread.get(key)
    if found is None or time.monotonic() - found[0] > REMEMBERED_SECONDS:
        found = (time.monotonic(), unread_count(key))
        _unread[key] = found
        while len(_unread) > MOST_REMEMBERED:
            _unread.popitem(last=False)
    return found[1]


def unread_in_navigation(request: HttpRequest) -> int:
    """The number beside the link: only pages of the desk know it, and only they show it."""
    desk = request.META.get(DESK)
    return unread(desk) if isinstance(desk, Desk) else 0


def forget_unread() -> None:
    """Count anew from here on."""
    _unread.clear()


@require_http_methods(["GET", "HEAD", "POST"])
def show(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The newest notices; a POST marks all as read."""
    recipients = recipients_of(desk)
    if request.method == "POST":
        mark_all_read(recipients=recipients, now=clock.now())
        forget_unread()
        messages.success(request, _("All notices are marked as read."))
        return HttpResponseRedirect(reverse("desk:notices"))
    before = request.GET.get("before", "")
    rows = list(
        notices(recipients, before=int(before) if before.isdecimal() and len(before) < 19 else None, limit=PAGE + 1)
    )
    language = get_language() or ""
    context = {
        "desk": desk,
        "acting": words_of(desk.held),
        "notices": [
            Notice(row.subject_in(language), row.body, row.link, row.read_at is None, row.created_at)
            for row in rows[:PAGE]
        ],
        "following": f"{reverse('desk:notices')}?before={rows[PAGE - 1].pk}" if len(rows) > PAGE else "",
        "some_new": any(row.read_at is None for row in rows),
    }
    return render(request, "cases/notices.html", context)
