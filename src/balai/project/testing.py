"""What tests stand on: the bundled server, a migrated template, and databases copied from it.

Migrations run as `owner`, tests as `app`, so that a missing or a too wide privilege shows. The template is
kept from run to run under the hash of all migrations. A test that commits gets a copy of its own, because
`app` may not truncate.
"""

from __future__ import annotations

import fcntl
import hashlib
import itertools
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, LiteralString

import psycopg
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.test import TransactionTestCase
from psycopg import sql

from balai.base.postgres import APP, FAST_AND_FORGETFUL, OWNER, Server, connection_of, make_database, open_server
from balai.project.database import bundled_database

_copies = itertools.count(1)


def prepare_environment(environment: Mapping[str, str], *, folder: Path) -> dict[str, str]:
    """The settings of a test run: a home of its own, the Jakarta pack, nothing of the developer's own installation."""
    home = Path(environment.get("BALAI_TEST_HOME") or folder / ".balai" / "test").absolute()
    compiled = environment.get("NUMBA_CACHE_DIR") or str(home / "compiled")  # compiled once, for all processes
    # Side by side, each process has a server of its own: what one holds open delays what another waits for.
    home = home / environment.get("PYTEST_XDIST_WORKER", "")
    kept = {name: value for name, value in environment.items() if not _is_setting(name)}
    return kept | {
        "BALAI_HOME": str(home),
        "BALAI_CITY": str(folder / "cities" / "jakarta"),
        "NUMBA_CACHE_DIR": compiled,
        "DJANGO_SETTINGS_MODULE": "balai.project.settings",
    }


def _is_setting(name: str) -> bool:
    ours = name.startswith("BALAI_") and not name.startswith("BALAI_TEST_")
    return ours or name in {"DATABASE_URL", "DATABASE_OWNER_URL"}


