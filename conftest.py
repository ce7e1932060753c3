"""Every test runs on a real PostgreSQL: the bundled one, in BALAI_TEST_HOME (default .balai/test)."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import hypothesis
import pytest
from pytest_django import DjangoDbBlocker

from balai.base.memo import forget_all
from balai.base.packs import Pack, load_pack
from balai.project.catalogues import compile_catalogues
from balai.project.testing import TestDatabases, give_committing_tests_a_copy, open_folder, prepare_environment
from balai.project.tests.cities import prepare, settings_for

# `make test` tries each law on a few examples, the same ones each time; `make soak` on many, new ones each time.
EFFORT = 10 if os.environ.get("BALAI_TEST_SOAK") else 1
hypothesis.settings.register_profile(
    "usual",
    max_examples=50 * EFFORT,
    derandomize=EFFORT == 1,
    deadline=None,
    database=None,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("usual")

_settings = prepare_environment(os.environ, folder=Path(__file__).parent)
os.environ.clear()
os.environ.update(_settings)


def pytest_xdist_auto_num_workers() -> int:
    """How many processes `make test` runs side by side: each has a PostgreSQL, and journeys a Chromium."""
    return min(os.cpu_count() or 1, 4)


def pytest_configure() -> None:
    """What differs from a running city: no hashed names of static files, and passwords hashed fast."""
    from django.conf import settings  # noqa: PLC0415 (reads the environment prepared above)

    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    compile_catalogues()
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # whitenoise warns about a folder that is not there
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


DATABASES = frozenset({"db", "transactional_db", "live_server", "test_databases"})
"""Whoever asks for one of these fixtures, itself or through others, speaks with PostgreSQL."""
ROUTER = "test_a_journey_is_planned"
"""It has the router's code compiled, which takes a minute; whoever needs that code later finds it."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Mark what speaks with PostgreSQL; the file that has the router compiled is the first, so that one process does it."""
    for item in items:
        asked = DATABASES.intersection(getattr(item, "fixturenames", ()))
        if asked or item.get_closest_marker("django_db"):
            item.add_marker(pytest.mark.database)
    yield
    items.sort(key=lambda item: item.path.stem != ROUTER)  # all others keep their order


@pytest.fixture(scope="session")
def effort() -> int:
    """How many times as long a fault or fuzz test takes its subject to task: 1 usually, 10 in `make soak`."""
    return EFFORT


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty folder for an installation, of one test."""
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="module")
def module_home() -> Iterator[Path]:
    """An empty folder for an installation, of all tests in a file."""
    with open_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def prepared_home() -> Iterator[Path]:
    """The home of a city that is prepared and has never run. Copy it; change nothing in it."""
    with open_folder() as folder:
        prepare(settings_for(folder))
        yield folder


@pytest.fixture(scope="session")
def test_databases(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[TestDatabases]:
    """The databases of this run, on the bundled server."""
    databases = TestDatabases(Path(os.environ["BALAI_HOME"]))
    try:
        with django_db_blocker.unblock():
            databases.start()
            give_committing_tests_a_copy(databases)
        yield databases
    finally:
        with django_db_blocker.unblock():
            databases.stop()


@pytest.fixture
def django_db_setup(
    request: pytest.FixtureRequest, test_databases: TestDatabases, django_db_blocker: DjangoDbBlocker
) -> None:
    """In place of pytest-django's: a copy of the migrated template, with Jakarta in it for a test that asks for it."""
    with django_db_blocker.unblock():
        if "jakarta" in request.fixturenames:
            pack = request.getfixturevalue("jakarta_pack")
            test_databases.stand_on("jakarta", lambda: _load_into_database(pack))
        else:
            test_databases.stand_on()


def _load_into_database(pack: Pack) -> None:
    from balai.apps.cases.service import activate_services  # noqa: PLC0415 (Django is set up by now)
    from balai.base.areas.actions import load_areas  # noqa: PLC0415
    from balai.base.people.actions import load_organisations  # noqa: PLC0415

    loaded_at = datetime(2026, 1, 1, tzinfo=UTC)
    forget_all()
    load_areas(pack=pack, by=None, now=loaded_at)
    load_organisations(pack=pack, by=None, now=loaded_at)
    activate_services(sources=pack.services, now=loaded_at)


@pytest.fixture
def fresh_database(transactional_db: None) -> str:
    """A database of one's own that the test may commit to, from any thread; its name."""
    from django.db import connection  # noqa: PLC0415 (Django is set up only after this file is read)

    return str(connection.settings_dict["NAME"])


@pytest.fixture(scope="session")
def jakarta_pack() -> Pack:
    """The Jakarta pack, read once."""
    return load_pack(Path(os.environ["BALAI_CITY"]))


@pytest.fixture
def jakarta(db: None, jakarta_pack: Pack) -> Iterator[Pack]:
    """The test's database with Jakarta in it: areas, organisations and services. It was loaded once, for all tests."""
    forget_all()
    yield jakarta_pack
    forget_all()
