"""What `balai doctor` looks at; each examination yields what it finds wrong."""

from __future__ import annotations

import shutil
import smtplib
import stat
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from balai.base.clock import now
from balai.base.packs import check_pack
from balai.project.configuration import Configuration, Problem

LEAST_FREE_BYTES = 1_000_000_000
OLDEST_POSTGRESQL = 150_000
LARGEST_SKEW = timedelta(seconds=5)
SILENT_WORKER = timedelta(seconds=60)
MAIL_SECONDS = 10
MISTAKES_SHOWN = 3


def secret_files(configuration: Configuration) -> Iterator[Problem]:
    """Keys and passwords may be read by their owner alone."""
    for path in (
        configuration.home / "secret.key",
        configuration.home / "identity.key",
        configuration.home / "postgres" / "passwords.json",
    ):
        if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
            yield Problem("balai.D010", f"{path} can be read by others.", f"Run: chmod 600 '{path}'")


def disk_space(configuration: Configuration) -> Iterator[Problem]:
    """A full disk stops the database."""
    if configuration.home.exists():
        free = shutil.disk_usage(configuration.home).free
        if free < LEAST_FREE_BYTES:
            yield Problem(
                "balai.D011",
                f"Only {free // 1_000_000} MB are free where {configuration.home} lies.",
                "Make room: below 1 GB the database may stop.",
            )


def city_pack(configuration: Configuration) -> Iterator[Problem]:
    """The pack as it lies in its folder now; the loaded one stays until it is without mistakes."""
    mistakes = check_pack(configuration.city)
    for mistake in mistakes[:MISTAKES_SHOWN]:
        yield Problem("balai.D030", str(mistake), f"`balai city check {configuration.city}` lists all {len(mistakes)}.")


def mail(configuration: Configuration) -> Iterator[Problem]:
    """The mail server greets us. Nothing is sent."""
    parts = urlsplit(configuration.mail_url)
    if not parts.hostname:
        return
    secure = parts.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    try:
        with kind(parts.hostname, parts.port or (465 if secure else 587), timeout=MAIL_SECONDS) as server:
            server.noop()
    except (OSError, smtplib.SMTPException) as error:
        yield Problem(
            "balai.D040",
            f"The mail server {parts.hostname} does not answer: {error}",
            "Check BALAI_MAIL_URL. Until it answers, mail waits and is tried again.",
        )


def database_version(_configuration: Configuration) -> Iterator[Problem]:
    """PostgreSQL 15 or newer."""
    version = int(_ask("SHOW server_version_num")[0][0])
    if version < OLDEST_POSTGRESQL:
        yield Problem(
            "balai.D021", f"The database is PostgreSQL {version // 10_000}.", "Balai needs PostgreSQL 15 or newer."
        )


def database_roles(_configuration: Configuration) -> Iterator[Problem]:
    """`app` may use the tables, and can neither change them nor anything else."""
    ((role, powerful, owned, creates),) = _ask(
        "SELECT current_user, (SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles WHERE rolname = current_user),"
        " (SELECT count(*) FROM pg_tables WHERE tableowner = current_user AND schemaname = 'public'),"
        " has_schema_privilege('public', 'CREATE')"
    )
    hint = "See docs/howto/own-postgresql.md for the two roles and their rights."
    if powerful:
        yield Problem("balai.D022", f"The role {role} of DATABASE_URL has powers over the whole server.", hint)
    if owned:
        yield Problem("balai.D023", f"The role {role} owns {owned} tables, so that it could change old records.", hint)
    if creates:
        yield Problem("balai.D024", f"The role {role} may create tables.", hint)
    closed = _ask(
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
        " AND NOT has_any_column_privilege(quote_ident(schemaname) || '.' || quote_ident(tablename), 'SELECT')"
    )[0][0]
    if closed:
        yield Problem("balai.D025", f"The role {role} may not read {closed} tables.", "Run `balai migrate`. " + hint)


def migrations(_configuration: Configuration) -> Iterator[Problem]:
    """Every table of this version is there."""
    from balai.project.migrate import pending_migrations  # noqa: PLC0415 (needs Django, set up by then)

    pending = pending_migrations()
    if pending:
        yield Problem("balai.D026", f"{len(pending)} migrations are pending: {pending[0]} …", "Run `balai migrate`.")


