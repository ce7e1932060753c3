"""Sources of real times are asked when it is time, each within bounds; what they say is kept as a file for every process."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings

from balai.apps.mobility import realtime
from balai.apps.mobility.models import RealTimeSource
from balai.base.outside.fetching import Answer, Failed, Fetcher
from balai.base.outside.places import NotAllowed, page_of
from balai.base.packs.realtime_file import PackSource

MOST_OCTETS = 16 << 20
SECONDS = 10.0
LONGEST_ROUND = timedelta(seconds=40)
"""After this no further source is asked in one round; those that are left come first in the next."""
LONGEST_PAUSE = timedelta(minutes=10)
NOT_A_MESSAGE, UNREADABLE = "realtime.not_a_message", "realtime.unreadable"
SINCE_EVER = datetime(1970, 1, 1, tzinfo=UTC)
OLDER, NOT_KEPT = "realtime.older", "realtime.not_kept"
logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Marks:
    """What was seen the last time, so that only something else is sent."""

    etag: str = ""
    modified: str = ""


Asking = Callable[[str, Marks], Answer]
"""Asks an address; tests give another."""


def ask(address: str, marks: Marks) -> Answer:
    """What lies at an address, unless it is what was seen.

    Raises:
        Failed: there is no usable answer.
    """
    loopback = bool(settings.CONFIGURATION.network_loopback)
    try:
        site, path = page_of(address, loopback=loopback)
    except NotAllowed as error:
        raise Failed(error.code) from error
    return Fetcher(site, loopback, SECONDS, MOST_OCTETS).get(
        path, most=MOST_OCTETS, etag=marks.etag, modified=marks.modified
    )


def fetch_due(*, wanted: Sequence[PackSource], now: Callable[[], datetime], asking: Asking = ask) -> datetime | None:
    """Ask the sources whose time it is, the longest due first; when the next is due, None where there is none.

    Sources that the pack no longer names are forgotten.
    """
    _forget_others(wanted)
    rows = {row.name: row for row in RealTimeSource.objects.all()}
    began = now()
    for source in wanted:
        row = rows.setdefault(source.name, RealTimeSource(name=source.name))
        if row.address != source.address:
            row.address, row.etag, row.modified, row.made_at = source.address, "", "", None
            row.next_at, row.failures = SINCE_EVER, 0
    for source in sorted(wanted, key=lambda one: rows[one.name].next_at):
        row = rows[source.name]
        if row.next_at <= now() < began + LONGEST_ROUND:
            fetch(row=row, source=source, now=now, asking=asking)
    return min((rows[one.name].next_at for one in wanted), default=None)


def fetch(*, row: RealTimeSource, source: PackSource, now: Callable[[], datetime], asking: Asking = ask) -> None:
    """Ask one source, and keep what it says and how it went; whatever it sends, the others are asked."""
    failure = ""
    # A file that somebody removed is sent whole again.
    marks = Marks(row.etag, row.modified) if realtime.path_of(source.name).is_file() else Marks()
    try:
        _take(row, source, asking(source.address, marks), now())
    except Failed as error:
        failure = error.code
    except OSError as error:
        failure = NOT_KEPT
        logger.warning("Real times of %s cannot be kept: %s", source.name, error)
    except Exception as error:  # noqa: BLE001 (a stranger's bytes)
        failure = UNREADABLE
        logger.warning("Real times of %s cannot be read: %s", source.name, type(error).__name__)
    row.failure = failure[:60]
    row.failures = row.failures + 1 if failure else 0
    pause = timedelta(seconds=source.every)
    # Twice as long after each failure, at most ten minutes or what the pack says.
    longest = max(pause, LONGEST_PAUSE)
    row.next_at = now() + min(pause * 2 ** min(row.failures, 10), longest)
    row.save()


def _take(row: RealTimeSource, source: PackSource, answer: Answer, now: datetime) -> None:
    # What reads messages is loaded only where there are sources.
    from balai.engines.transit.errors import NotRealtime  # noqa: PLC0415
    from balai.engines.transit.telling import facts_of, only  # noqa: PLC0415

    if answer.is_unchanged:
        if row.made_at is None:
            realtime.true_at(source.name, now)
        row.answered_at = now
        return
    try:
        facts = facts_of(answer.body)
        content = only(answer.body, {kind.removesuffix("s") for kind in source.tells})
    except NotRealtime as error:
        raise Failed(NOT_A_MESSAGE) from error
    made = _moment(facts.made, now)
    if made and row.made_at and made < row.made_at and realtime.path_of(source.name).is_file():
        raise Failed(OLDER)  # as from one of several servers that lags behind: what is known is newer
    realtime.keep(source.name, content, at=made or now)
    row.made_at = made
    row.answered_at, row.etag, row.modified = now, answer.etag, answer.modified


def _moment(seconds: int, now: datetime) -> datetime | None:
    """When a message was made, as far as it says; a clock that is ahead is not believed."""
    if not 0 < seconds < 1 << 40:
        return None
    return min(datetime.fromtimestamp(min(seconds, now.timestamp()), UTC), now)


def _forget_others(wanted: Sequence[PackSource]) -> None:
    names = {one.name for one in wanted}
    for row in RealTimeSource.objects.exclude(name__in=names):
        realtime.forget(row.name)
        row.delete()
