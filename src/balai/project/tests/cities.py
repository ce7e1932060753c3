"""Cities as their operators run them: programs of their own, in homes of their own."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, LiteralString
from urllib.parse import quote

import psycopg

from balai.base.postgres import APP, DATABASE, OWNER, Server, connection_of

COMMAND = [sys.executable, "-m", "balai.project.command"]


def settings_for(home: Path, **more: str) -> dict[str, str]:
    """The environment of a city in `home`, on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    ours = {"BALAI_HOME": str(home), "BALAI_ADDRESS": f"http://localhost:{port}", "BALAI_WEB_WORKERS": "1"}
    return {**os.environ, **ours, **more}


def balai(settings: dict[str, str], *words: str) -> subprocess.CompletedProcess[str]:
    """Run a command to its end."""
    return subprocess.run([*COMMAND, *words], env=settings, capture_output=True, text=True, timeout=300, check=False)


def prepare(settings: dict[str, str]) -> None:
    """Everything that a city does before its first start."""
    answer = balai(settings, "provision")
    assert answer.returncode == 0, answer.stderr


def copy_of(prepared: Path, home: Path) -> Path:
    """The home of a city that does not run, copied to `home` with owners and times."""
    subprocess.run(["cp", "-a", "--", str(prepared), str(home)], check=True)
    return home


def eventually(true: Callable[[], bool], *, seconds: float = 60.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.05)
    return False


@dataclass(slots=True)
class RunningCity:
    """A `balai run`. `output` is the file in which it and its children write."""

    settings: dict[str, str]
    process: subprocess.Popen[bytes]
    output: Path

    def answers(self, path: str) -> int:
        """The status of a GET; 0 when nobody answers."""
        try:
            with urllib.request.urlopen(self.settings["BALAI_ADDRESS"] + path, timeout=5) as answer:
                return int(answer.status)
        except urllib.error.HTTPError as error:
            with error:
                return error.code
        except OSError:
            return 0

    def is_ready(self) -> bool:
        return self.process.poll() is None and self.answers("/readyz") == 200

    def processes(self) -> set[int]:
        """Every living process that was started for this home, this one included."""
        mark = f"BALAI_HOME={self.settings['BALAI_HOME']}\0".encode()
        data = f"{self.settings['BALAI_HOME']}/postgres".encode()
        found = set()
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (folder / "stat").read_text().rpartition(")")[2].split()[0] == "Z":
                    continue
                known = mark in (folder / "environ").read_bytes() + b"\0"
                if known or data in (folder / "cmdline").read_bytes():
                    found.add(int(folder.name))
        return found - {os.getpid()}

    def command_lines(self) -> list[str]:
        """What lists of processes show of each of them."""
        return [_command_line(number) for number in self.processes()]

    def child(self, words: str) -> int:
        """The number of the oldest process whose command line has `words`."""
        return min(number for number in self.processes() if re.search(words, _command_line(number)))


def _command_line(process: int) -> str:
    """Empty when it has ended since it was found. A forked process has its title there, and room behind it."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{process}/cmdline").read_bytes().rstrip(b"\0").replace(b"\0", b" ").decode()
    return ""


@contextmanager
def running_city(home: Path, *, within: Sequence[str] = (), **more: str) -> Iterator[RunningCity]:
    """A city that runs and is ready; stopped at the end, if the test did not stop it.

    `within` are the first words of its command line: a program that becomes the one that it is told.
    """
    settings = settings_for(home, **more)
    output = home / "output.txt"
    with output.open("ab") as file:
        process = subprocess.Popen([*within, *COMMAND, "run"], env=settings, stdout=file, stderr=file)
    city = RunningCity(settings, process, output)
    try:
        ready = eventually(lambda: city.is_ready() or process.poll() is not None, seconds=300)
        assert ready and process.poll() is None, output.read_text()  # noqa: PT018 (one sentence)
        yield city
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(60)
        eventually(lambda: not city.processes())


def rows_of(home: Path, statement: LiteralString, *values: object) -> list[tuple[Any, ...]]:
    """What the bundled database of `home` answers, asked as the role `app` in a connection of its own."""
    with psycopg.connect(**connection_of(home, APP)) as connection:  # type: ignore[arg-type]
        return connection.execute(statement, values).fetchall()


@dataclass(slots=True)
class OwnDatabase:
    """A durable PostgreSQL beside the city, as a city has that brings its own; the test stops and starts it."""

    home: Path
    server: Server

    @property
    def settings(self) -> dict[str, str]:
        """What a city's environment says to use it."""
        return {"DATABASE_URL": self._url(APP), "DATABASE_OWNER_URL": self._url(OWNER)}

    def _url(self, role: str) -> str:
        facts = connection_of(self.home, role)
        return f"postgresql://{role}:{facts['password']}@:{facts['port']}/{DATABASE}?host={quote(str(facts['host']))}"

    def stop_at_once(self) -> None:
        """Without waiting for anyone and without a checkpoint: what `pg_ctl stop -m immediate` does."""
        child = self.server.child
        if child is None:
            raise RuntimeError("This server was started by somebody else")
        child.signal(signal.SIGQUIT)
        child.wait(60)

    def start(self) -> None:
        self.server.restart()
