"""A city with many cases to measure in: its own home, a durable PostgreSQL, rows made by code from one seed.

Rows are copied in, not acted in: one opened and one task event for each case, words, a reporter, an open task for
three cases in ten. Shapes and lengths follow what the actions write; the variety of real texts is missing.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import uuid
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg

ROOT = Path(__file__).resolve().parent.parent
HOME = ROOT / ".balai" / "bench"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
CATEGORIES = {
    "report.road": ("pothole", "surface", "pavement", "cover"),
    "report.streetlight": ("dark", "day", "pole"),
    "report.waste": ("dumped", "missed", "burning"),
    "report.drainage": ("blocked", "puddle", "bank"),
    "report.tree": ("risk", "fallen", "park"),
}
WORDS = (
    "Lubang cukup dalam di lajur kiri, beberapa motor hampir jatuh tadi pagi.",
    "Sudah seminggu tidak diangkut dan baunya sampai ke rumah warga.",
    "Mohon diperiksa karena malam hari sangat gelap dan rawan.",
    "Air menggenang setiap hujan, saluran di depan pasar tersumbat sampah.",
)


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
    fill(cases)
    _analyse()
    return server


def _rows(
    ids: Sequence[int], versions: dict[str, int], offices: list[tuple[int, str, int, float, float]]
) -> Iterator[dict[str, Any]]:
    from balai.apps.cases.references import hash_of, reference_for, secret_for
    from balai.engines.geo.distances import cell_of

    chance = random.Random(ids[0])
    for number in ids:
        organisation, code, area, longitude, latitude = chance.choice(offices)
        service = chance.choice(list(CATEGORIES))
        longitude += chance.uniform(-0.006, 0.006)
        latitude += chance.uniform(-0.006, 0.006)
        key = uuid.UUID(int=chance.getrandbits(128), version=4)
        opened = NOW - timedelta(minutes=chance.uniform(1, 60 * 24 * 365))
        is_open = chance.random() < 0.3
        yield {
            "id": number, "key": key, "reference": reference_for("JKT", key, number), "secret": hash_of(secret_for(key)),
            "service": service, "version": versions[service], "category": chance.choice(CATEGORIES[service]),
            "area": area, "organisation": organisation, "code": code, "longitude": longitude, "latitude": latitude,
            "cell": int(cell_of(longitude, latitude, 9), 16), "opened": opened, "is_open": is_open,
            "due": opened + timedelta(days=7), "words": chance.choice(WORDS), "public": chance.random() < 0.8,
        }  # fmt: skip


def fill(cases: int) -> None:
    """Add cases until there are `cases`."""
    from django.db import connection

    from balai.apps.cases.models import Case, ServiceVersion
    from balai.base.people.models import Organisation

    missing = cases - Case.objects.count()
    if missing <= 0:
        return
    versions = dict(ServiceVersion.objects.filter(retired_at__isnull=True).values_list("code", "id"))
    offices = list(
        Organisation.objects.filter(kind="subdistrict_office").values_list(
            "id", "code", "area_id", "area__longitude", "area__latitude"
        )
    )
    with connection.cursor() as django_cursor:
        django_cursor.execute(
            "SELECT nextval(pg_get_serial_sequence('cases_case', 'id')) FROM generate_series(1, %s)", [missing]
        )
        ids = [row[0] for row in django_cursor.fetchall()]
    rows = list(_rows(ids, versions, offices))
    raw: psycopg.Connection[Any] = connection.connection
    with raw.cursor() as cursor:
        for target, values in _tables(rows):
            _copy(cursor, target, values)


def _tables(rows: Sequence[dict[str, Any]]) -> Iterator[tuple[str, Iterator[tuple[Any, ...]]]]:
    """What goes into which table."""
    yield ("cases_case (id, reference, service_id, service_code, category, channel, submission_key, secret_hash, area_id, longitude, latitude, cell, is_public, is_open, public_state, opened_at, updated_at, done_at, closed_at, due_at, holder_id, holders, reopened, late, supporters, last_seq)", (
        (r["id"], r["reference"], r["version"], r["service"], r["category"], "web", r["key"], r["secret"], r["area"], r["longitude"], r["latitude"], r["cell"], r["public"], r["is_open"], "in_progress" if r["is_open"] else "done", r["opened"], r["opened"], None if r["is_open"] else r["opened"], None if r["is_open"] else r["opened"] + timedelta(days=3), r["due"] if r["is_open"] else None, r["organisation"], [r["organisation"]], 0, 0, 0, 2)
        for r in rows))  # fmt: skip
    yield ("cases_event (case_id, seq, kind, at, role, organisation, step, outcome, data)", (
        event for r in rows for event in (
            (r["id"], 1, "opened", r["opened"], "reporter", "", "", "", json.dumps({"channel": "web", "public": r["public"], "answers": {"category": r["category"]}, "area": r["code"].removeprefix("kelurahan-")})),
            (r["id"], 2, "task_opened", r["opened"], "city", r["code"], "work", "", json.dumps({"state": "in_progress", "due": r["due"].isoformat()})),
        )))  # fmt: skip
    yield ("cases_content (case_id, seq, question, text, audience)", (
        content for r in rows for content in ((r["id"], 1, "words", r["words"], "public"), (r["id"], 1, "place", "Depan pasar", "public"))
    ))  # fmt: skip
    yield "cases_reporter (case_id, name, email, phone, language)", ((r["id"], "", "", "", "id") for r in rows)
    yield ("cases_task (case_id, step, organisation_id, state, field_work, opened_at, due_at, is_late)", (
        (r["id"], "work", r["organisation"], "in_progress", True, r["opened"], r["due"], r["due"] < NOW) for r in rows if r["is_open"]
    ))  # fmt: skip


def _analyse() -> None:
    """Tell the planner of the new rows now, as the owner, instead of waiting for autovacuum."""
    from balai.base.postgres import OWNER, connection_of

    with psycopg.connect(**connection_of(HOME, OWNER, "balai"), autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute("ANALYZE")


def _copy(cursor: psycopg.Cursor[Any], target: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with cursor.copy(f"COPY {target} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)
