"""A city with many cases to measure in: its own home, a durable PostgreSQL, rows made by code from one seed.

Some thousands of stories are told by the real engine, at the moments of a year, in every subdistrict; each is then
copied within the database until there are enough, with a reference, a key and a place of its own. So every case has
a story that its definition would tell, tasks, words and a reporter; copies share their hour and their words.
"""

from __future__ import annotations

import math
import os
import random
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

sys.path.insert(0, str(Path(__file__).parent))
from _stories import WORDS, Spot, Teller
from balai.base.clock import now

__all__ = ["HOME", "NOW", "ROOT", "WORDS", "environment", "fill", "open_city"]

ROOT = Path(__file__).resolve().parent.parent
HOME = Path(os.environ.get("BENCH_HOME") or ROOT / ".balai" / "bench")
NOW = now().replace(minute=0, second=0, microsecond=0)
MOST_TOLD = 10_000
BATCH = 1_000
POINTS = 400


def environment() -> dict[str, str]:
    """The settings of the measured city."""
    return {
        **os.environ,
        "BALAI_HOME": str(HOME),
        "BALAI_CITY": str(ROOT / "cities" / "jakarta"),
        "BALAI_DEMO": "1",  # officers need no second factor; no demo data is loaded (see open_city)
        "BALAI_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "balai.project.settings",
    }


def open_city(cases: int) -> Any:
    """Start the measured city's server, bring the database to this version, and fill it to `cases`. Django is set up.

    Returns the server: call its `stop` at the end.
    """
    os.environ.update(environment())
    from balai.base.postgres import open_server

    server = open_server(HOME)
    subprocess.run(
        [sys.executable, "-m", "balai.project.provision"],
        env={**environment(), "BALAI_DEMO": "0"},
        check=True,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
    )
    import django

    django.setup()
    if fill(cases):
        _as_owner("VACUUM (ANALYZE)")
    return server


def fill(cases: int) -> int:
    """Add cases until there are about `cases`; how many were added."""
    from balai.apps.cases.models import Case

    missing = cases - Case.objects.count()
    if missing <= 0:
        return 0
    began, told = time.monotonic(), min(missing, MOST_TOLD)
    first, last = _tell(told)
    copies = math.ceil(missing / told) - 1
    if copies:
        _copy(first, last, copies)
    seconds = time.monotonic() - began
    sys.stderr.write(f"{told * (copies + 1):,} cases made in {seconds:.0f} s\n")
    return told * (copies + 1)


def _spots() -> list[Spot]:
    from balai.base.areas.models import Area

    areas = Area.objects.filter(level="subdistrict", longitude__isnull=False)
    return [Spot(*row) for row in areas.order_by("id").values_list("id", "code", "longitude", "latitude")]


def _tell(number: int) -> tuple[int, int]:
    """Write so many stories; the first and the last id of their cases, which follow one another."""
    from django.db import transaction

    from balai.apps.cases import models
    from balai.base.people.models import User

    people = tuple(
        User.objects.get_or_create(email=f"bench-{name}@example.org", defaults={"name": name})[0].pk
        for name in ("worker", "checker")
    )
    teller = Teller(spots=_spots(), people=people, now=NOW, seed=number)  # type: ignore[arg-type]
    ids: list[int] = []
    with transaction.atomic():
        while len(ids) < number:
            told = list(teller.tell(min(BATCH, number - len(ids))))
            models.Case.objects.bulk_create([one.case for one in told])
            for rows in ("events", "tasks", "contents"):
                model = {"events": models.Event, "tasks": models.Task, "contents": models.Content}[rows]
                model.objects.bulk_create([row for one in told for row in getattr(one, rows)], batch_size=BATCH)
            models.Reporter.objects.bulk_create([one.reporter for one in told])
            ids += [one.case.id for one in told]
    if ids[-1] - ids[0] + 1 != len(ids):
        raise SystemExit("Somebody else opened cases meanwhile")
    return ids[0], ids[-1]


OWN = {
    "cases_case": {
        "id": "{new}",
        "reference": "'JKT-' || substr(code.hex, 1, 4) || '-' || substr(code.hex, 5, 4)",
        "submission_key": "md5('key' || {new})::uuid",
        "secret_hash": "sha256(convert_to('secret' || {new}, 'UTF8'))",
        "longitude": "point.longitude",
        "latitude": "point.latitude",
        "cell": "point.cell",
    },
    "cases_event": {"id": "", "case_id": "{new}", "key": "NULL::uuid"},
    "cases_task": {"id": "", "case_id": "{new}"},
    "cases_content": {"id": "", "case_id": "{new}"},
    "cases_reporter": {"case_id": "{new}"},
}
"""What a copy has of its own. Everything else is that of the told case."""
JOINS = (
    " CROSS JOIN LATERAL (SELECT upper(lpad(to_hex(({new} * 2654435761) % 4294967296), 8, '0')) AS hex) AS code"
    " JOIN bench_point AS point ON point.area_id = told.area_id AND point.number = ({new} * 7919) %% {points}"
)


