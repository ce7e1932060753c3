"""Child processes that end with us, also when we are killed without warning."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from balai.base.postgres.account import Account
from balai.base.postgres.launcher import POLL_SECONDS, die_with_parent

LAUNCHER = Path(__file__).with_name("launcher.py")


@dataclass(slots=True)
class Child:
    """A started program. `lifeline` is our end of the pipe that its watcher reads (not on Linux)."""

    process: subprocess.Popen[bytes]
    lifeline: int | None

    @property
    def code(self) -> int | None:
        """Its exit code once it has ended and was waited for, below zero the number of the signal that ended it."""
        return self.process.returncode

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, unless the program has ended."""
        if self.process.poll() is None:
            self.process.send_signal(number)

    def wait(self, seconds: float) -> bool:
        """Whether the program ended within `seconds`."""
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        if self.lifeline is not None:
            os.close(self.lifeline)
            self.lifeline = None
        return True


def start_child(
    command: Sequence[str],
    *,
    at_our_end: signal.Signals,
    account: Account | None = None,
    environment: Mapping[str, str] | None = None,
    output: IO[bytes] | None = None,
    folder: Path | None = None,
    use_pipe: bool = sys.platform != "linux",
) -> Child:
    """Start `command` so that it gets the signal `at_our_end` when this process ends in any way.

    Call it from a thread that lives as long as the process: Linux counts the end of the starting
    thread as the end of the parent (prctl(2), PR_SET_PDEATHSIG). The child leads a session of its
    own, so that Ctrl-C reaches only us and we stop our children in order.
    """
    reading, writing = os.pipe() if use_pipe else (None, None)
    switched = account is not None and account.switched
    head = [sys.executable, "-I", "-S", str(LAUNCHER), str(os.getpid())]
    who = [str(account.uid), str(account.gid)] if account is not None and switched else ["-", "-"]
    try:
        process = subprocess.Popen(  # noqa: S603 (callers pass programs of this installation)
            [*head, *who, str(int(at_our_end)), "-" if reading is None else str(reading), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if output is not None else None,
            env=environment,
            cwd=folder,
            start_new_session=True,
            pass_fds=() if reading is None else (reading,),
        )
    finally:
        if reading is not None:
            os.close(reading)
    return Child(process, writing)


def end_with_parent(parent: int | None = None) -> None:
    """From here on, SIGTERM reaches this process when the one that started it ends, however it ends.

    A forked process says who that was: had the parent ended by now, the system's first process would seem to be it.
    """
    if parent is None:
        parent = os.getppid()
    if sys.platform.startswith("linux"):
        die_with_parent(parent, signal.SIGTERM)
    else:
        threading.Thread(target=_end_after, args=(parent,), daemon=True).start()


def wait_for_end_of_parent(parent: int) -> None:
    """Return when process number `parent`, which started this one, has ended."""
    with contextlib.suppress(OSError, AttributeError):  # not every system tells of an end
        watched = os.pidfd_open(parent)
        try:
            if os.getppid() == parent:  # else the number may be another's by now
                select.select([watched], [], [])
        finally:
            os.close(watched)
    while os.getppid() == parent:
        time.sleep(POLL_SECONDS)


def _end_after(parent: int) -> None:
    wait_for_end_of_parent(parent)
    os.kill(os.getpid(), signal.SIGTERM)
