"""Keeps programs running, starts again those that end, and ends them all at the end."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Protocol

from balai.base.failures import Failure
from balai.base.postgres import Server, start_child
from balai.project.forking import fork_child

LOOK_SECONDS = 0.2
STOP_SECONDS = 25.0
HEALTHY_SECONDS = 30.0
MOST_QUICK_ENDS = 5
LONGEST_PAUSE = 8
"""Between the end of a program and its next start, counted in first pauses."""
LONGEST_LOG_BYTES = 10_000_000

logger = logging.getLogger("balai.run")


class Program(Protocol):
    """A running program; `code` is its exit code once `wait` found it ended."""

    @property
    def code(self) -> int | None: ...

    def signal(self, number: signal.Signals) -> None: ...

    def wait(self, seconds: float) -> bool: ...


Begin = Callable[[IO[bytes] | None], Program]
"""Starts a program, whose outputs go to the given file or to ours."""


def program(command: list[str], environment: Mapping[str, str] | None = None) -> Begin:
    """Starts a program from its file; `environment`: another than ours."""
    return lambda output: start_child(command, at_our_end=signal.SIGTERM, environment=environment, output=output)


def forked(work: Callable[[], int], *, title: str, let_go: Callable[[], None]) -> Begin:
    """Starts a program that shares what this process has loaded, see `forking`."""
    return lambda output: fork_child(work, title=title, output=output, let_go=let_go)


@dataclass(slots=True)
class _Kept:
    name: str
    begin: Begin
    child: Program
    began: float
    quick_ends: int = 0
    again_at: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """The programs of one city. With a `log_folder` each writes to a file there, else to our error output."""

    log_folder: Path | None
    server: Server | None = None
    first_pause: float = 1.0
    _kept: list[_Kept] = field(default_factory=list)
    _patient: bool = False
    _server_again_at: float = 0.0

    @property
    def where_logs_are(self) -> str:
        return f"Logs are in {self.log_folder}." if self.log_folder else "Logs are on the error output."

    def run_to_end(self, name: str, begin: Begin) -> None:
        """Run a program and wait for it.

        Raises:
            Failure: it ended with an error, which it has told itself.
        """
        with self.run_beside(name, begin):
            pass

    @contextmanager
    def run_beside(self, name: str, begin: Begin) -> Iterator[None]:
        """Run a program while the body works, then wait for it; when the body fails, so does the program.

        Raises:
            Failure: it ended with an error, which it has told itself.
        """
        child = begin(None)
        try:
            yield
            while not child.wait(LOOK_SECONDS):
                pass
        except BaseException:
            _end([child])
            raise
        if child.code:
            raise Failure(
                "balai.R006",
                f"`balai {name}` ended with code {child.code}.",
                "Mend what it says above, and start again.",
            )

    def keep(self, name: str, begin: Begin) -> None:
        """Start a program and look after it from now on."""
        self._kept.append(_Kept(name, begin, self._start(name, begin), time.monotonic()))

    def watch(self) -> None:
        """Look after everything until interrupted. A city that was ready once is never given up.

        One program that cannot live does not take down the others, and a disk that is full is emptied some day.
        """
        self._patient = True
        while True:
            self.look_after()
            time.sleep(LOOK_SECONDS)

    def look_after(self) -> None:
        """Start again what ended, waiting longer each time it ends at once, up to eight times as long.

        Raises:
            Failure: before the city was ready, a program ended at once five times in a row, or PostgreSQL did.
        """
        self._look_after_server()
        now = time.monotonic()
        for kept in self._kept:
            if kept.again_at:
                if now >= kept.again_at:
                    kept.child, kept.began, kept.again_at = self._start(kept.name, kept.begin), now, 0.0
            elif kept.child.wait(0):
                self._plan_restart(kept, now)

    def _look_after_server(self) -> None:
        server = self.server
        if server is None or not server.owned or time.monotonic() < self._server_again_at or server.is_running():
            return
        logger.warning("PostgreSQL ended; starting it again")
        try:
            server.restart()
        except Failure as failure:
            if not self._patient:
                raise
            logger.error("%s", failure)  # noqa: TRY400 (an operator is told what to do, not where in the code)
            self._server_again_at = time.monotonic() + LONGEST_PAUSE * self.first_pause

    def _plan_restart(self, kept: _Kept, now: float) -> None:
        kept.quick_ends = kept.quick_ends + 1 if now - kept.began < HEALTHY_SECONDS else 1
        logger.warning("%s ended with code %s; starting it again", kept.name, kept.child.code)
        if kept.quick_ends >= MOST_QUICK_ENDS and not self._patient:
            raise Failure(
                "balai.R007",
                f"`balai {kept.name}` ended {kept.quick_ends} times right after its start.",
                f"{self.where_logs_are} `balai doctor` says what is wrong.",
            )
        kept.again_at = now + self.first_pause * min(2 ** (kept.quick_ends - 1), LONGEST_PAUSE)

    def stop(self) -> None:
        """End everything that we keep, politely first."""
        _end([kept.child for kept in self._kept])
        self._kept.clear()

    def _start(self, name: str, begin: Begin) -> Program:
        if self.log_folder is None:
            return begin(None)
        with _log_file(self.log_folder / f"{name}.log") as log:
            return begin(log)


def _log_file(path: Path) -> IO[bytes]:
    if path.exists() and path.stat().st_size > LONGEST_LOG_BYTES:
        path.replace(path.with_suffix(".log.old"))
    return path.open("ab")


def _end(children: list[Program]) -> None:
    for child in children:
        child.signal(signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        if not child.wait(max(0.1, deadline - time.monotonic())):
            child.signal(signal.SIGKILL)
            child.wait(5.0)
