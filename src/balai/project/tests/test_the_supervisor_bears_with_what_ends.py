"""What ends is started again at a bounded rate: given up while the city starts, never once it was ready."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import pytest

from balai.base.failures import Failure
from balai.project.supervision import LOOK_SECONDS, MOST_QUICK_ENDS, Supervisor, program

PATIENCE_SECONDS = 120.0


def _short_lived(log: Path) -> list[str]:
    """A program that leaves one line and ends."""
    return [sys.executable, "-S", "-c", f"open({str(log)!r}, 'a').write('once\\n')"]


def _starts(log: Path) -> int:
    return len(log.read_text().splitlines()) if log.exists() else 0


def _until_given_up(supervisor: Supervisor) -> None:
    while True:
        supervisor.look_after()
        time.sleep(0.01)


def test_before_the_city_is_ready_it_is_given_up_after_five(tmp_path: Path) -> None:
    supervisor, log = Supervisor(log_folder=None, first_pause=0.01), tmp_path / "starts"
    supervisor.keep("worker", program(_short_lived(log)))
    with pytest.raises(Failure, match=r"balai\.R007: `balai worker` ended 5 times right after its start"):
        _until_given_up(supervisor)
    assert _starts(log) == 5


class _Enough(Exception):
    """Ends `watch`, as Ctrl-C does."""


def test_afterwards_it_is_tried_again_for_ever_at_a_bounded_rate(tmp_path: Path) -> None:
    supervisor, log = Supervisor(log_folder=None, first_pause=0.01), tmp_path / "starts"
    begun = time.monotonic()

    def look(_number: int, _frame: object) -> None:
        if _starts(log) > MOST_QUICK_ENDS or time.monotonic() - begun > PATIENCE_SECONDS:
            signal.signal(signal.SIGALRM, signal.SIG_IGN)  # once is enough
            raise _Enough

    before = signal.signal(signal.SIGALRM, look)
    try:
        supervisor.keep("worker", program(_short_lived(log)))
        signal.setitimer(signal.ITIMER_REAL, 0.1, 0.1)
        with pytest.raises(_Enough):
            supervisor.watch()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
        supervisor.stop()
    # Each start but the first is planned by one look and made by a later one.
    assert MOST_QUICK_ENDS < _starts(log) <= 1 + (time.monotonic() - begun) / LOOK_SECONDS
