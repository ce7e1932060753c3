"""Officers tell travellers of lines and stops, and take it back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from balai.apps.mobility import realtime, shelf
from balai.apps.mobility.models import TravelNotice
from balai.base.audit.actions import record_act
from balai.base.errors import Refusal
from balai.base.people.models import User

MOST_PLACES = 50


class NoticeConcernsNothing(Refusal):
    """Name at least one line or stop, and at most fifty."""

    code = "mobility.notice_concerns_nothing"
    status = 422


class NoticeIsOver(Refusal):
    """The notice must end after it begins, and not before now."""

    code = "mobility.notice_is_over"
    status = 422


@transaction.atomic
def tell_travellers(
    *,
    routes: Sequence[str],
    stops: Sequence[str],
    header: Mapping[str, str],
    text: Mapping[str, str],
    since: datetime,
    until: datetime,
    by: User,
    now: datetime,
) -> TravelNotice:
    """Tell those who travel on these lines or by these stops, by their ids, from one moment to another.

    Raises:
        NoticeConcernsNothing, NoticeIsOver: one of them.
    """
    if not 1 <= len(routes) + len(stops) <= MOST_PLACES:
        raise NoticeConcernsNothing
    if until <= max(since, now):
        raise NoticeIsOver
    row = TravelNotice.objects.create(
        routes=list(routes),
        stops=list(stops),
        header=dict(header),
        text={language: words for language, words in text.items() if words},
        since=since,
        until=until,
        at=now,
        by=by,
    )
    record_act(code="travel_notice.told", by=by, reference=str(row.public_id), now=now)
    transaction.on_commit(lambda: publish_notices(now=now))
    return row


@transaction.atomic
def end_notice(*, notice: TravelNotice, by: User, now: datetime) -> None:
    """It no longer holds; ending it twice is the same as once."""
    held = TravelNotice.objects.select_for_update().get(pk=notice.pk)
    if held.ended_at is not None:
        return
    held.ended_at, held.ended_by = now, by
    held.save(update_fields=["ended_at", "ended_by"])
    record_act(code="travel_notice.ended", by=by, reference=str(held.public_id), now=now)
    transaction.on_commit(lambda: publish_notices(now=now))


def publish_notices(*, now: datetime) -> int:
    """Write the message that every process applies; how many notices it holds."""
    # What writes messages is loaded only by whoever writes one.
    from balai.engines.transit.alerts import Alert, Concern  # noqa: PLC0415
    from balai.engines.transit.telling import write_alerts  # noqa: PLC0415

    rows = list(TravelNotice.objects.filter(ended_at__isnull=True, until__gt=now).order_by("id"))
    alerts = [
        Alert(
            f"notice-{row.public_id}",
            row.header,
            row.text,
            ((int(row.since.timestamp()), int(row.until.timestamp())),),
            (
                *(Concern(route_id=route) for route in row.routes),
                *(Concern(stop_id=stop) for stop in row.stops),
            ),
        )
        for row in rows
    ]
    content, path = write_alerts(alerts), realtime.folder() / realtime.NOTICES
    if not path.is_file() or path.read_bytes() != content:
        shelf.write_whole(path, content)
    return len(rows)
