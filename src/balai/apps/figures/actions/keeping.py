"""Reading and writing the rows of sums: only the counting calls these, with the row of progress held."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import Model, Q

from balai.apps.figures.counting import Fact, MonthKey, Spot, SpotKey, Sums, Tally, trimmed
from balai.apps.figures.models import Counted, MonthSum, SpotSum

FACT_FIELDS = tuple(field.name for field in Counted._meta.concrete_fields)
MONTH_KEYS = ("month", "kind", "place_id", "service", "is_public")
TALLY_FIELDS = ("received", "refused", "decided", "kept", "finished", "reopened")
LIST_FIELDS = ("open_days", "ratings", "hours")
SPOT_KEYS = ("resolution", "cell", "service", "category", "state", "month")
SPOT_FIELDS = ("cases", "longitudes", "latitudes")
ROWS_AT_ONCE = 5_000


def kept_facts(ids: Collection[int]) -> dict[int, Fact]:
    """What was counted of these cases so far."""
    rows = Counted.objects.filter(case_id__in=ids).values_list(*FACT_FIELDS)
    return {row[0]: Fact(*row) for row in rows}


def keep_facts(facts: Iterable[Fact]) -> None:
    """Remember what was counted."""
    rows = ([getattr(fact, name) for name in FACT_FIELDS] for fact in facts)
    _put_columns(Counted, FACT_FIELDS[:1], FACT_FIELDS[1:], list(rows))


def apply_changes(changes: Sums) -> None:
    """Add changes to the kept sums; sums that come to nothing go."""
    months = {key: tally for key, tally in changes.months.items() if not tally.is_nothing}
    spots = {key: spot for key, spot in changes.spots.items() if spot != Spot()}
    kept_months, kept_spots = _months_among(months), _spots_among(spots)
    for month_of, tally in months.items():
        if month_of in kept_months:
            tally.merge(kept_months[month_of])
    for spot_at, spot in spots.items():
        if spot_at in kept_spots:
            spot.merge(kept_spots[spot_at])
    write_months(months)
    write_spots(spots)


def _put(model: type[Model], keys: Sequence[str], values: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows, or replace the values where the keys are there already; names are those of our own models."""
    marks = ", ".join(["%s"] * (len(keys) + len(values)))
    with connection.cursor() as cursor:
        cursor.executemany(_upsert(model, keys, values, f"VALUES ({marks})"), list(rows))


def _put_columns(model: type[Model], keys: Sequence[str], values: Sequence[str], rows: list[list[Any]]) -> None:
    """The same for many rows of single values: a column is one parameter, and thousands of rows one statement."""
    kinds = [(model._meta.get_field(name).db_type(connection) or "").split("(")[0] for name in (*keys, *values)]
    source = f"SELECT * FROM unnest({', '.join(f'%s::{kind}[]' for kind in kinds)})"  # noqa: S608 (types of our own models)
    with connection.cursor() as cursor:
        for start in range(0, len(rows), ROWS_AT_ONCE):
            columns = [list(column) for column in zip(*rows[start : start + ROWS_AT_ONCE], strict=True)]
            cursor.execute(_upsert(model, keys, values, source), columns)


def _upsert(model: type[Model], keys: Sequence[str], values: Sequence[str], source: str) -> str:
    columns, wrote = ", ".join([*keys, *values]), ", ".join(f"{name} = excluded.{name}" for name in values)
    return (
        f"INSERT INTO {model._meta.db_table} ({columns}) {source} ON CONFLICT ({', '.join(keys)}) DO UPDATE SET {wrote}"
    )


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
        row.received,
        row.refused,
        row.decided,
        row.kept,
        row.finished,
        row.reopened,
        list(row.open_days),
        list(row.ratings),
        list(row.hours),
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
    full = (
        [
            *key,
            *(getattr(tally, name) for name in TALLY_FIELDS),
            tally.open_days,
            tally.ratings,
            trimmed(tally.hours),
        ]
        for key, tally in months.items()
        if tally.received
    )
    _put(MonthSum, MONTH_KEYS, (*TALLY_FIELDS, *LIST_FIELDS), full)
    for key, tally in months.items():
        if not tally.received:
            MonthSum.objects.filter(**dict(zip(MONTH_KEYS, key, strict=True))).delete()


def write_spots(spots: dict[SpotKey, Spot]) -> None:
    """Keep these rows as they are given; empty ones go."""
    full = ([*key, spot.cases, spot.longitudes, spot.latitudes] for key, spot in spots.items() if spot.cases)
    _put_columns(SpotSum, SPOT_KEYS, SPOT_FIELDS, list(full))
    for key, spot in spots.items():
        if not spot.cases:
            SpotSum.objects.filter(**dict(zip(SPOT_KEYS, key, strict=True))).delete()
