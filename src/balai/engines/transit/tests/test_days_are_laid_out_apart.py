"""A day that is being laid out holds up no question about another day."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from threading import Lock, Thread

from balai.engines.transit.building import build_timetable
from balai.engines.transit.feed import read_feed
from balai.engines.transit.planner import Planner
from balai.engines.transit.tests.test_hostile_feeds_are_refused import MONDAY, write


def test_a_day_being_laid_out_holds_up_no_other(tmp_path: Path) -> None:
    asked = Planner(build_timetable(read_feed(write(tmp_path))))
    tuesday = MONDAY + timedelta(days=1)
    with asked._making.setdefault(MONDAY, Lock()):  # somebody lays Monday out
        waiting = Thread(target=asked.day, args=(MONDAY,))
        waiting.start()
        assert asked.day(tuesday).date == tuesday
        assert waiting.is_alive()
    waiting.join()
    assert set(asked._days) == {MONDAY, tuesday}
    assert asked._making == {}