def stories(_configuration: Configuration) -> Iterator[Problem]:
    """What happened stays written: `app` may add to stories and books, and neither change nor remove what is there."""
    from balai.base.append_only import append_only_tables  # noqa: PLC0415 (needs Django, set up by then)

    names = ", ".join(f"'{table}'" for table in append_only_tables())
    open_ones = _ask(
        "SELECT current_user, string_agg(relname, ', ' ORDER BY relname) FROM pg_class"  # noqa: S608 (names of our own)
        f" WHERE relnamespace = 'public'::regnamespace AND relname IN ({names})"
        " AND (has_table_privilege(oid, 'DELETE, TRUNCATE') OR has_any_column_privilege(oid, 'UPDATE'))"
    )
    role, tables = open_ones[0]
    if tables:
        yield Problem(
            "balai.D031",
            f"The role {role} may change or remove what stands in {tables}.",
            f"As the owner of the tables run: REVOKE UPDATE, DELETE, TRUNCATE ON {tables} FROM {role};",
        )


def locks(_configuration: Configuration) -> Iterator[Problem]:
    """What an office has covered is read only against a record of the look: `app` sees no word of the originals."""
    from balai.base.locked import locked_tables  # noqa: PLC0415 (needs Django, set up by then)

    for table, readable in locked_tables().items():
        ((role, writes, reads),) = _ask(
            f"SELECT current_user, has_table_privilege('{table}', 'DELETE, TRUNCATE')"  # noqa: S608 (names of our own)
            f" OR has_any_column_privilege('{table}', 'INSERT, UPDATE'),"
            f" EXISTS (SELECT FROM pg_attribute WHERE attrelid = '{table}'::regclass AND attnum > 0 AND NOT attisdropped"
            f" AND attname <> ALL ('{{{','.join(readable)}}}') AND has_column_privilege(attrelid, attnum, 'SELECT'))"
        )
        if writes or reads:
            yield Problem(
                "balai.D032",
                f"The role {role} may open the lock of {table} by itself.",
                f"As the owner of the tables run: REVOKE ALL ON {table} FROM {role};"
                f" GRANT SELECT ({', '.join(readable)}) ON {table} TO {role};",
            )


def clock(_configuration: Configuration) -> Iterator[Problem]:
    """The clocks of this machine and of the database agree: promises are counted on them."""
    before = now()
    theirs = _ask("SELECT clock_timestamp()")[0][0]
    skew = theirs - (before + (now() - before) / 2)
    if abs(skew) > LARGEST_SKEW:
        yield Problem(
            "balai.D027",
            f"The database's clock differs from ours by {skew.total_seconds():.0f} seconds.",
            "Let both machines keep time with NTP.",
        )


def worker(_configuration: Configuration) -> Iterator[Problem]:
    """A worker gives signs of life."""
    from balai.base.jobs.queries import last_heartbeat, waiting_jobs  # noqa: PLC0415 (needs Django, set up by then)

    heard = last_heartbeat()
    if heard is None or now() - heard > SILENT_WORKER:
        silence = f"The worker is silent since {heard:%Y-%m-%d %H:%M} UTC" if heard else "No worker ever started"
        yield Problem(
            "balai.D028",
            f"{silence}; {waiting_jobs()} jobs wait.",
            "Start the city with `balai run`, or a worker with `balai worker`.",
        )


def jobs(_configuration: Configuration) -> Iterator[Problem]:
    """No job was given up."""
    from balai.base.jobs.queries import failed_jobs  # noqa: PLC0415 (needs Django, set up by then)

    failed = failed_jobs(limit=100)
    if failed:
        newest = failed[0]
        yield Problem(
            "balai.D029",
            f"{len(failed)} jobs were given up; the newest is {newest.task}: {newest.reason or 'reason unknown'}",
            "Mend the cause, then: balai jobs retry",
        )


def neighbours(_configuration: Configuration) -> Iterator[Problem]:
    """Other systems that handle cases with us answer, and nothing that came or went waits for a hand."""
    from balai.apps.exchange.service import needs_a_hand, silent_neighbours  # noqa: PLC0415 (needs Django)

    for name, since in silent_neighbours(now=now()):
        when = f"since {since:%Y-%m-%d %H:%M} UTC" if since else "and never has answered"
        yield Problem(
            "balai.D034", f"{name} is silent {when}.", "Check its address and token; messages wait meanwhile."
        )
    waiting = needs_a_hand()
    if waiting:
        yield Problem(
            "balai.D035", f"{waiting} messages of other systems need a hand.", "See /kerja/pertukaran/ for the reasons."
        )


def _ask(question: str) -> list[tuple[Any, ...]]:
    from django.db import connection  # noqa: PLC0415 (set up by then)

    with connection.cursor() as cursor:
        cursor.execute(question)
        return list(cursor.fetchall())
