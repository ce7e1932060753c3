"""A feed is brought, examined, made to rule from a day on, and taken back."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from balai.apps.mobility import shelf
from balai.apps.mobility.feed_days import standing
from balai.apps.mobility.models import FeedActivation, FeedVersion
from balai.apps.mobility.workshop import Material, WorkshopFailed, examine
from balai.apps.transparency.service import Said, state
from balai.base.audit.actions import record_act
from balai.base.city import city_zone
from balai.base.errors import Refusal
from balai.base.people.models import User
from balai.engines.transit.manifest import is_mapped

MEGABYTE = 1_000_000
MOST_OCTETS = 200 * MEGABYTE
OF_THE_PACK = "mobility/gtfs"
EPOCH = (1980, 1, 1, 0, 0, 0)
KEPT = 10
Workshop = Callable[..., dict[str, Any]]
"""Takes material and the folder to fill, and tells what it found."""


class FeedTooHeavy(Refusal):
    """The file is larger than 200 MB."""

    code = "mobility.feed_too_heavy"
    status = 413


class FeedIsNoZip(Refusal):
    """The file is no zip archive."""

    code = "mobility.feed_is_no_zip"
    status = 422


class FeedIsKnown(Refusal):
    """This very feed has been brought before; it stands in the list."""

    code = "mobility.feed_is_known"
    status = 409


class FeedNotUsable(Refusal):
    """Nothing can be planned with this feed, or it has not been examined yet."""

    code = "mobility.feed_not_usable"
    status = 409


class FeedHasErrors(Refusal):
    """The feed has errors. Say that it may rule without its faulty rows, or mend it and bring it again."""

    code = "mobility.feed_has_errors"
    status = 409


class FeedDoesNotKnowTheDay(Refusal):
    """The feed’s calendars do not know that day."""

    code = "mobility.feed_does_not_know_the_day"
    status = 409


class FeedInThePast(Refusal):
    """A feed can rule from today on, not from a day that is over."""

    code = "mobility.feed_in_the_past"
    status = 409


class NothingToTakeBack(Refusal):
    """No other feed would rule then: bring one and let it rule before you take this one back."""

    code = "mobility.nothing_to_take_back"
    status = 409


@transaction.atomic
def add_feed(*, upload: shelf.Upload, name: str, by: User | None, now: datetime) -> FeedVersion:
    """Keep a feed whole. It is examined by `examine_feed`, which takes long and is a job.

    Raises:
        FeedTooHeavy, FeedIsNoZip, FeedIsKnown: one of them; nothing is kept.
    """
    received, digest, octets = shelf.receive(upload, most=MOST_OCTETS)
    try:
        if octets > MOST_OCTETS:
            raise FeedTooHeavy
        if not zipfile.is_zipfile(received):
            raise FeedIsNoZip
        facts = {"name": name[:120], "octets": octets, "at": now, "by": by}
        row, is_new = FeedVersion.objects.get_or_create(digest=digest, defaults=facts)
        if not is_new:
            raise FeedIsKnown
        shelf.settle(received, digest)
    finally:
        received.unlink(missing_ok=True)
    record_act(code="feed.added", by=by, reference=digest, now=now)
    return row


def add_feed_of_pack(*, folder: Path, now: datetime) -> FeedVersion | None:
    """The feed of the city pack, if it has one that was not there before.

    It rules from today on as long as no officer has let another one rule.
    """
    if not folder.is_dir():
        return None
    try:
        row = add_feed(upload=io.BytesIO(packed(folder)), name=OF_THE_PACK, by=None, now=now)
    except FeedIsKnown:
        return None
    if not FeedActivation.objects.filter(withdrawn_at__isnull=True, by__isnull=False).exists():
        today = now.astimezone(city_zone()).date()
        _say("feed.activated", FeedActivation.objects.create(version=row, since=today, at=now), now)
    return row


def packed(folder: Path) -> bytes:
    """A folder's files as a zip: the same bytes whenever the files are the same."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.glob("*.txt")):
            archive.writestr(zipfile.ZipInfo(path.name, EPOCH), path.read_bytes(), zipfile.ZIP_DEFLATED)
    return target.getvalue()


def examine_feed(*, version: FeedVersion, now: datetime, workshop: Workshop = examine) -> FeedVersion:
    """Examine a feed and make its timetable, then announce what rules. Takes seconds to minutes, in another process.

    Raises:
        WorkshopFailed: that process did not answer; it may be tried again.
    """
    folder = shelf.timetable_folder(version.digest, shelf.beside())
    material = Material(
        shelf.feed_path(version.digest), shelf.headways_path(), shelf.streets_path(), shelf.rules_path()
    )
    found = workshop(material, folder, compiled=shelf.compiled_folder())
    _keep_report(version, found, now)
    announce()
    return version


