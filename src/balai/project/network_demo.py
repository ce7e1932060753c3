"""`balai network demo`: three cities and a secretariat on this machine, that know and witness each other.

One PostgreSQL server; each installation has its own database, home, keys, port, web server and worker. All of it ends
with this process, however it ends, and lies below BALAI_HOME/network.
"""

from __future__ import annotations

import argparse
import json
import logging.config
import os
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg

from balai.base.failures import Failure
from balai.base.postgres import APP, OWNER, Server, connection_of, make_database, open_server
from balai.project.configuration import read_configuration
from balai.project.logs import logging_settings
from balai.project.ready import this_command
from balai.project.run import READY_SECONDS, only_one, stops_as_interrupts
from balai.project.supervision import Supervisor, program
from balai.project.terminal import say, step

FIRST_PORT = 8001
SECRETARIAT = "asean-secretariat"
CITIES = ("jakarta", "makassar", "banyuwangi")
NETWORK = "asean-smart-cities"
EMPTY = "empty"
"""A database with tables and nothing in them."""
PEOPLED = ("jakarta",)
"""The packs for which invented people and reports are written."""


@dataclass(frozen=True, slots=True)
class Installation:
    """One of them: its pack, where it lies, where it is reached, and its environment."""

    code: str
    address: str
    environment: Mapping[str, str]

    @property
    def database(self) -> str:
        return _database_of(self.code)


def main(arguments: list[str]) -> int:
    """Run three cities and a secretariat on this machine until interrupted."""
    parser = argparse.ArgumentParser(prog="balai network demo", description=main.__doc__)
    parser.add_argument("--port", type=int, default=FIRST_PORT, help="the first of four ports")
    parser.add_argument("--once", action="store_true", help="stop when they have witnessed each other")
    options = parser.parse_args(arguments)
    with stops_as_interrupts():
        try:
            run(Path(os.environ.get("BALAI_HOME") or ".balai").absolute() / "network", options.port, once=options.once)
        except KeyboardInterrupt:
            say("\nStopped.")
    return 0


def run(home: Path, first_port: int, *, once: bool) -> None:
    """Start them, introduce them, and look after them.

    Raises:
        Failure: one of them cannot start.
    """
    with ExitStack() as stack:
        stack.enter_context(only_one(home))
        logs = home / "logs"
        logs.mkdir(exist_ok=True)
        logging.config.dictConfig(logging_settings("WARNING", logs / "run.log"))
        _check_ports(range(first_port, first_port + len(CITIES) + 1))
        with step("PostgreSQL") as current:
            server = open_server(home)
            current.note = f"version {server.place.binaries.version}"
        stack.callback(server.stop)
        supervisor = Supervisor(log_folder=logs, server=server)
        stack.callback(supervisor.stop)
        everyone = [
            _installation(home, code, first_port + number) for number, code in enumerate((*CITIES, SECRETARIAT))
        ]
        _make_databases(home, server, supervisor, everyone)
        for one in everyone:
            say(f"\n{one.code}")
            supervisor.run_to_end("provision", program(this_command("provision"), one.environment))
        _start(everyone, supervisor)
        with step("They get to know each other") as current:
            witnessed = introduce(everyone)
            current.note = f"{witnessed} witnesses"
        _say_where(everyone)
        if not once:
            supervisor.watch()


def _check_ports(ports: Sequence[int]) -> None:
    for port in ports:
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError as error:
                raise Failure(
                    "balai.R001",
                    f"Another program listens on port {port} of 127.0.0.1.",
                    f"Stop it, or choose others: balai network demo --port {port + 100}",
                ) from error


def _make_databases(home: Path, server: Server, supervisor: Supervisor, everyone: Sequence[Installation]) -> None:
    """Those that are missing, as copies of one with empty tables: making tables takes longer than all the rest."""
    with psycopg.connect(**connection_of(home, "postgres", "postgres")) as connection:  # type: ignore[arg-type]
        known = {row[0] for row in connection.execute("SELECT datname FROM pg_database").fetchall()}
    if not {one.database for one in everyone} - known:
        return
    say("\nTables for all")
    if EMPTY not in known:
        make_database(server.place.socket, server.passwords, EMPTY)
    environment = {**everyone[0].environment, **_databases(home, EMPTY)}
    supervisor.run_to_end("migrate", program(this_command("migrate"), environment))
    for one in everyone:
        if one.database not in known:
            make_database(server.place.socket, server.passwords, one.database, template=EMPTY)


def _databases(home: Path, database: str) -> dict[str, str]:
    return {"DATABASE_URL": _url(home, APP, database), "DATABASE_OWNER_URL": _url(home, OWNER, database)}


