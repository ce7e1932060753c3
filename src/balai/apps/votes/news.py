"""The news that a vote has opened, to whoever asked for it: in a job of its own, so that no opening waits for letters."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import F, Q, QuerySet, Value
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from balai.apps.votes.models import Interest, Poll, PollState
from balai.apps.votes.polls import find_poll
from balai.apps.votes.refusals import UnknownPoll
from balai.base import clock
from balai.base.jobs import task
from balai.base.notifications.actions import NewNotification, queue_notifications
from balai.base.notifications.queries import recipient_of
from balai.base.people.models import User
from balai.web.dates import moment_text
from balai.web.templatetags.balai import text_of

BATCH = 500


@task(name="votes.tell_of_vote")
def tell_of_vote(code: str) -> None:
    """Tell whoever asked for it. Tried again after a trouble, nobody is told twice."""
    with suppress(UnknownPoll):
        tell_interested(code=code, now=clock.now())


def interested_in(poll: Poll) -> QuerySet[Interest]:
    """Who is to be told of a poll: its topic, and an area that holds the owner's or lies within it."""
    topic = Q(topics=[])
    if poll.topic:
        topic |= Q(topics__contains=[poll.topic])
    place = Q(area__isnull=True)
    if poll.owner.area is not None:
        path = poll.owner.area.path
        place |= Q(area__path__startswith=path)
        above = Interest.objects.annotate(whole=Value(path)).filter(whole__startswith=F("area__path"))
        place |= Q(pk__in=above.values("pk"))
    else:
        place = Q()
    return Interest.objects.filter(topic & place, user__is_active=True)


def tell_interested(*, code: str, now: datetime) -> int:
    """Queue a notice and a mail for each of them; how many people. Told twice, nobody gets it twice.

    Raises:
        UnknownPoll.
    """
    poll = find_poll(code)
    if poll.state != PollState.OPEN or now >= poll.closes_at:
        return 0
    told, last = 0, 0
    while rows := list(interested_in(poll).filter(pk__gt=last).select_related("user").order_by("pk")[:BATCH]):
        queue_notifications(rows=[one for row in rows for one in _messages(poll, row.user)], now=now)
        told, last = told + len(rows), rows[-1].pk
    return told


def _messages(poll: Poll, user: User) -> list[NewNotification]:
    language = user.language or settings.LANGUAGE_CODE
    with override(language):
        page, stop = reverse("votes:poll", args=[poll.code]), reverse("votes:interest")
        subject = _("A vote has opened: %(title)s") % {"title": text_of(poll.title)}
        text = _("It closes on %(moment)s.") % {"moment": moment_text(poll.closes_at)}
        address = settings.CONFIGURATION.address
        mail = "\n\n".join(
            [
                text,
                f"{address}{page}",
                _("You asked to hear of votes. To hear no more: %(link)s") % {"link": address + stop},
            ]
        )
    common: dict[str, Any] = {
        "event": f"vote:{poll.code}:opened",
        "recipient": recipient_of(user),
        "language": language,
    }
    return [
        NewNotification(channel="in_app", address="", subject=subject, body=text, link=page, **common),
        NewNotification(channel="email", address=user.email, subject=subject, body=mail, link=address + page, **common),
    ]
