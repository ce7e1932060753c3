"""Where the records are kept: a city's own PostgreSQL, or the bundled one."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from balai.base.postgres import APP, DATABASE, OWNER, ServerFailure, connection_of
from balai.project.configuration import Configuration

# One connection is kept per thread and checked before each request, so that a restarted server goes unnoticed.
DJANGO_DATABASE: dict[str, Any] = {
    "ENGINE": "django.db.backends.postgresql",
    "CONN_HEALTH_CHECKS": True,
    "CONN_MAX_AGE": 600,
}


def database_of(configuration: Configuration, *, role: str = APP) -> dict[str, Any]:
    """Django's settings for `role`, in the city's own server or the bundled one.

    Before the bundled server was ever started there is nobody to connect to; the entry then names no password,
    so that settings can be read, and a connection fails with PostgreSQL's own words.
    """
    url = configuration.database_owner_url if role == OWNER else configuration.database_url
    if url:
        return database_from_url(url)
    return bundled_database(configuration.home, role=role)


def bundled_database(home: Path, *, role: str, name: str = DATABASE) -> dict[str, Any]:
    """Django's settings for one role and database of the bundled server of `home`."""
    try:
        facts = connection_of(home, role, name)
    except ServerFailure:
        facts = {"host": str(home / "postgres" / "socket"), "port": "", "password": "", "connect_timeout": 3}
    return DJANGO_DATABASE | {
        "NAME": name,
        "USER": role,
        "PASSWORD": facts["password"],
        "HOST": facts["host"],
        "PORT": str(facts["port"]),
        # Plans are kept from the first time on: no pooler stands between us and our own server.
        "OPTIONS": {"connect_timeout": facts["connect_timeout"], "prepare_threshold": 0},
    }


def database_from_url(url: str) -> dict[str, Any]:
    """Django's settings for a postgresql:// address; query parameters become driver options.

    Raises:
        ValueError: the address is not a postgresql:// address with a database name.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or not parts.path.strip("/"):
        raise ValueError("A database address has the form postgresql://user:password@host:5432/name")
    options: dict[str, Any] = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or unquote(parts.hostname or "")
    if "prepare_threshold" in options:
        options["prepare_threshold"] = int(options["prepare_threshold"])
    return DJANGO_DATABASE | {
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": {"connect_timeout": 3, **options},
    }
