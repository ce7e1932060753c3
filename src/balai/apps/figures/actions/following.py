"""Keeping the sums in step with the cases: whatever changed is taken out as it was and counted as it is."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, tzinfo
from typing import Any, NamedTuple

from django.db import transaction

from balai.apps.cases import service as cases
from balai.apps.figures.actions.keeping import apply_changes, keep_facts, kept_facts
from balai.apps.figures.counting import MICRO, Fact, Places, Sums, day_of
from balai.apps.figures.models import Progress
from balai.base.city import city_zone

EVENTS_AT_ONCE = 20_000
NOT_KEPT_OF_PRIVATE: dict[str, Any] = {
    "area_id": None,
    "organisation_id": None,
    "category": "",
    "cell": None,
    "longitude": None,
    "latitude": None,
}


class Followed(NamedTuple):
    """How many cases were counted, and the newest event that was seen."""

    cases: int
    reached: int


@transaction.atomic
def follow(*, now: datetime) -> Followed:
    """Count everything that has happened since the last time. Doing it twice changes nothing.

    Only one process counts at a time: the others wait at the row of progress. Stories are read batch by batch; the
    sums, which many cases share, are written once at the end.
    """
    progress, mark = locked_progress(), cases.story_mark()
    safe = safe_end(progress, mark)
    sums, places, counted = Sums(), current_places(), 0
    for start in range(progress.done_to, mark.newest, EVENTS_AT_ONCE):
        end = min(mark.newest, start + EVENTS_AT_ONCE)
        counted += count_cases(cases.cases_changed_between(after=start, up_to=end), sums, places)
    apply_changes(sums)
    progress.done_to = max(progress.done_to, safe)
    if progress.done_to >= progress.seen_to:
        progress.seen_to, progress.seen_before = mark.newest, mark.next
    progress.counted_at = now
    progress.save()
    return Followed(counted, mark.newest)


def safe_end(progress: Progress, mark: cases.StoryMark) -> int:
    """The event up to which nothing older can still appear."""
    if mark.is_quiet:
        return mark.newest
    # Whatever was on its way when `seen_to` was the newest event has ended by now.
    return progress.seen_to if mark.oldest >= progress.seen_before else progress.done_to


def locked_progress() -> Progress:
    """The one row of progress, held until the transaction ends."""
    Progress.objects.bulk_create([Progress(id=1)], ignore_conflicts=True)
    return Progress.objects.select_for_update().get(id=1)


def facts_of(ids: Collection[int]) -> dict[int, Fact]:
    """What there is to count now, by case."""
    zone = city_zone()
    return {row.id: fact_of(row, zone) for row in cases.countable_cases(ids)}


def fact_of(row: cases.Countable, zone: tzinfo) -> Fact:
    """A case as it is counted: of a private one, neither where nor what nor with whom.

    Times of the past that stand in the wrong order count as no time at all.
    """
    minutes = None
    if row.done_at is not None:
        minutes = max(0, int((row.done_at - row.opened_at).total_seconds() // 60))
    fact = Fact(
        case_id=row.id,
        day=day_of(row.opened_at, zone),
        area_id=row.area_id,
        organisation_id=row.office_id,
        service=row.service,
        category=row.category,
        is_public=row.is_public,
        state=row.state,
        cell=row.cell,
        longitude=None if row.longitude is None else round(row.longitude * MICRO),
        latitude=None if row.latitude is None else round(row.latitude * MICRO),
        minutes=minutes,
        is_late=row.late > 0,
        was_reopened=row.reopened > 0,
        rating=row.rating if row.rating and 1 <= row.rating <= 5 else None,
        was_promised=row.was_promised,
    )
    return fact if fact.is_public else replace(fact, **NOT_KEPT_OF_PRIVATE)


def count_cases(ids: Collection[int], sums: Sums, places: Places) -> int:
    """Add to `sums` what has changed of these cases, and keep what they are now; how many had changed.

    Call with the row of progress held, and give the sums to `apply_changes` before it is let go.
    """
    if not ids:
        return 0
    now_so, before = facts_of(ids), kept_facts(ids)
    changed = [fact for number, fact in now_so.items() if before.get(number) != fact]
    sums.count((before[fact.case_id] for fact in changed if fact.case_id in before), places, sign=-1)
    sums.count(changed, places)
    keep_facts(changed)
    return len(changed)


def current_places() -> Places:
    """The trees of areas and organisations as they are."""
    snapshot = cases.directory()
    areas = {
        number: tuple(
            snapshot.area_ids[part] for part in _parts(snapshot.area_paths[code]) if part in snapshot.area_ids
        )
        for code, number in snapshot.area_ids.items()
    }
    organisations = {
        entry.id: tuple(snapshot.every[part].id for part in _parts(entry.path) if part in snapshot.every)
        for entry in snapshot.every.values()
    }
    return Places(areas, organisations, snapshot.area_ids.get(top_area_code()))


def top_area_code() -> str:
    """The code of the area that is the whole city; empty before any area is loaded."""
    return next((code for code, path in cases.directory().area_paths.items() if path.count("/") == 1), "")


def _parts(path: str) -> list[str]:
    return [part for part in path.split("/") if part]
