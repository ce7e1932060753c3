"""Pages say so where one stays on board of a vehicle that becomes another line."""

from __future__ import annotations

import pytest
from django.template.loader import render_to_string
from django.utils import translation

from balai.apps.mobility.planning import steps_of
from balai.engines.transit.journeys import Call, Journey, Ride, Spot
from balai.engines.transit.tests.making import DAY
from balai.project.transit_tables import journeys_as_text


def ride(line: str, begin: int, *, stays: bool) -> Ride:
    """Two hops of a line on the way north."""
    calls = tuple(
        Call(Spot(str(stop), f"Halte {stop}", -6.2 + stop / 100, 106.8), begin + at * 60, begin + at * 60)
        for at, stop in enumerate(range(begin // 1200, begin // 1200 + 3))
    )
    return Ride(calls, line, line, "a", "A", line, "", 3, "", "bus", "Kota", 1, 2200, stays=stays)


@pytest.mark.parametrize(
    ("language", "told", "not_told"),
    [
        (
            "en",
            ["Take 1 towards Kota.", "Do not get off at Halte 2.", "Stay on board: it becomes 2A towards Kota."],
            "Take 2A",
        ),
        ("id", ["Jangan turun di Halte 2.", "Tetap di kendaraan: kendaraan ini menjadi 2A ke arah Kota."], "Naik 2A"),
    ],
)
def test_a_page_says_to_stay_on_board(language: str, told: list[str], not_told: str) -> None:
    journey = Journey(DAY, "Asia/Jakarta", (ride("1", 0, stays=False), ride("2A", 2400, stays=True)))
    with translation.override(language):
        first, second = (render_to_string("mobility/step.html", {"step": step}) for step in steps_of(journey))
    assert all(sentence in first + second for sentence in told)
    assert not_told not in second
    assert "Halte 4" in second
    assert "0 transfers" in journeys_as_text([journey])
    assert "stay on board, it becomes 2A" in journeys_as_text([journey])
