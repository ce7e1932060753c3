"""Two roles and a database: `owner` migrates, `app` does everything else and owns nothing."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from balai.base.postgres.cluster import SUPERUSER
from balai.base.postgres.failures import ServerFailure
from balai.base.postgres.place import PORT, socket_folder_of, write_private

OWNER = "owner"
APP = "app"
DATABASE = "balai"


@dataclass(frozen=True, slots=True)
class Passwords:
    """One random password for each role; kept in a file that only this installation's user can read."""

    superuser: str
    owner: str
    app: str

    def of(self, role: str) -> str:
        """The password of role `postgres`, `owner` or `app`."""
        return {SUPERUSER: self.superuser, OWNER: self.owner, APP: self.app}[role]


def passwords_of(folder: Path) -> Passwords:
    """The passwords in `folder`, made at first use."""
    path = folder / "passwords.json"
    if not path.exists():
        made = Passwords(*(secrets.token_urlsafe(32) for _ in range(3)))
        write_private(path, json.dumps(asdict(made)))
    return Passwords(**json.loads(path.read_text()))


def connection_of(home: Path, role: str, database: str = DATABASE) -> dict[str, str | int]:
    """Keyword arguments for `psycopg.connect` to the bundled server of `home`.

    Raises:
        ServerFailure: no server was ever started for this home.
    """
    if not (home / "postgres" / "passwords.json").exists():
        raise ServerFailure(
            "balai.P009",
            f"There is no database in {home} yet.",
            "Start the city once with `balai run`, or set BALAI_HOME to the folder where it lives.",
        )
    return _connection(socket_folder_of(home), passwords_of(home / "postgres"), role, database)


def _connection(socket: Path, passwords: Passwords, role: str, database: str) -> dict[str, str | int]:
    return {
        "host": str(socket),
        "port": PORT,
        "user": role,
        "password": passwords.of(role),
        "dbname": database,
        "connect_timeout": 3,
    }


def make_database(socket: Path, passwords: Passwords, name: str, *, template: str = "template1") -> None:
    """Make database `name`, which `owner` owns and `app` may use; a copy of `template` keeps its grants on tables."""
    database = sql.Identifier(name)
    with psycopg.connect(**_connection(socket, passwords, SUPERUSER, SUPERUSER), autocommit=True) as connection:  # type: ignore[arg-type]
        connection.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                database, sql.Identifier(OWNER), sql.Identifier(template)
            )
        )
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(APP)))
    with psycopg.connect(**_connection(socket, passwords, SUPERUSER, name)) as connection:  # type: ignore[arg-type]
        connection.execute("ALTER SCHEMA public OWNER TO owner")
    with psycopg.connect(**_connection(socket, passwords, OWNER, name)) as connection:  # type: ignore[arg-type]
        for statement in app_rights():
            connection.execute(statement)


def app_rights(role: str = APP) -> list[sql.Composed]:
    """Statements for the owner: what `role` may do with everything the owner makes from then on.

    Story tables are narrowed afterwards, each by its own migration.
    """
    name = sql.Identifier(role)
    return [
        sql.SQL("REVOKE ALL ON SCHEMA public FROM PUBLIC").format(),
        sql.SQL("GRANT USAGE ON SCHEMA public TO {}").format(name),
        sql.SQL(
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}"
        ).format(name),
        sql.SQL("ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}").format(name),
    ]


def prepare_database(socket: Path, passwords: Passwords) -> None:
    """Make the two roles and the database `balai`, whatever of them is missing."""
    with psycopg.connect(**_connection(socket, passwords, SUPERUSER, SUPERUSER), autocommit=True) as connection:  # type: ignore[arg-type]
        for role in (OWNER, APP):
            if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone():
                connection.execute(
                    sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(
                        sql.Identifier(role), sql.Literal(passwords.of(role))
                    )
                )
        connection.execute("REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC")
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone()
    if not known:
        make_database(socket, passwords, DATABASE)
