"""What fault tests stand on: cities as an operator runs them, on durable databases, in homes of their own."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from balai.base.packs import Pack
from balai.base.postgres import open_server
from balai.project.tests.cities import OwnDatabase, balai, settings_for
from balai.project.tests.citizens import Spot


@pytest.fixture(scope="session")
def spots(jakarta_pack: Pack) -> list[Spot]:
    """One place in each subdistrict of the pack."""
    return [
        Spot(area.code, area.longitude, area.latitude)
        for area in jakarta_pack.areas
        if area.level == "subdistrict" and area.longitude is not None and area.latitude is not None
    ]


def _home() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="balai faults ", dir="/tmp"))
    folder.chmod(0o755)
    return folder


@pytest.fixture
def prepared_home() -> Iterator[Path]:
    """A home with its own durable database, migrated and with the Jakarta pack in it; nothing runs there yet."""
    home = _home()
    made = balai(settings_for(home), "provision")
    assert made.returncode == 0, made.stderr
    yield home
    shutil.rmtree(home)


@pytest.fixture
def own_database() -> Iterator[OwnDatabase]:
    home = _home()
    server = open_server(home)
    yield OwnDatabase(home, server)
    server.stop()
    shutil.rmtree(home)


@pytest.fixture
def city_home(own_database: OwnDatabase) -> Iterator[Path]:
    """A home whose city uses `own_database`, prepared."""
    home = _home()
    made = balai(settings_for(home, **own_database.settings), "provision")
    assert made.returncode == 0, made.stderr
    yield home
    shutil.rmtree(home)


@pytest.fixture(scope="session")
def seed(effort: int) -> int:
    """Where chance begins: usually always the same, in a soak another each time; printed with a failure."""
    number = 1 if effort == 1 else secrets.randbelow(2**32)
    print(f"The seed is {number}.")
    return number
