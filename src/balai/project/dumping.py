"""PostgreSQL's own tools for taking a database out and in: pg_dump, pg_restore, psql."""

from __future__ import annotations

import contextlib
import itertools
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import psycopg
from psycopg import sql

from balai.base.failures import Failure
from balai.base.postgres import OWNER, find_binaries
from balai.base.postgres.cluster import clean_environment
from balai.base.postgres.roles import app_rights
from balai.project.configuration import Configuration
from balai.project.database import database_of

SECURE_OPTIONS = {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY"}
HEADER_LINES = 60
# pg_restore of 17 and later writes this line; servers before 17 do not know the setting.
UNKNOWN_BEFORE_17 = b"SET transaction_timeout = 0;\n"


def _entry(configuration: Configuration) -> dict[str, Any]:
    return database_of(configuration, role=OWNER)


def _environment(configuration: Configuration) -> dict[str, str]:
    entry = _entry(configuration)
    names = {"HOST": "PGHOST", "PORT": "PGPORT", "USER": "PGUSER", "PASSWORD": "PGPASSWORD", "NAME": "PGDATABASE"}
    place = {variable: str(entry[name]) for name, variable in names.items() if entry[name]}
    options = {SECURE_OPTIONS[name]: str(value) for name, value in entry["OPTIONS"].items() if name in SECURE_OPTIONS}
    return clean_environment() | place | options


@contextmanager
def snapshot(configuration: Configuration) -> Iterator[tuple[str, dict[str, int]]]:
    """One moment of the database, as the role `owner`: a name for pg_dump, and the rows of each table."""
    entry = _entry(configuration)
    with psycopg.connect(
        host=entry["HOST"],
        port=entry["PORT"] or None,
        user=entry["USER"],
        password=entry["PASSWORD"],
        dbname=entry["NAME"],
        **entry["OPTIONS"],
    ) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        name = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield str(name[0]) if name else "", rows_of(connection)


def rows_of(connection: psycopg.Connection[Any]) -> dict[str, int]:
    """How many rows each table of ours has. A partitioned table counts as one."""
    tables = connection.execute(
        "SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p') AND NOT c.relispartition ORDER BY 1"
    ).fetchall()
    counts = {}
    for (table,) in tables:
        row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        counts[table] = int(row[0]) if row else 0
    return counts


def dump(configuration: Configuration, target: Path, snapshot_name: str) -> None:
    """Write the whole database of that moment to `target`.

    Raises:
        Failure: pg_dump fails; its words are in the sentence.
    """
    command = [find_binaries().program("pg_dump"), "--format=custom", "--no-owner", f"--snapshot={snapshot_name}"]
    answer = subprocess.run(  # noqa: S603 (our own binaries)
        [*command, f"--file={target}"], env=_environment(configuration), capture_output=True, text=True, check=False
    )
    if answer.returncode:
        raise Failure(
            "balai.B005",
            f"The database could not be read out: {_last_line(answer.stderr)}",
            "pg_dump must be at least as new as the server: with a newer server of your own, use its pg_dump.",
        )


def load(configuration: Configuration, source: Path) -> None:
    """Put a dump in the place of everything in the database, in one transaction: all of it, or nothing.

    Raises:
        Failure: pg_restore or psql fails; the database is as it was.
    """
    binaries = find_binaries()
    read = [binaries.program("pg_restore"), "--no-owner", "--file=-", str(source)]
    write = [binaries.program("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--output=/dev/null"]
    with (
        subprocess.Popen(read, stdout=subprocess.PIPE, env=clean_environment()) as reading,  # noqa: S603 (our binaries)
        subprocess.Popen(  # noqa: S603 (our binaries)
            write, stdin=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment(configuration)
        ) as writing,
    ):
        if reading.stdout is None or writing.stdin is None or writing.stderr is None:
            raise RuntimeError("a pipe is missing")
        with contextlib.suppress(BrokenPipeError), writing.stdin:
            _pour(reading.stdout, writing.stdin, app_role=str(database_of(configuration)["USER"]))
            if reading.wait() == 0:
                writing.stdin.write(b"COMMIT;\n")
        words = writing.stderr.read().decode(errors="replace")
        reading.stdout.close()
        if writing.wait() or reading.wait():
            raise Failure(
                "balai.B006",
                f"The database could not be put back: {_last_line(words)}",
                "Nothing was changed. Check that the server is not older than the one of the back-up.",
            )


def _pour(source: IO[bytes], target: IO[bytes], *, app_role: str) -> None:
    """Everything but the last COMMIT, so that a reader that dies half-way changes nothing."""
    target.write(b"BEGIN;\nDROP SCHEMA public CASCADE;\nCREATE SCHEMA public;\n")
    for line in itertools.islice(source, HEADER_LINES):
        if line != UNKNOWN_BEFORE_17:
            target.write(line)
    shutil.copyfileobj(source, target)
    target.writelines(_statements(app_rights(app_role)))


def _statements(composed: Iterable[sql.Composed]) -> Iterator[bytes]:
    for statement in composed:
        yield statement.as_bytes(None) + b";\n"


def _last_line(words: str) -> str:
    lines = words.strip().splitlines()
    return lines[-1] if lines else "it gave no reason."
