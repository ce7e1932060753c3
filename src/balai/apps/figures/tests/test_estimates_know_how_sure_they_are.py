"""Medians read from bins are right to 2.5 %, open cases count as long as they have waited, and few cases say nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from balai.apps.figures.counting import FIRST_EDGE, Tally, bin_of, minutes_of
from balai.apps.figures.estimates import (
    LEAST_FOR_A_MEDIAN,
    MEDIAN,
    NINETIETH,
    Share,
    duration,
    figures_from,
    survival,
    waiting,
    wilson,
)

YEARS = 5 * 366 * 24 * 60
DURATIONS = some.integers(int(FIRST_EDGE), YEARS)


def binned(minutes: list[int]) -> list[int]:
    found: list[int] = []
    for value in minutes:
        number = bin_of(value)
        found.extend([0] * (number + 1 - len(found)))
        found[number] += 1
    return found


@given(minutes=DURATIONS)
def test_a_duration_read_back_is_at_most_two_and_a_half_percent_wrong(minutes: int) -> None:
    assert abs(minutes_of(bin_of(minutes)) - minutes) <= 0.025 * minutes


@given(minutes=some.lists(DURATIONS, min_size=30, max_size=200), part=some.sampled_from([MEDIAN, NINETIETH]))
def test_with_nothing_open_it_is_the_sample_quantile(minutes: list[int], part: float) -> None:
    found = duration(survival(binned(minutes), []), part, done=len(minutes))
    place = -(-len(minutes) * int(part * 10) // 10) - 1  # the smallest value with at least this part at or below it
    exact = sorted(minutes)[place]
    assert found.minutes is not None
    assert abs(found.minutes - exact) <= 0.025 * exact
    assert found.low is not None
    assert found.low <= found.minutes
    assert found.high is None or found.high >= found.minutes


def test_the_textbook_example_of_kaplan_and_meier() -> None:
    """Remission of 21 patients on 6-MP (Freireich 1963): S = 0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448."""
    weeks = [6, 6, 6, 7, 10, 13, 16, 22, 23]
    censored = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
    done, still_open = [0] * 40, [0] * 40
    for week in weeks:
        done[week] += 1
    for week in censored:
        still_open[week] += 1
    found = [round(step.left, 3) for step in survival(done, still_open)]
    assert found == [0.857, 0.807, 0.753, 0.690, 0.627, 0.538, 0.448]


def test_open_cases_are_no_fast_cases() -> None:
    """Ten were done within an hour, ninety wait since weeks: half are not done within an hour."""
    month = date(2026, 10, 1)
    tally = Tally(received=100, open_days=[90, *[0] * 30], hours=binned([60] * 10))
    found = figures_from({month: tally}, datetime(2026, 11, 1, tzinfo=UTC))
    assert found.median.minutes is None
    assert not found.median.too_few


def test_new_cases_do_not_make_the_city_look_slow() -> None:
    """Each case so far was done in a day; as many came in an hour ago."""
    month, now = date(2026, 11, 1), datetime(2026, 11, 1, 13, tzinfo=UTC)
    tally = Tally(received=200, open_days=[100, *[0] * 30], hours=binned([24 * 60] * 100))
    found = figures_from({month: tally}, now)
    assert found.median.minutes == pytest.approx(24 * 60, rel=0.025)


def test_waiting_is_never_negative() -> None:
    tally = Tally(open_days=[0] * 30 + [3])
    assert waiting({date(2026, 10, 1): tally}, datetime(2026, 10, 31, tzinfo=UTC)) == [3]


@given(whole=some.integers(1, 5_000), data=some.data())
def test_wilsons_interval_holds_the_share_and_stays_a_share(whole: int, data: some.DataObject) -> None:
    part = data.draw(some.integers(0, whole))
    low, high = wilson(part, whole)
    assert -1e-9 <= low - 1e-9 <= part / whole <= high + 1e-9 <= 1 + 2e-9


def test_wilsons_interval_as_newcombe_gives_it() -> None:
    """Newcombe 1998, table I: 81 of 263 and 15 of 148."""
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(15, 148) == pytest.approx((0.0624, 0.1605), abs=5e-5)


def test_few_cases_say_nothing() -> None:
    assert Share(3, 9).value is None
    assert Share(3, 10).value == 0.3
    few = [60] * (LEAST_FOR_A_MEDIAN - 1)
    assert duration(survival(binned(few), []), MEDIAN, done=len(few)).too_few
