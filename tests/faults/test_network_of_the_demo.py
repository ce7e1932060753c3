"""`make demo-network`: four cities on one machine join, witness each other, and leave nothing when they are stopped."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from balai.project.network_demo import CITIES
from balai.project.testing import open_folder
from balai.project.tests.cities import COMMAND, eventually

pytestmark = pytest.mark.fault

LONGEST_SECONDS = 900.0
"""Until all have met, on a machine that does much else."""


@pytest.fixture
def home() -> Iterator[Path]:
    with open_folder() as folder:
        yield folder


def _four_free_ports() -> int:
    """The first of four ports in a row that nobody listens on."""
    for first in range(20_000, 30_000, 7):
        probes = [socket.socket() for _ in range(len(CITIES) + 1)]
        try:
            for number, probe in enumerate(probes):
                probe.bind(("127.0.0.1", first + number))
        except OSError:
            continue
        else:
            return first
        finally:
            for probe in probes:
                probe.close()
    raise RuntimeError("no four ports are free")


def _of(home: Path) -> list[str]:
    """The command lines of what runs for an installation below `home`, or for their common database server."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error):
            words = process.cmdline()
            if process.environ().get("BALAI_HOME", "").startswith(str(home)) or str(home) in " ".join(words):
                found.append(" ".join(words))
    return found


def _asked(port: int, path: str) -> dict[str, Any]:
    with urllib.request.urlopen(f"http://localhost:{port}{path}", timeout=30) as answer:
        found: dict[str, Any] = json.loads(answer.read())
        return found


def test_they_meet_and_leave_nothing(home: Path) -> None:
    first, output = _four_free_ports(), home / "output.txt"
    environment = {**os.environ, "BALAI_HOME": str(home)}
    with output.open("wb") as file:
        process = subprocess.Popen(
            [*COMMAND, "network", "demo", "--port", str(first)], env=environment, stdout=file, stderr=file
        )
    try:
        met = eventually(
            lambda: "Ctrl-C stops everything." in output.read_text() or process.poll() is not None,
            seconds=LONGEST_SECONDS,
        )
        assert met and process.poll() is None, output.read_text()  # noqa: PT018 (one sentence)
        others = len(CITIES)
        assert f"{(others + 1) * others} witnesses" in output.read_text()
        descriptors = [_asked(first + number, "/.well-known/balai-city.json") for number in range(others + 1)]
        assert descriptors[-1]["body"]["kind"] == "secretariat"
        process.send_signal(signal.SIGINT)
        assert process.wait(120) == 0
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
            process.wait(120)
    assert eventually(lambda: not _of(home), seconds=60), _of(home)
