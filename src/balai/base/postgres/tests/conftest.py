"""Servers that are stopped after the test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from balai.base.postgres import Server, open_server


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
