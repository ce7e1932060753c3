"""What fault tests stand on: cities as an operator runs them, on durable databases, in homes of their own."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from balai.base.packs import Pack
from balai.base.postgres import open_server
from balai.project.testing import open_folder
from balai.project.tests.cities import OwnDatabase, copy_of, prepare, settings_for
from balai.project.tests.citizens import Spot


@pytest.fixture(scope="session")
def spots(jakarta_pack: Pack) -> list[Spot]:
    """One place in each subdistrict of the pack."""
    return [
        Spot(area.code, area.longitude, area.latitude)
        for area in jakarta_pack.areas
        if area.level == "subdistrict" and area.longitude is not None and area.latitude is not None
    ]


@pytest.fixture
def prepared_home(prepared_home: Path) -> Iterator[Path]:
    """A home with its own durable database, migrated and with the Jakarta pack in it; nothing ran there yet."""
    with open_folder() as folder:
        yield copy_of(prepared_home, folder / "city")


@pytest.fixture(scope="session")
def prepared_beside() -> Iterator[Path]:
    """A durable database in `database`, and in `city` the home of a city that was prepared on it. Nothing runs there."""
    with open_folder() as folder:
        server = open_server(folder / "database")
        try:
            prepare(settings_for(folder / "city", **OwnDatabase(folder / "database", server).settings))
        finally:
            server.stop()
        yield folder


@pytest.fixture
def own_database(prepared_beside: Path) -> Iterator[OwnDatabase]:
    """A copy of the durable database beside a city, started."""
    with open_folder() as folder:
        home = copy_of(prepared_beside / "database", folder / "database")
        server = open_server(home)
        yield OwnDatabase(home, server)
        server.stop()


@pytest.fixture
def city_home(prepared_beside: Path) -> Iterator[Path]:
    """A home whose city uses `own_database`, prepared."""
    with open_folder() as folder:
        yield copy_of(prepared_beside / "city", folder / "city")


@pytest.fixture(scope="session")
def seed(effort: int) -> int:
    """Where chance begins: usually always the same, in a soak another each time; printed with a failure."""
    number = 1 if effort == 1 else secrets.randbelow(2**32)
    print(f"The seed is {number}.")
    return number
