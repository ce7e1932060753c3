"""Ctrl-C while the worker has a feed examined: that ends with it, and is taken up again at the next start."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from balai.project.tests.cities import RunningCity, eventually, rows_of, running_city

pytestmark = pytest.mark.fault

EXAMINING = "mobility.workbench"
STATUS = "SELECT status::text, attempts FROM procrastinate_jobs WHERE task_name = 'mobility.examine_feed' ORDER BY id"


def _examines(city: RunningCity) -> bool:
    return any(EXAMINING in line for line in city.command_lines())


def test_what_a_stopped_worker_examined_waits_for_the_next(prepared_home: Path) -> None:
    with running_city(prepared_home, BALAI_LOG_LEVEL="WARNING") as city:
        assert eventually(lambda: _examines(city), seconds=60), "no feed was examined"
        city.process.send_signal(signal.SIGINT)
        assert city.process.wait(60) == 0
        assert not city.processes()
    with running_city(prepared_home, BALAI_LOG_LEVEL="WARNING") as city:
        # Had the worker been killed in its job, this would be taken up only after twenty silent seconds.
        attempts = rows_of(prepared_home, STATUS)[0][1]
        assert attempts == 1, "the worker did not give its job back"
        assert eventually(lambda: _examines(city), seconds=60), "it was not taken up again"
