"""Homes for servers: reachable for the account that the server runs as, and gone afterwards."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from balai.base.postgres import Server, open_server


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty folder that any system user may enter; pytest's own are closed to the server's account."""
    folder = Path(tempfile.mkdtemp(prefix="balai test ", dir="/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def start() -> Iterator[Callable[[Path], Server]]:
    """Start or share a server; stopped after the test."""
    servers: list[Server] = []

    def open_one(home: Path) -> Server:
        server = open_server(home, extra={"fsync": "off"})
        servers.append(server)
        return server

    yield open_one
    for server in reversed(servers):
        server.stop()
