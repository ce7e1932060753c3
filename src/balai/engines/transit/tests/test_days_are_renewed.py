"""What was known last of a day is what is told of it, however openings of days overlap."""

from __future__ import annotations

import itertools
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from balai.engines.transit.alerts import Alert
from balai.engines.transit.days import Day, open_day
from balai.engines.transit.planner import Planner
from balai.engines.transit.tests.making import DAY, small
from balai.engines.transit.timetable import Timetable

PATIENCE = 120.0


class Openings:
    """Opens days, each with its own number as an alert; the one numbered `slow` waits until it is let go."""

    def __init__(self, slow: int) -> None:
        self.slow = slow
        self.begun, self.let_go = threading.Event(), threading.Event()
        self.numbers = itertools.count()
        self.planner = Planner(small(2, [[(0, 600, 600), (1, 1200, 1200)]]).timetable, opening=self.open)
        self.threads: list[threading.Thread] = []

    def open(self, timetable: Timetable, when: date) -> Day:
        number = next(self.numbers)
        if number == self.slow:
            self.begun.set()
            assert self.let_go.wait(PATIENCE)
        return replace(open_day(timetable, when), alerts=(Alert(str(number), {}, {}, (), ()),))

    def beside(self, act: Callable[[], object]) -> threading.Thread:
        thread = threading.Thread(target=act)
        self.threads.append(thread)
        thread.start()
        return thread

    def known(self) -> str:
        return self.planner.day(DAY).alerts[0].id

    def end(self) -> None:
        self.let_go.set()
        for thread in self.threads:
            thread.join(PATIENCE)


@pytest.fixture
def slow_renewal() -> Iterator[Openings]:
    """A day was opened, and a renewal of it is under way."""
    openings = Openings(slow=1)
    assert openings.known() == "0"
    openings.beside(openings.planner.renew)
    assert openings.begun.wait(PATIENCE)
    yield openings
    openings.end()


def test_what_was_known_first_is_never_kept_last(slow_renewal: Openings) -> None:
    slow_renewal.beside(slow_renewal.planner.renew).join(0.5)
    slow_renewal.end()
    assert slow_renewal.known() == "2"


def test_renewals_that_others_follow_are_left_out(slow_renewal: Openings) -> None:
    for _time in range(6):
        slow_renewal.beside(slow_renewal.planner.renew)
    while slow_renewal.planner._renewals < 7:
        assert slow_renewal.threads[-1].is_alive()
    slow_renewal.end()
    assert slow_renewal.known() == "2"


def test_a_day_that_is_opened_while_more_comes_to_be_known_is_opened_anew() -> None:
    openings = Openings(slow=0)
    openings.beside(openings.known)
    assert openings.begun.wait(PATIENCE)
    openings.planner.renew()
    openings.end()
    assert openings.known() == "1"