def _installation(home: Path, code: str, port: int) -> Installation:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("BALAI_", "DATABASE_"))}
    pack = read_configuration(os.environ, folder=Path.cwd()).city.parent / code
    address = f"http://localhost:{port}"
    ours = {
        "BALAI_HOME": str(home / code),
        "BALAI_CITY": str(pack),
        "BALAI_ADDRESS": address,
        "BALAI_NETWORK_LOOPBACK": "1",
        "BALAI_DEMO": "1" if code in PEOPLED else "0",
        "BALAI_WEB_WORKERS": "1",
        "BALAI_LOG_LEVEL": "WARNING",
    }
    return Installation(code, address, {**kept, **ours, **_databases(home, _database_of(code))})


def _database_of(code: str) -> str:
    return code.replace("-", "_")


def _url(home: Path, role: str, database: str) -> str:
    facts = connection_of(home, role, database)
    host = quote(str(facts["host"]), safe="")
    return f"postgresql://{role}:{facts['password']}@:{facts['port']}/{facts['dbname']}?host={host}"


def _start(everyone: Sequence[Installation], supervisor: Supervisor) -> None:
    with step("Web servers and workers") as current:
        for one in everyone:
            supervisor.keep(f"{one.code}-web", program(this_command("web"), one.environment))
            supervisor.keep(f"{one.code}-worker", program(this_command("worker"), one.environment))
        for number, one in enumerate(everyone, 1):
            _wait_until_ready(one, supervisor)
            current.advance(number, len(everyone))


def _wait_until_ready(one: Installation, supervisor: Supervisor) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        supervisor.look_after()
        try:
            with urllib.request.urlopen(f"{one.address}/readyz", timeout=5):  # noqa: S310 (our own)
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Failure(
        "balai.R005",
        f"{one.code} did not become ready in {READY_SECONDS:.0f} seconds.",
        f"{supervisor.where_logs_are}",
    )


class Talk:
    """A program that speaks for one installation, see network_talk.py."""

    def __init__(self, one: Installation) -> None:
        self.installation = one
        command = [*this_command()[:-1], "balai.project.network_talk"]
        self.process = subprocess.Popen(  # noqa: S603 (this very program)
            command, env=dict(one.environment), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, do: str, **more: object) -> dict[str, Any]:
        """Its answer.

        Raises:
            Failure: it has ended.
        """
        pipes = self.process
        if pipes.stdin is None or pipes.stdout is None:
            raise RuntimeError("a talk without pipes")
        pipes.stdin.write(json.dumps({"do": do, **more}) + "\n")
        pipes.stdin.flush()
        line = pipes.stdout.readline()
        if not line:
            raise Failure("balai.N010", f"{self.installation.code} gave no answer.", "Read what it says above.")
        found: dict[str, Any] = json.loads(line)
        return found

    def end(self) -> None:
        if self.process.stdin is not None:
            self.process.stdin.close()
        self.process.wait(30)


@contextmanager
def talks_with(everyone: Sequence[Installation]) -> Iterator[list[Talk]]:
    """All of them at once: each takes a while to load."""
    talks = [Talk(one) for one in everyone]
    try:
        yield talks
    finally:
        for talk in talks:
            talk.end()


def introduce(everyone: Sequence[Installation]) -> int:
    """Cities ask the secretariat to take them in, and each other as neighbours; all accept, read and witness.

    Whoever knows the others already is only asked to look again. Returns how many witness words stand below the logs.
    """
    with talks_with(everyone) as talks:
        for number, talk in enumerate(talks[:-1]):
            talk.ask("tell")
            talk.ask("publish")
            _join(talk, everyone[number + 1 :])
        for _turn in range(2):
            _sync(talks)
            for talk in talks:
                for question in talk.ask("status")["done"]["questions"]:
                    talk.ask("accept", address=question["from"])
        for _turn in range(2):
            _sync(talks)
        return sum(len(talk.ask("status")["done"]["witnessed_by"]) for talk in talks)


def _join(talk: Talk, others: Sequence[Installation]) -> None:
    """Ask those whom it does not know yet; the last one is the secretariat."""
    known = {peer["address"] for peer in talk.ask("status")["done"]["peers"]}
    for other in others:
        if other.address not in known:
            talk.ask("join", address=other.address, network=NETWORK if other is others[-1] else "")


def _sync(talks: Sequence[Talk]) -> None:
    for talk in talks:
        talk.ask("sync")


def _say_where(everyone: Sequence[Installation]) -> None:
    say("")
    for one in everyone:
        say(f"  {one.code:<20}{one.address}")
    say(f"\n  Who knows whom: {everyone[-1].address}/jaringan/ and the same page of each city.")
    say(f"  Check a log from outside: balai log verify {everyone[1].address}")
    from balai.project.demo import log_ins  # noqa: PLC0415 (only in a demo)

    say(f"\n{CITIES[0]}:{log_ins()}")
    say("  Ctrl-C stops everything.\n")