class TestDatabases:
    """The databases of one test run. `start` before any test needs one, `stop` at the end."""

    __test__ = False

    def __init__(self, home: Path) -> None:
        self.home = home
        self.server: Server | None = None
        self.template = ""
        self.name = f"test_{os.getpid()}"
        self._pointed = ""
        self._source = ""
        self._filled: dict[str, str] = {}

    def start(self) -> None:
        """Start or share the server, make the template unless it is there, copy it and point Django to the copy.

        Raises:
            ServerFailure: with an id and a hint.
        """
        self.server = open_server(self.home, extra=FAST_AND_FORGETFUL)
        self._drop_leftovers()
        self.template = f"template_{_migrations_hash()}"
        with (self.home / "template.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not self._exists(self.template):
                self._build_template()
        self._make(self.name, self.template)
        self._source = self.template
        self._use(self.name, APP)

    def stop(self) -> None:
        """Drop this run's databases and let go of the server."""
        connections.close_all()
        if self.server is not None:
            self._drop(self.name)
            for word, source in self._filled.items():
                self._drop(source)
                self._drop(f"{self.name}_with_{word}")
            self.server.stop(wait_for_others=True)

    def stand_on(self, word: str = "", fill: Callable[[], object] | None = None) -> None:
        """Point Django to the empty database, or to the one called `word`, in which `fill` has run once.

        Copies for tests that commit are then copies of the same.
        """
        name = f"{self.name}_with_{word}" if word else self.name
        if self._pointed == name:
            return
        if word and word not in self._filled and fill is not None:
            self._fill(word, fill)
        connections.close_all()
        self._source = self._filled[word] if word else self.template
        self._use(name, APP)

    def _fill(self, word: str, fill: Callable[[], object]) -> None:
        source = f"{self.name}_source_{word}"
        connections.close_all()
        self._make(source, self.template)
        self._use(source, APP)
        fill()
        connections.close_all()
        self._make(
            f"{self.name}_with_{word}", source
        )  # tests use the copy, so that nobody is connected to what is copied
        self._filled[word] = source

    @contextmanager
    def fresh(self) -> Iterator[str]:
        """Point Django to a copy that the test may commit to; yields its name."""
        name, before = f"{self.name}_{next(_copies)}", self._pointed
        connections.close_all()
        self._make(name, self._source)
        self._use(name, APP)
        try:
            yield name
        finally:
            connections.close_all()
            self._use(before, APP)
            self._drop(name)

    @contextmanager
    def copies(self, *names: str, of: str = "") -> Iterator[None]:
        """Copies of the template, or of another database, for other programs; Django stays where it is."""
        for name in names:
            self._make(name, of or self.template)
        try:
            yield
        finally:
            for name in names:
                self._drop(name)

    def execute_as(self, role: str, name: str, statement: LiteralString) -> None:
        """Run one statement in database `name` as another role, as an operator would."""
        with psycopg.connect(**connection_of(self.home, role, name), autocommit=True) as connection:  # type: ignore[arg-type]
            connection.execute(statement)

    def _build_template(self) -> None:
        building = f"building_{os.getpid()}"
        self._make(building)
        self._use(building, OWNER)
        try:
            call_command("migrate", verbosity=0, interactive=False)
        except BaseException:
            connections.close_all()
            self._drop(building)
            raise
        connections.close_all()
        for old in self._names("template\\_%"):
            if old != self.template:
                self._drop(old)
        self._execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(building), sql.Identifier(self.template))
        )

    def _use(self, name: str, role: str) -> None:
        settings: dict[str, Any] = bundled_database(self.home, role=role, name=name)
        settings["CONN_MAX_AGE"] = 0  # threads of a worker that a test runs keep none open
        connections.databases["default"].update(settings)
        connections["default"].settings_dict.update(settings)
        self._pointed = name

    def _make(self, name: str, template: str = "template1") -> None:
        if self.server is None:
            raise RuntimeError("The test server was not started")
        make_database(self.server.place.socket, self.server.passwords, name, template=template)

    def _drop(self, name: str) -> None:
        self._execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _drop_leftovers(self) -> None:
        """Databases of runs that were killed: their process number is no longer alive."""
        for name in [*self._names("test\\_%"), *self._names("building\\_%")]:
            number = int(name.split("_")[1])
            if number == os.getpid() or not _is_alive(number):
                self._drop(name)

    def _exists(self, name: str) -> bool:
        return bool(self._names(name.replace("_", "\\_")))

    def _names(self, pattern: str) -> list[str]:
        with psycopg.connect(**connection_of(self.home, "postgres", "postgres")) as connection:  # type: ignore[arg-type]
            rows = connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pattern]).fetchall()
        return [row[0] for row in rows]

    def _execute(self, statement: sql.Composed) -> None:
        with psycopg.connect(**connection_of(self.home, "postgres", "postgres"), autocommit=True) as connection:  # type: ignore[arg-type]
            connection.execute(statement)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _migrations_hash() -> str:
    digest = hashlib.sha256()
    for configuration in sorted(apps.get_app_configs(), key=lambda found: found.label):
        for file in sorted(Path(configuration.path, "migrations").glob("*.py")):
            digest.update(f"{configuration.label}/{file.name}\n".encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@contextmanager
def open_folder() -> Iterator[Path]:
    """An empty folder that any system user may enter; pytest's own are closed to the account that PostgreSQL runs as."""
    folder = Path(tempfile.mkdtemp(prefix="balai test ", dir="/tmp"))
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder)


def give_committing_tests_a_copy(databases: TestDatabases) -> None:
    """Make Django's committing test case (`transaction=True`, `live_server`) use a copy instead of TRUNCATE."""
    opened: list[Any] = []

    def set_up(_cls: type[TransactionTestCase]) -> None:
        copy = databases.fresh()
        copy.__enter__()
        opened.append(copy)

    def tear_down(_self: TransactionTestCase) -> None:
        opened.pop().__exit__(None, None, None)

    TransactionTestCase._fixture_setup = classmethod(set_up)  # type: ignore[attr-defined]
    TransactionTestCase._fixture_teardown = tear_down  # type: ignore[attr-defined]
