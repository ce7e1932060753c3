"""`balai run`: the whole city from one command: database, preparation, web server and worker.

This process supervises. On Linux it also loads the code, once, for the others, which are forked from it and share that
memory; it neither connects to the database nor answers anybody. What it starts ends with it, however it ends.
"""

from __future__ import annotations

import argparse
import fcntl
import logging.config
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import IO

from balai.base.failures import Failure
from balai.base.postgres import Server, end_with_parent, open_server
from balai.project.configuration import Configuration
from balai.project.forking import CAN_FORK
from balai.project.logs import logging_settings
from balai.project.nursery import start_forked
from balai.project.ready import configuration_or_failure, this_command
from balai.project.supervision import Supervisor, program
from balai.project.terminal import say, step
from balai.project.web import check_port

READY_SECONDS = 60.0


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="balai run", description=__doc__)
    parser.add_argument("--with-parent", action="store_true", help="stop when the process that started this one ends")
    if parser.parse_args(arguments).with_parent:
        end_with_parent()
    configuration = configuration_or_failure()
    with stops_as_interrupts():
        try:
            run(configuration)
        except KeyboardInterrupt:
            say("\nStopped.")
    return 0


def run(configuration: Configuration) -> None:
    """Serve the city until interrupted; whatever was started is stopped by then.

    Raises:
        Failure: a part of it cannot start, or ends again and again.
    """
    with ExitStack() as stack:
        lock = stack.enter_context(only_one(configuration.home))
        check_port(configuration)
        say(f"Balai, in {configuration.home}")
        logs = _log_folder(configuration)
        logging.config.dictConfig(logging_settings(configuration.log_level, logs and logs / "run.log"))
        server = _start_database(configuration)
        if server is not None:
            stack.callback(server.stop)
        supervisor = Supervisor(log_folder=logs, server=server)
        stack.callback(supervisor.stop)
        if CAN_FORK:
            start_forked(configuration, supervisor, logs, partial(_let_go, lock, server))
        else:
            supervisor.run_to_end("provision", program(this_command("provision")))
            supervisor.keep("web", program(this_command("web")))
            supervisor.keep("worker", program(this_command("worker")))
        with step("Web server and worker"):
            _wait_until_ready(configuration, supervisor)
        _say_where(configuration, supervisor)
        supervisor.watch()


def _let_go(lock: IO[str], server: Server | None) -> None:
    """In a forked process: the home and its database server are held by the one that supervises, alone."""
    lock.close()
    if server is not None:
        server.leave_to_parent()


@contextmanager
def stops_as_interrupts() -> Iterator[None]:
    """Treat every polite request to stop as Ctrl-C, and further ones while stopping as impatience to be borne."""

    def interrupt(number: int, _frame: object) -> None:
        for other in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(other, signal.SIG_IGN)
        raise KeyboardInterrupt(number)

    signal.signal(signal.SIGINT, interrupt)
    signal.signal(signal.SIGTERM, interrupt)
    if signal.getsignal(signal.SIGHUP) is not signal.SIG_IGN:  # nohup means to go on
        signal.signal(signal.SIGHUP, interrupt)
    yield


@contextmanager
def only_one(home: Path) -> Iterator[IO[str]]:
    """Hold the home for one running city; yields the file that holds it.

    Raises:
        Failure: another process runs the city of this home.
    """
    home.mkdir(parents=True, exist_ok=True)
    with (home / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            raise Failure(
                "balai.R003",
                f"The city in {home} runs already (process {lock.read().strip()}).",
                "Stop that one first, or give this one a folder of its own: BALAI_HOME=….",
            ) from None
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield lock


def _start_database(configuration: Configuration) -> Server | None:
    if not configuration.bundled_database:
        return None
    with step("PostgreSQL") as current:
        server = open_server(configuration.home)
        current.note = f"version {server.place.binaries.version}, {'started' if server.owned else 'shared'}"
        return server


def _log_folder(configuration: Configuration) -> Path | None:
    """At a terminal logs go to files, so that a person can read what this command says; else to the error output."""
    if not sys.stdout.isatty():
        return None
    folder = configuration.home / "logs"
    folder.mkdir(exist_ok=True)
    return folder


def _wait_until_ready(configuration: Configuration, supervisor: Supervisor) -> None:
    host, port = configuration.bind
    shown = f"[{host}]" if ":" in host else host
    request = urllib.request.Request(f"http://{shown}:{port}/readyz", headers={"Host": configuration.host})
    deadline = time.monotonic() + READY_SECONDS
    while time.monotonic() < deadline:
        supervisor.look_after()
        try:
            with urllib.request.urlopen(request, timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise Failure(
        "balai.R005",
        f"The city did not become ready in {READY_SECONDS:.0f} seconds.",
        f"{supervisor.where_logs_are} `balai doctor` says what is wrong.",
    )


def _say_where(configuration: Configuration, supervisor: Supervisor) -> None:
    say(f"\n  The city is at {configuration.address}")
    if configuration.demo:
        from balai.project.demo import log_ins  # noqa: PLC0415 (only in a demo)

        say(log_ins())
    say(f"  {supervisor.where_logs_are} Ctrl-C stops everything.\n")
