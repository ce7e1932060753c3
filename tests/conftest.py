"""The real application, served from a database of its own: for journeys and for real clients.

`city` is the served city: its address, people to log in as, and a way to reach its records.
"""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any
from urllib.error import URLError

import psycopg
import pytest
from psycopg import sql
from pytest_django import DjangoDbBlocker

from balai.project.testing import TestDatabases

PASSWORD = "balai-for-journeys"
SERVER_START_SECONDS = 240.0


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody to log in as. `organisation` is empty for a citizen."""

    name: str
    email: str
    role: str = ""
    organisation: str = ""


PEOPLE: Mapping[str, Person] = {
    "citizen": Person("Sari Wulandari", "sari@demo.balai.example"),
    "neighbour": Person("Budi Santoso", "budi@demo.balai.example"),
    "officer": Person("Rina Hartati", "rina@demo.balai.example", "officer", "kelurahan-31.71.06.1003"),
    "crew": Person("Joko Prasetyo", "joko@demo.balai.example", "crew", "kelurahan-31.71.06.1003"),
    "verifier": Person("Dewi Lestari", "dewi@demo.balai.example", "verifier", "biro-pemerintahan"),
    "supervisor": Person("Agus Salim", "agus@demo.balai.example", "supervisor", "dki"),
    "administrator": Person("Wayan Sudarma", "wayan@demo.balai.example", "administrator", "dki"),
    "auditor": Person("Maya Putri", "maya@demo.balai.example", "auditor", "dki"),
}
"""By the word that tests use. The officer and the crew work for Kelurahan Cikini, where HOME_POINT lies."""

HOME_AREA = "31.71.06.1003"
HOME_POINT = (106.839, -6.191)


@dataclass(slots=True)
class City:
    """A served city. `address` has no slash at its end."""

    address: str
    database: str
    home: Path
    settings: Mapping[str, str]
    _connect: Callable[[], Any] = field(repr=False)

    @contextmanager
    def records(self) -> Iterator[None]:
        """Inside, Django's models read and write the served city's database, as the role `app`."""
        with self._connect():
            yield

    def log_in(self, context: Any, person: str) -> None:
        """Give a playwright context a session of one of PEOPLE, without the log-in page."""
        from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
        from django.contrib.sessions.backends.db import SessionStore

        from balai.base.people.models import User

        with self.records():
            user = User.objects.get(email=PEOPLE[person].email)
            session = SessionStore()
            session[SESSION_KEY] = str(user.pk)
            session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
            session[HASH_SESSION_KEY] = user.get_session_auth_hash()
            session.save()
        context.add_cookies([{"name": "sessionid", "value": str(session.session_key), "url": self.address}])


@pytest.fixture(scope="session")
def served_city(
    test_databases: TestDatabases, django_db_blocker: DjangoDbBlocker, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[City]:
    """The application as `balai web` runs it, on a migrated copy with the Jakarta pack loaded and people in it."""
    name = f"{test_databases.name}_journeys"
    home = tmp_path_factory.mktemp("city")
    server = test_databases.server
    if server is None:
        raise RuntimeError("The test server was not started")
    from balai.base.postgres import make_database

    make_database(server.place.socket, server.passwords, name, template=test_databases.template)
    settings = _settings_of(test_databases, name, home)
    try:
        _run([sys.executable, "-m", "balai.project.provision"], settings)

        @contextmanager
        def connect() -> Iterator[None]:
            with django_db_blocker.unblock(), _pointing_to(test_databases, name), _at_home(home):
                yield

        city = City(settings["BALAI_ADDRESS"], name, home, settings, connect)
        with city.records():
            _make_people()
        with _serving(settings, home):
            yield city
    finally:
        _drop(test_databases, name)


@pytest.fixture
def city(served_city: City) -> City:
    """The served city. Its records stay from test to test: make what you need, and look only for that."""
    return served_city


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _settings_of(databases: TestDatabases, name: str, home: Path) -> dict[str, str]:
    """The served city's environment. It shares the tests' key, so that sessions and links made here count there."""
    from django.conf import settings

    from balai.project.database import bundled_database

    kept = {key: value for key, value in os.environ.items() if not key.startswith(("BALAI_", "DATABASE_"))}
    urls = {}
    for variable, role in (("DATABASE_URL", "app"), ("DATABASE_OWNER_URL", "owner")):
        entry = bundled_database(databases.home, role=role, name=name)
        port = f":{entry['PORT']}" if entry["PORT"] else ""
        urls[variable] = f"postgresql://{role}:{entry['PASSWORD']}@{port}/{name}?host={entry['HOST']}"
    return (
        kept
        | urls
        | {
            "BALAI_HOME": str(home),
            "BALAI_CITY": os.environ["BALAI_CITY"],
            "BALAI_ADDRESS": f"http://localhost:{_free_port()}",
            "BALAI_SECRET_KEY": settings.SECRET_KEY,
            "BALAI_WEB_WORKERS": "1",
            "BALAI_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "balai.project.settings",
        }
    )


def _run(command: list[str], settings: Mapping[str, str]) -> None:
    done = subprocess.run(command, env=dict(settings), capture_output=True, text=True, timeout=300, check=False)
    if done.returncode:
        pytest.fail(
            f"{' '.join(command[1:])} ended with {done.returncode}:\n{done.stdout}\n{done.stderr}", pytrace=False
        )


@contextmanager
def _pointing_to(databases: TestDatabases, name: str) -> Iterator[None]:
    from django.db import connections

    from balai.base.memo import forget_all
    from balai.project.database import bundled_database

    before = dict(connections.databases["default"])
    connections["default"].close()
    entry = bundled_database(databases.home, role="app", name=name)
    connections.databases["default"].update(entry)
    connections["default"].settings_dict.update(entry)
    forget_all()
    try:
        yield
    finally:
        connections["default"].close()
        connections.databases["default"].update(before)
        connections["default"].settings_dict.update(before)
        forget_all()


@contextmanager
def _at_home(home: Path) -> Iterator[None]:
    """Files that are stored inside are those of the served city."""
    from django.conf import settings
    from django.test import override_settings

    with override_settings(CONFIGURATION=replace(settings.CONFIGURATION, home=home)):
        yield


def _drop(databases: TestDatabases, name: str) -> None:
    from balai.base.postgres import connection_of

    where: dict[str, Any] = connection_of(databases.home, "postgres", "postgres")
    with psycopg.connect(**where, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _make_people() -> None:
    from balai.base.people.models import Membership, Organisation, User

    for person in PEOPLE.values():
        user = User.objects.create_user(person.email, PASSWORD, name=person.name, language="id")
        if person.organisation:
            organisation = Organisation.objects.get(code=person.organisation)
            Membership.objects.create(user=user, organisation=organisation, role=person.role, since=date(2020, 1, 1))


@contextmanager
def _serving(settings: Mapping[str, str], home: Path) -> Iterator[None]:
    """`balai web` in demo mode, so that officers need no second factor; ended with the tests."""
    log = home / "web.log"
    environment = dict(settings) | {"BALAI_DEMO": "1"}
    with log.open("wb") as output:
        web = subprocess.Popen(
            [sys.executable, "-m", "balai.project.command", "web"], env=environment, stdout=output, stderr=output
        )
        try:
            _wait_for(f"{settings['BALAI_ADDRESS']}/healthz", web, log)
            yield
        finally:
            web.terminate()
            try:
                web.wait(15)
            except subprocess.TimeoutExpired:
                web.kill()
                web.wait()


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + SERVER_START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except (URLError, OSError):
            time.sleep(0.2)
    pytest.fail(f"The city did not start:\n{log.read_text(errors='replace')[-4000:]}", pytrace=False)
