"""OK OTrip: at most Rp5,000 within three hours, from the first tap-in to the last one."""

from __future__ import annotations

import pytest

from balai.engines.fares.pricing import price
from balai.engines.fares.tests.samples import ZONE, jakarta, ride

TARIFF = jakarta("ok-otrip-2018")


@pytest.mark.parametrize(
    ("networks", "expected"),
    [
        (["bus"], [3500]),
        (["angkot"], [3000]),
        (["bus", "angkot"], [3500, 1500]),
        (["angkot", "bus"], [3000, 2000]),
        (["bus", "bus"], [3500, 1500]),
        (["angkot", "angkot", "bus"], [3000, 2000, 0]),
        (["angkot", "bus", "angkot", "bus"], [3000, 2000, 0, 0]),
    ],
)
def test_the_next_ride_costs_what_is_left_of_five_thousand(networks: list[str], expected: list[int]) -> None:
    rides = [ride(network, 30 * number, 30 * number) for number, network in enumerate(networks)]
    assert [charge.amount for charge in price(TARIFF, rides, zone=ZONE).charges] == expected


@pytest.mark.parametrize(("minute", "expected"), [(160, 1500), (180, 1500), (181, 3500)])
def test_three_hours_count_to_the_last_tap_in(minute: int, expected: int) -> None:
    bill = price(TARIFF, [ride("angkot", 0, 0), ride("bus", 20, 20), ride("bus", minute, minute + 60)], zone=ZONE)
    alone = price(TARIFF, [ride("bus", 0, 0), ride("bus", minute, minute + 60)], zone=ZONE)
    assert [charge.amount for charge in alone.charges] == [3500, expected]
    assert bill.charges[2].amount == (0 if minute <= 180 else 3500)


def test_a_journey_of_last_years_log() -> None:
    """Tapped in at 11:50 for Rp3,500 and at 14:30: the second ride fits into the three hours."""
    bill = price(TARIFF, [ride("bus", 0, 0), ride("bus", 160, 160)], zone=ZONE)
    assert [charge.amount for charge in bill.charges] == [3500, 1500]
    assert bill.journeys == {1: 5000}