def give_up_feed(*, version: FeedVersion, failure: WorkshopFailed, now: datetime) -> None:
    """A feed at which the workshop breaks down cannot be used."""
    if version.examined_at is None:
        _keep_report(version, {"refusal": f"Reading it broke off: {failure}"[:300], "notices": []}, now)


def _keep_report(version: FeedVersion, found: dict[str, Any], now: datetime) -> None:
    version.examined_at, version.refusal, version.is_usable = now, found["refusal"], not found["refusal"]
    version.report = found
    if version.is_usable:
        version.begins, version.ends = (date.fromisoformat(found[name]) for name in ("begins", "ends"))
    version.save(update_fields=["examined_at", "refusal", "is_usable", "report", "begins", "ends"])


@transaction.atomic
def activate_feed(
    *, version: FeedVersion, since: date, despite_errors: bool, by: User | None, now: datetime
) -> FeedActivation:
    """Let a feed rule from a day on; said in the city's log.

    Raises:
        FeedNotUsable, FeedHasErrors, FeedInThePast, FeedDoesNotKnowTheDay: one of them.
    """
    if not version.is_usable or version.begins is None or version.ends is None:
        raise FeedNotUsable
    if since < now.astimezone(city_zone()).date():
        raise FeedInThePast
    if not version.begins <= since <= version.ends:
        raise FeedDoesNotKnowTheDay
    if version.errors and not despite_errors:
        raise FeedHasErrors
    row = FeedActivation.objects.create(version=version, since=since, by=by, at=now)
    _say("feed.activated", row, now)
    record_act(code="feed.activated", by=by, reference=version.digest, now=now)
    transaction.on_commit(announce)
    return row


@transaction.atomic
def take_back(*, activation: FeedActivation, by: User | None, now: datetime) -> FeedActivation:
    """Roll back: as if the feed had not been let rule; the one before it rules again, at once.

    Raises:
        NothingToTakeBack: it is taken back already, or it rules today and no other would.
    """
    held = FeedActivation.objects.select_for_update().get(pk=activation.pk)
    today = now.astimezone(city_zone()).date()
    others = [row for row in standing() if row.pk != held.pk and row.since <= today and row.version.is_usable]
    if held.withdrawn_at is not None or (held.since <= today and not others):
        raise NothingToTakeBack
    held.withdrawn_at, held.withdrawn_by = now, by
    held.save(update_fields=["withdrawn_at", "withdrawn_by"])
    _say("feed.taken_back", held, now)
    record_act(code="feed.taken_back", by=by, reference=held.version.digest, now=now)
    transaction.on_commit(announce)
    return held


def _say(kind: str, row: FeedActivation, now: datetime) -> None:
    public = {"feed": row.version.digest, "since": row.since.isoformat()}
    state([Said(kind, now, public, subject=f"feed:{row.pk}")])


def announce() -> list[FeedVersion]:
    """Tell every process which timetable rules from which day on; the feeds whose timetable has to be made first."""
    declared = shelf.beside()
    ready: dict[date, Path] = {}
    lacking: dict[int, FeedVersion] = {}
    former = set(shelf.announced().values())
    for row in standing():
        folder = shelf.timetable_folder(row.version.digest, declared)
        former.discard(folder.name)
        if is_ready(folder):
            ready[row.since] = folder
        else:
            lacking[row.version_id] = row.version
    if ready or former:  # while what rules is being made anew, what was announced before goes on
        shelf.announce(ready)
    return list(lacking.values())


def is_ready(folder: Path) -> bool:
    """Whether a timetable of this version is there."""
    return is_mapped(folder)


def tidy(*, now: datetime) -> int:
    """Remove timetables that neither rule nor belong to one of the last ten feeds; how many."""
    today = now.astimezone(city_zone()).date()
    standing_rows = standing()
    over = [row for row in standing_rows if row.since <= today]
    wanted = {row.version.digest for row in [*over[-2:], *standing_rows[len(over) :]]}
    wanted |= set(FeedVersion.objects.order_by("-id").values_list("digest", flat=True)[:KEPT])
    if not wanted:
        return 0
    declared = shelf.beside()
    return shelf.forget_timetables([shelf.timetable_folder(digest, declared) for digest in wanted])
