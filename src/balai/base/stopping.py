"""Long work of a worker that is told to stop: it is ended at once, and taken up again by the next worker."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Mapping, Sequence
from time import monotonic

LOOK_SECONDS = 0.25
PATIENCE_SECONDS = 2.0

_told_to_stop = threading.Event()


class WorkStopped(Exception):
    """This worker stops; the job is no failure and waits for the next one."""


def stop_long_work() -> None:
    """From here on `run_program` ends what it runs, and begins nothing."""
    _told_to_stop.set()


def run_program(
    command: Sequence[str],
    *,
    told: str,
    environment: Mapping[str, str],
    seconds: float,
    stopping: threading.Event = _told_to_stop,
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end, with `told` on its input; both outputs are in the answer.

    Raises:
        WorkStopped: this process was told to stop; the program has ended.
        subprocess.TimeoutExpired: it took longer than `seconds`, and has ended.
    """
    if stopping.is_set():
        raise WorkStopped
    pipe = subprocess.PIPE
    deadline = monotonic() + seconds
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment) as process:  # noqa: S603 (callers pass programs of this installation)
        words: str | None = told
        try:
            while True:
                try:
                    output, errors = process.communicate(words, timeout=LOOK_SECONDS)
                except subprocess.TimeoutExpired:
                    words = None  # it was told with the first look
                    if stopping.is_set():
                        raise WorkStopped from None
                    if monotonic() > deadline:
                        raise subprocess.TimeoutExpired(command, seconds) from None  # not after the last look
                else:
                    return subprocess.CompletedProcess(command, process.returncode, output, errors)
        finally:
            _end(process)


def last_words(failed: subprocess.CalledProcessError) -> str:
    """The last line that a program said before it failed, which with Python is the error."""
    lines: list[str] = failed.stderr.strip().splitlines()
    return (lines or ["it was ended"])[-1][:300]


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is not None:
        return
    process.terminate()
    try:
        process.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
