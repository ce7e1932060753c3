"""Governor's Decree 733/2022: Rp2,500 + Rp250 a kilometre, at most Rp10,000, 180 minutes, two modes or more."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from balai.engines.fares.explaining import explain
from balai.engines.fares.pricing import price
from balai.engines.fares.rides import Entitlement, Ride, Rider
from balai.engines.fares.tests.samples import MORNING, ZONE, at, jakarta

TARIFF = jakarta("jak-lingko-2022")


def rode(*rides: tuple[str, str, str, float, float, int], start: datetime = MORNING, rider: str = "") -> list[int]:
    """The charges of rides given as network, from, to, minute of boarding and of alighting, metres."""
    made = [
        Ride(network, origin, end, start + timedelta(minutes=begun), start + timedelta(minutes=ended), metres)
        for network, origin, end, begun, ended, metres in rides
    ]
    who = Rider((Entitlement(rider),)) if rider else Rider()
    return [charge.amount for charge in price(TARIFF, made, zone=ZONE, rider=who).charges]


BUS_TO_DUKUH_ATAS = ("transjakarta", "tj-pulogadung", "tj-dukuh-atas", 0, 20)
RAIL_FROM_DUKUH_ATAS = ("mrt", "mrt-dukuh-atas", "mrt-lebak-bulus")


@pytest.mark.parametrize(
    ("bus", "rail", "expected"),
    [(3000, 5000, 4500), (20_000, 10_000, 10_000), (19_000, 10_000, 9750), (25_000, 20_000, 10_000), (500, 400, 2750)],
)
def test_two_modes_cost_the_boarding_and_their_kilometres_together(bus: int, rail: int, expected: int) -> None:
    assert sum(rode((*BUS_TO_DUKUH_ATAS, bus), (*RAIL_FROM_DUKUH_ATAS, 25, 60, rail))) == expected


def test_beyond_180_minutes_a_full_package_and_a_new_one() -> None:
    bus = ("transjakarta", "tj-pulogadung", "tj-dukuh-atas", 0, 145, 24_000)
    rail = (*RAIL_FROM_DUKUH_ATAS, 150, 200, 10_000)  # 6 km before minute 180, 4 km after it
    assert rode(bus, rail) == [3500, 10_000]
    assert 3500 + 10_000 == 10_000 + (2500 + 4 * 250)


def test_the_clock_runs_to_the_last_tap_out() -> None:
    bus = ("transjakarta", "tj-pulogadung", "tj-dukuh-atas", 0, 100, 9000)
    assert sum(rode(bus, (*RAIL_FROM_DUKUH_ATAS, 130, 180, 10_000))) == 2500 + 19 * 250
    assert sum(rode(bus, (*RAIL_FROM_DUKUH_ATAS, 130, 181, 10_000))) == 10_000 + 2500 + 250


def test_a_boarding_after_180_minutes_begins_anew() -> None:
    late = rode((*BUS_TO_DUKUH_ATAS, 3000), (*RAIL_FROM_DUKUH_ATAS, 181, 200, 5000))
    assert late == [3500, 14_000]
    assert rode((*BUS_TO_DUKUH_ATAS, 3000), (*RAIL_FROM_DUKUH_ATAS, 180, 180, 5000)) == [3500, 1000]


def test_a_single_mode_pays_its_ordinary_fare() -> None:
    again = ("transjakarta", "tj-dukuh-atas", "tj-blok-m", 25, 40, 6000)
    assert rode((*BUS_TO_DUKUH_ATAS, 12_000)) == [3500]
    assert rode((*BUS_TO_DUKUH_ATAS, 12_000), again) == [3500, 3500]
    assert rode(("mrt", "mrt-lebak-bulus", "mrt-bundaran-hi", 0, 30, 15_700)) == [14_000]
    assert rode(("lrt", "lrt-velodrome", "lrt-kelapa-gading", 0, 13, 5800)) == [5000]


def test_the_ordinary_fares_are_charged_where_they_are_lower() -> None:
    rail = ("mrt", "mrt-dukuh-atas", "mrt-bundaran-hi", 30, 33, 1000)
    assert rode((*BUS_TO_DUKUH_ATAS, 29_000), rail) == [3500, 4000]


def test_one_changes_at_named_interchanges_only() -> None:
    elsewhere = ("mrt", "mrt-blok-a", "mrt-lebak-bulus", 25, 40, 5000)
    assert sum(rode((*BUS_TO_DUKUH_ATAS, 3000), elsewhere)) == 3500 + 7000
    assert sum(rode((*BUS_TO_DUKUH_ATAS, 3000), (*RAIL_FROM_DUKUH_ATAS, 25, 40, 5000))) == 4500


@pytest.mark.parametrize(("clock", "fare"), [("04:59", 3500), ("05:00", 2000), ("06:59", 2000), ("07:00", 3500)])
def test_the_early_bird(clock: str, fare: int) -> None:
    start = datetime.fromisoformat(f"2026-03-02T{clock}").replace(tzinfo=ZONE)
    assert rode((*BUS_TO_DUKUH_ATAS, 12_000), start=start) == [fare]


def test_the_ticket_day_ends_at_02_59_59() -> None:
    night = datetime(2026, 3, 3, 2, 30, tzinfo=ZONE)
    at_the_end = (*RAIL_FROM_DUKUH_ATAS, 29.98, 50, 5000)
    after_it = (*RAIL_FROM_DUKUH_ATAS, 30, 50, 5000)
    assert sum(rode((*BUS_TO_DUKUH_ATAS, 3000), at_the_end, start=night)) == 4500
    assert sum(rode((*BUS_TO_DUKUH_ATAS, 3000), after_it, start=night)) == 3500 + 14_000


def test_free_groups_pay_nothing_on_transjakarta_and_never_more_with_rail() -> None:
    assert rode((*BUS_TO_DUKUH_ATAS, 12_000), rider="elderly") == [0]
    rail = ("mrt", "mrt-dukuh-atas", "mrt-bundaran-hi", 30, 33, 1000)
    assert rode((*BUS_TO_DUKUH_ATAS, 29_000), rail, rider="elderly") == [0, 4000]


def test_an_entitlement_ends_with_its_day() -> None:
    rider = Rider((Entitlement("kjp", date(2025, 7, 1), date(2026, 3, 2)),))
    for day, expected in ((2, 0), (3, 3500)):
        begun = datetime(2026, 3, day, 8, tzinfo=ZONE)
        ride = Ride("transjakarta", "tj-csw", "tj-blok-m", begun, begun + timedelta(minutes=9), 3000)
        assert price(TARIFF, [ride], zone=ZONE, rider=rider).total == expected


def test_each_rupiah_has_its_sentence_in_both_languages() -> None:
    made = [
        Ride("transjakarta", "tj-csw", "tj-dukuh-atas", at(0), at(20), 3000),
        Ride("mrt", "mrt-dukuh-atas", "mrt-blok-m", at(25), at(40), 5000),
    ]
    charge = price(TARIFF, made, zone=ZONE).charges[1]
    english = explain(charge, TARIFF, "en", {"mrt-dukuh-atas": "Dukuh Atas", "mrt-blok-m": "Blok M"})
    assert english == (
        "Your journey goes on: minute 25 of 180.",
        "MRT Jakarta: ordinary fare Rp9,000 from Dukuh Atas to Blok M.",
        "Integrated fare for 2 modes: Rp2,500 + 8 km × Rp250 = Rp4,500.",
        "This part adds Rp1,000.",
    )
    assert "Tarif integrasi 2 moda: Rp2.500 + 8 km × Rp250 = Rp4.500." in explain(charge, TARIFF, "id")