def _copy(first: int, last: int, copies: int) -> None:
    """Copy the cases `first` to `last` so many times, inside the database. Indexes are made anew afterwards."""
    from balai.base.postgres import OWNER, connection_of

    with psycopg.connect(**connection_of(HOME, OWNER, "balai")) as connection:  # type: ignore[arg-type]
        connection.execute(
            "CREATE TEMP TABLE bench_point (area_id bigint, number bigint, longitude float8, latitude float8, cell bigint)"
        )
        with connection.cursor().copy("COPY bench_point FROM STDIN") as into:
            for row in _points():
                into.write_row(row)
        connection.execute("ANALYZE bench_point")
        row = connection.execute("SELECT max(id) FROM cases_case").fetchone()
        start = row[0] if row else 0
        new = f"({start} + (told.{{key}} - {first}) * {copies} + copy.number)"
        restore = _lighten(connection)
        for table, own in OWN.items():
            key = "id" if table == "cases_case" else "case_id"
            _copy_table(connection, table, own, new.format(key=key), between=(key, first, last), copies=copies)
        for statement in restore:
            connection.execute(statement)
        connection.execute(
            "SELECT setval(pg_get_serial_sequence('cases_case', 'id'), (SELECT max(id) FROM cases_case))"
        )


def _copy_table(
    connection: psycopg.Connection[Any],
    table: str,
    own: dict[str, str],
    new: str,
    *,
    between: tuple[str, int, int],
    copies: int,
) -> None:
    columns = [
        row[0]
        for row in connection.execute(
            "SELECT column_name FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
            [table],
        )
        if own.get(row[0], "own") != ""
    ]
    values = ", ".join(own.get(name, f'told."{name}"').replace("{new}", new) for name in columns)
    joins = JOINS.replace("{new}", new).replace("{points}", str(POINTS)) if table == "cases_case" else ""
    names = ", ".join(f'"{name}"' for name in columns)
    key, first, last = between
    statement = (
        f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} AS told"
        f" CROSS JOIN generate_series(1, {copies}) AS copy(number){joins.replace('%%', '%')}"
        f" WHERE told.{key} BETWEEN {first} AND {last}"
    )
    connection.execute(sql.SQL(statement))  # type: ignore[arg-type]


def _lighten(connection: psycopg.Connection[Any]) -> list[str]:
    """Take away the indexes and foreign keys that only slow a large copy down; the statements that restore them."""
    tables = list(OWN)
    restore = []
    keys = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
        " WHERE contype = 'f' AND conrelid = ANY(%s::regclass[])",
        [tables],
    ).fetchall()
    indexes = connection.execute(
        "SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index AS one"
        " WHERE indrelid = ANY(%s::regclass[]) AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = one.indexrelid)",
        [tables],
    ).fetchall()
    for name, definition in indexes:
        connection.execute(sql.SQL(f"DROP INDEX {name}"))  # type: ignore[arg-type]
        restore.append(definition)
    for table, name, definition in keys:
        connection.execute(sql.SQL(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"'))  # type: ignore[arg-type]
        restore.append(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    return restore


def _points() -> list[tuple[int, int, float, float, int]]:
    """Some hundred places within a kilometre of each subdistrict's middle, with their cells."""
    from balai.apps.cases.actions.opening import NEARBY_RESOLUTION
    from balai.engines.geo.distances import cell_of

    chance, found = random.Random(5), []
    for spot in _spots():
        for number in range(POINTS):
            longitude = spot.longitude + chance.uniform(-0.006, 0.006)
            latitude = spot.latitude + chance.uniform(-0.006, 0.006)
            cell = int(cell_of(longitude, latitude, NEARBY_RESOLUTION), 16)
            found.append((spot.area_id, number, longitude, latitude, cell))
    return found


def _as_owner(statement: str) -> None:
    """Maintenance now, instead of waiting for autovacuum."""
    from balai.base.postgres import OWNER, connection_of

    with psycopg.connect(**connection_of(HOME, OWNER, "balai"), autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute(sql.SQL(statement))  # type: ignore[arg-type]
