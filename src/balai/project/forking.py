"""Programs forked from this process: they share the memory of what it has loaded, and cannot outlive it. Linux only.

Elsewhere the kernel does not end a process with its parent, and system libraries do not bear a fork.
"""

from __future__ import annotations

import contextlib
import ctypes
import logging
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

from balai.base.failures import Failure
from balai.base.postgres import end_with_parent
from balai.project.terminal import tell

CAN_FORK = sys.platform == "linux"
POLL_SECONDS = 0.02
TITLE_START, TITLE_END = 45, 46
"""Where the command line lies in memory: fields 48 and 49 of /proc/self/stat (proc(5)), counted after the name."""


@dataclass(slots=True)
class Forked:
    """A forked program. `code` is its exit code once it has ended, below zero the number of the signal that ended it."""

    number: int
    code: int | None = None

    def signal(self, number: signal.Signals) -> None:
        """Send a signal, unless the program has ended."""
        if not self.wait(0):
            os.kill(self.number, number)

    def wait(self, seconds: float) -> bool:
        """Whether the program ended within `seconds`."""
        deadline = time.monotonic() + seconds
        while self.code is None:
            ended, status = os.waitpid(self.number, os.WNOHANG)
            if ended:
                self.code = os.waitstatus_to_exitcode(status)
            elif time.monotonic() >= deadline:
                return False
            else:
                time.sleep(POLL_SECONDS)
        return True


def fork_child(
    work: Callable[[], int], *, title: str, output: IO[bytes] | None = None, let_go: Callable[[], None] | None = None
) -> Forked:
    """Run `work` in a process of its own, whose exit code it returns; SIGTERM ends it when this process ends.

    Call it from the main thread of a process that has no other. The child leads a session of its own, so that Ctrl-C
    reaches only us, and `let_go` gives up there what belongs to us alone. `title` is what it is called in lists of
    processes; `output` takes both its outputs, if given.
    """
    sys.stdout.flush()
    sys.stderr.flush()
    # Whoever started us may have left it ignored, and then nobody could be waited for.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    parent = os.getpid()
    number = os.fork()
    if number == 0:
        code = 1
        try:
            code = _live(work, parent, title, output, let_go)
        finally:  # whatever happens, this process does not go on as its parent
            _leave(code)
    return Forked(number)


def _live(
    work: Callable[[], int], parent: int, title: str, output: IO[bytes] | None, let_go: Callable[[], None] | None
) -> int:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN or number == signal.SIGTERM:
            signal.signal(number, signal.SIG_DFL)
    os.setsid()
    end_with_parent(parent)
    if let_go is not None:
        let_go()
    _settle(output)
    set_title(title)
    try:
        return work()
    except Failure as failure:
        tell(failure)
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except KeyboardInterrupt:
        return 130
    except Exception:  # noqa: BLE001 (told as Python tells what nobody caught)
        traceback.print_exc()
    return 1


def _settle(output: IO[bytes] | None) -> None:
    """No input, and the outputs where they belong."""
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    if output is not None:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)


def _leave(code: int) -> NoReturn:
    """End without unwinding the parent's stack, which holds what only the parent may close."""
    with contextlib.suppress(Exception):
        logging.shutdown()
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(Exception):
            stream.flush()
    os._exit(code)


def set_title(title: str) -> None:
    """Let lists of processes show `title`: written over the command line, as far as there is room."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        fields = Path("/proc/self/stat").read_text().rpartition(")")[2].split()
        start, end = int(fields[TITLE_START]), int(fields[TITLE_END])
        words = title.encode().replace(b" ", b"\0")[: end - start - 1]
        ctypes.memmove(start, words.ljust(end - start, b"\0"), end - start)
