"""What ends is started again at a bounded rate: given up while the city starts, never once it was ready."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import pytest

from balai.base.failures import Failure
from balai.project.supervision import LOOK_SECONDS, Supervisor, program


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


def _say_enough(_number: int, _frame: object) -> None:
    raise _Enough


def test_afterwards_it_is_tried_again_for_ever_at_a_bounded_rate(tmp_path: Path) -> None:
    supervisor, log = Supervisor(log_folder=None, first_pause=0.01), tmp_path / "starts"
    supervisor.keep("worker", program(_short_lived(log)))
    before = signal.signal(signal.SIGALRM, _say_enough)
    try:
        signal.setitimer(signal.ITIMER_REAL, 4.0)
        with pytest.raises(_Enough):
            supervisor.watch()
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0.0)
        signal.signal(signal.SIGALRM, before)
        supervisor.stop()
    assert 6 <= _starts(log) <= 4.0 / LOOK_SECONDS
