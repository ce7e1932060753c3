"""Keeping the sums in step with the cases: whatever changed is taken out as it was and counted as it is."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NamedTuple

from django.db import transaction
from django.db.models import Q

from balai.apps.cases import service as cases
from balai.apps.figures.counting import (
    MICRO,
    Fact,
    MonthKey,
    Places,
    Spot,
    SpotKey,
    Sums,
    Tally,
    day_of,
    trimmed,
)
from balai.apps.figures.models import Counted, MonthSum, Progress, SpotSum
from balai.base.city import city_zone

EVENTS_AT_ONCE = 20_000
FACT_FIELDS = tuple(field.name for field in Counted._meta.concrete_fields)
TALLY_FIELDS = ("received", "refused", "decided", "kept", "finished", "reopened")
LIST_FIELDS = ("open_days", "ratings", "hours")
SPOT_FIELDS = ("cases", "longitudes", "latitudes")
ROWS_AT_ONCE = 1_000


class Followed(NamedTuple):
    """How many cases were counted, and the newest event that was seen."""

    cases: int
    reached: int


def follow(*, now: datetime) -> Followed:
    """Count everything that has happened since the last time. Doing it twice changes nothing.

    Each batch is a transaction, and only one process counts at a time: the others wait at the row of progress.
    """
    counted, batch = 0, Batch()
    while True:
        counted += _follow_batch(batch, now)
        if not batch.goes_on:
            return Followed(counted, batch.reached)


@dataclass(slots=True)
class Batch:
    """How far one run has come. What is `safe` to leave behind is settled once, before its first batch."""

    reached: int = 0
    safe: int | None = None
    goes_on: bool = True


@transaction.atomic
def _follow_batch(batch: Batch, now: datetime) -> int:
    """One batch of events; how many cases it counted."""
    progress, mark = locked_progress(), cases.story_mark()
    if batch.safe is None:
        # Whatever was on its way when `seen_to` was the newest has ended by now: nothing older can still appear.
        batch.safe = progress.seen_to if mark.oldest >= progress.seen_before else progress.done_to
    start = max(progress.done_to, batch.reached)
    end = max(start, min(mark.newest, start + EVENTS_AT_ONCE))
    ids = cases.cases_changed_between(after=start, up_to=end)
    counted = count_cases(ids)
    progress.done_to = max(progress.done_to, min(batch.safe, end))
    if progress.done_to >= progress.seen_to:
        progress.seen_to, progress.seen_before = mark.newest, mark.next
    progress.counted_at = now
    progress.save()
    batch.reached, batch.goes_on = end, end < mark.newest
    return counted


def locked_progress() -> Progress:
    """The one row of progress, held until the transaction ends."""
    Progress.objects.bulk_create([Progress(id=1)], ignore_conflicts=True)
    return Progress.objects.select_for_update().get(id=1)


def facts_of(ids: Collection[int]) -> dict[int, Fact]:
    """What there is to count now, by case."""
    zone = city_zone()
    return {row.id: fact_of(row, zone) for row in cases.countable_cases(ids)}


def fact_of(row: cases.Countable, zone: tzinfo) -> Fact:
    """A case as it is counted. Times of the past that stand in the wrong order count as no time at all."""
    minutes = None
    if row.done_at is not None:
        minutes = max(0, int((row.done_at - row.opened_at).total_seconds() // 60))
    return Fact(
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
    )


def kept_facts(ids: Collection[int]) -> dict[int, Fact]:
    """What was counted of these cases so far."""
    rows = Counted.objects.filter(case_id__in=ids).values_list(*FACT_FIELDS)
    return {row[0]: Fact(*row) for row in rows}


def count_cases(ids: Collection[int]) -> int:
    """Bring the sums to what these cases are now; how many had changed. Call with the row of progress held."""
    if not ids:
        return 0
    now_so, before = facts_of(ids), kept_facts(ids)
    changed = [fact for number, fact in now_so.items() if before.get(number) != fact]
    sums, places = Sums(), current_places()
    sums.count((before[fact.case_id] for fact in changed if fact.case_id in before), places, sign=-1)
    sums.count(changed, places)
    apply_changes(sums)
    _keep(changed)
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


def _keep(facts: Iterable[Fact]) -> None:
    rows = [Counted(**{name: getattr(fact, name) for name in FACT_FIELDS}) for fact in facts]
    Counted.objects.bulk_create(
        rows,
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["case_id"],
        update_fields=[name for name in FACT_FIELDS if name != "case_id"],
    )


def apply_changes(changes: Sums) -> None:
    """Add changes to the kept sums; sums that come to nothing go."""
    kept_months, kept_spots = _months_among(changes.months), _spots_among(changes.spots)
    for key, tally in changes.months.items():
        if key in kept_months:
            tally.merge(kept_months[key])
    for key, spot in changes.spots.items():
        if key in kept_spots:
            old = kept_spots[key]
            spot.cases, spot.longitudes = spot.cases + old.cases, spot.longitudes + old.longitudes
            spot.latitudes += old.latitudes
    write_months(changes.months)
    write_spots(changes.spots)


def _months_among(keys: Collection[MonthKey]) -> dict[MonthKey, Tally]:
    """The kept rows of these keys. Asked by month and place, which is a little more than was asked for."""
    if not keys:
        return {}
    places = {kind: {key[2] for key in keys if key[1] == kind} for kind in {key[1] for key in keys}}
    wanted = Q()
    for kind, numbers in places.items():
        wanted |= Q(kind=kind, place_id__in=numbers)
    rows = MonthSum.objects.filter(wanted, month__in={key[0] for key in keys})
    return {key: tally for row in rows if (key := month_key(row)) in keys for tally in [tally_of(row)]}


def month_key(row: MonthSum) -> MonthKey:
    return row.month, row.kind, row.place_id, row.service, row.is_public


def tally_of(row: MonthSum) -> Tally:
    return Tally(
        *(getattr(row, name) for name in TALLY_FIELDS), list(row.open_days), list(row.ratings), list(row.hours)
    )


def _spots_among(keys: Collection[SpotKey]) -> dict[SpotKey, Spot]:
    if not keys:
        return {}
    rows = SpotSum.objects.filter(cell__in={key[1] for key in keys}, month__in={key[5] for key in keys})
    return {key: spot for row in rows if (key := spot_key(row)) in keys for spot in [spot_of(row)]}


def spot_key(row: SpotSum) -> SpotKey:
    return row.resolution, row.cell, row.service, row.category, row.state, row.month


def spot_of(row: SpotSum) -> Spot:
    return Spot(row.cases, row.longitudes, row.latitudes)


def write_months(months: dict[MonthKey, Tally]) -> None:
    """Keep these rows as they are given; those of nobody go."""
    full = [_month_row(key, tally) for key, tally in months.items() if tally.received]
    MonthSum.objects.bulk_create(
        full,
        batch_size=ROWS_AT_ONCE,
        update_conflicts=True,
        unique_fields=["kind", "place_id", "service", "is_public", "month"],
        update_fields=[*TALLY_FIELDS, *LIST_FIELDS],
    )
    for key, tally in months.items():
        if not tally.received:
            names = ("month", "kind", "place_id", "service", "is_public")
            MonthSum.objects.filter(**dict(zip(names, key, strict=True))).delete()


def _month_row(key: MonthKey, tally: Tally) -> MonthSum:
    month, kind, place, service, is_public = key
    counts = {name: getattr(tally, name) for name in TALLY_FIELDS}
    lists = {"open_days": tally.open_days, "ratings": tally.ratings, "hours": trimmed(tally.hours)}
    return MonthSum(month=month, kind=kind, place_id=place, service=service, is_public=is_public, **counts, **lists)


def write_spots(spots: dict[SpotKey, Spot]) -> None:
    """Keep these rows as they are given; empty ones go."""
    names = ("resolution", "cell", "service", "category", "state", "month")
    full = [
        SpotSum(
            **dict(zip(names, key, strict=True)),
            cases=spot.cases,
            longitudes=spot.longitudes,
            latitudes=spot.latitudes,
        )
        for key, spot in spots.items()
        if spot.cases
    ]
    SpotSum.objects.bulk_create(
        full, batch_size=ROWS_AT_ONCE, update_conflicts=True, unique_fields=list(names), update_fields=list(SPOT_FIELDS)
    )
    for key, spot in spots.items():
        if not spot.cases:
            SpotSum.objects.filter(**dict(zip(names, key, strict=True))).delete()
