"""A program that a worker waits for ends with the worker's wish to stop, and is no failure then."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from balai.base.stopping import WorkStopped, run_program

FOR_EVER = "import sys, time; open(sys.argv[1], 'w').write('x'); time.sleep(600)"


@pytest.fixture
def stopping() -> threading.Event:
    return threading.Event()


def _run(
    stopping: threading.Event, code: str, *words: str, told: str = "", seconds: float = 60
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", code, *words]
    return run_program(command, told=told, environment=os.environ, seconds=seconds, stopping=stopping)


def test_what_it_says_is_heard(stopping: threading.Event) -> None:
    code = "import sys; words = sys.stdin.read(); print(words * 100_000); print('oh', file=sys.stderr); sys.exit(3)"
    done = _run(stopping, code, told="ya")
    assert (done.returncode, done.stdout, done.stderr) == (3, "ya" * 100_000 + "\n", "oh\n")


def test_it_ends_when_the_worker_is_told_to_stop(stopping: threading.Event, tmp_path: Path) -> None:
    begun = tmp_path / "begun"

    def stop_once_it_runs() -> None:
        while not begun.exists():
            time.sleep(0.01)
        stopping.set()

    threading.Thread(target=stop_once_it_runs).start()
    with pytest.raises(WorkStopped):
        _run(stopping, FOR_EVER, str(begun))


def test_nothing_is_begun_by_a_worker_that_stops(stopping: threading.Event, tmp_path: Path) -> None:
    stopping.set()
    with pytest.raises(WorkStopped):
        _run(stopping, FOR_EVER, f"{tmp_path}/begun")
    assert not (tmp_path / "begun").exists()


def test_what_takes_too_long_is_ended(stopping: threading.Event, tmp_path: Path) -> None:
    with pytest.raises(subprocess.TimeoutExpired, match=r"after 0\.1 seconds"):
        _run(stopping, FOR_EVER, f"{tmp_path}/begun", seconds=0.1)
