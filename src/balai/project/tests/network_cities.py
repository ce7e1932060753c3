"""Installations of a network as programs of their own, for tests: told what to do, killed, and started again."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import quote

from balai.base.postgres import APP, OWNER, connection_of

CITIES = Path(__file__).resolve().parents[4] / "cities"
NETWORK = "asean-smart-cities"
SLOWEST_PAGE_SECONDS = 15.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass(slots=True)
class City:
    """One installation. It can be killed and started again, on another database if need be."""

    code: str
    home: Path
    server: Path
    database: str
    address: str = field(default_factory=lambda: f"http://localhost:{free_port()}")
    process: subprocess.Popen[str] | None = None

    def start(self, database: str = "") -> None:
        self.database = database or self.database
        environment = {
            **os.environ,
            "BALAI_HOME": str(self.home),
            "BALAI_CITY": str(CITIES / self.code),
            "BALAI_ADDRESS": self.address,
            "BALAI_NETWORK_LOOPBACK": "1",
            "BALAI_LOG_LEVEL": "ERROR",
            "DATABASE_URL": self.url(APP),
            "DATABASE_OWNER_URL": self.url(OWNER),
        }
        self.process = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "balai.project.tests.one_city"],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def url(self, role: str) -> str:
        facts = connection_of(self.server, role, self.database)
        host = quote(str(facts["host"]), safe="")
        return f"postgresql://{role}:{facts['password']}@:{facts['port']}/{self.database}?host={host}"

    def hear(self) -> dict[str, Any]:
        """The next line that it says."""
        assert self.process is not None and self.process.stdout is not None  # noqa: PT018 (one sentence)
        line = self.process.stdout.readline()
        assert line, f"{self.code} ended"
        found: dict[str, Any] = json.loads(line)
        return found

    def tell(self, do: str, **more: object) -> None:
        assert self.process is not None and self.process.stdin is not None  # noqa: PT018 (one sentence)
        self.process.stdin.write(json.dumps({"do": do, **more}) + "\n")
        self.process.stdin.flush()

    def ask(self, do: str, **more: object) -> Any:
        """What it answers; a refusal is a failure of the test."""
        self.tell(do, **more)
        found = self.hear()
        assert "done" in found, found
        return found["done"]

    def kill(self) -> None:
        """As when the power fails."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait(20)
            for pipe in (self.process.stdin, self.process.stdout):
                if pipe is not None:
                    with contextlib.suppress(OSError):
                        pipe.close()
            self.process = None

    def alarms(self) -> list[dict[str, Any]]:
        """As anyone can read them, each with its evidence."""
        found: list[dict[str, Any]] = self.page("/jaringan/peringatan.json")["alarms"]
        return [{**one, "evidence": self.page(one["evidence"].removeprefix(self.address))} for one in found]

    def page(self, path: str) -> Any:
        with urllib.request.urlopen(self.address + path, timeout=SLOWEST_PAGE_SECONDS) as answered:
            return json.load(answered)

    def peer(self, other: City) -> dict[str, Any]:
        found: dict[str, Any] = next(one for one in self.ask("status")["peers"] if one["address"] == other.address)
        return found


def introduce(everyone: list[City]) -> None:
    secretariat = everyone[-1]
    sync(everyone)  # each describes itself
    for number, one in enumerate(everyone[:-1]):
        one.ask("join", address=secretariat.address, network=NETWORK)
        for other in everyone[number + 1 : -1]:
            one.ask("join", address=other.address)
    sync(everyone)
    for one in everyone:
        for question in one.ask("status")["questions"]:
            one.ask("accept", address=question["from"])
    for _turn in range(3):
        sync(everyone)


def sync(everyone: list[City], **more: object) -> list[dict[str, Any]]:
    return [one.ask("sync", **more) for one in everyone]


def started_again(one: City, database: str = "") -> None:
    one.start(database)
    assert one.hear() == {"ready": one.address}
