"""A case that its reporter took back was received; it was neither refused nor kept waiting, and no promise was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from balai.apps.figures.counting import Fact, Tally

OPEN = Fact(
    1, date(2026, 11, 20), None, None, "s", "c", True, "in_progress", None, None, None, None, False, False, None
)


def told(fact: Fact) -> Tally:
    tally = Tally()
    tally.add(fact, None)
    return tally


def test_it_counts_as_received_and_as_nothing_else() -> None:
    found = told(replace(OPEN, state="withdrawn"))
    assert (found.received, found.refused, found.decided, found.kept, found.finished) == (1, 0, 0, 0, 0)
    assert sum(found.open_days) == 0
    assert sum(told(OPEN).open_days) == 1


def test_what_was_late_before_stays_late() -> None:
    found = told(replace(OPEN, state="withdrawn", is_late=True))
    assert (found.decided, found.kept) == (1, 0)


def test_counting_it_out_again_leaves_nothing() -> None:
    tally = told(replace(OPEN, state="withdrawn"))
    tally.add(replace(OPEN, state="withdrawn"), None, -1)
    assert tally.is_nothing
