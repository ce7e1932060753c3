"""Flat, by distance, by zones, capped by the day and the week: tariffs that are not Jakarta's."""

from __future__ import annotations

import pytest

from balai.engines.fares.mistakes import FareError
from balai.engines.fares.pricing import price
from balai.engines.fares.reading import find_mistakes, read_tariff, tariff_on
from balai.engines.fares.rides import Entitlement, Rider
from balai.engines.fares.tests.samples import BUS, MORNING, ZONE, parsed, ride, sample

BY_DISTANCE = """
networks:
  - code: train
    title: {id: Kereta, en: Train}
    fares:
      - {weekdays: [saturday, sunday], flat: 1000}
      - {distance: {boarding: 3000, per_kilometre: 1000, free_kilometres: 25, most: 9000, kilometres: KM}}
"""
BY_ZONES = """
networks:
  - code: tram
    title: {id: Trem, en: Tram}
    zones:
      - {code: A, stops: [a]}
      - {code: B, stops: [b]}
      - {code: C, stops: [c]}
    fares: [{zones: ZONES}]
"""


@pytest.mark.parametrize(
    ("kilometres", "metres", "expected"),
    [
        ("begun", 25_000, 3000),
        ("begun", 25_001, 4000),
        ("nearest", 25_499, 3000),
        ("nearest", 25_500, 4000),
        ("full", 25_999, 3000),
        ("full", 99_000, 9000),
    ],
)
def test_by_distance(kilometres: str, metres: int, expected: int) -> None:
    tariff = sample(BY_DISTANCE.replace("KM", kilometres))
    assert price(tariff, [ride("train", 0, 30, metres)], zone=ZONE).total == expected


def test_by_weekday() -> None:
    tariff = sample(BY_DISTANCE.replace("KM", "begun"))
    assert price(tariff, [ride("train", 5 * 1440, 5 * 1440 + 30, 40_000)], zone=ZONE).total == 1000


@pytest.mark.parametrize(("origin", "destination", "expected"), [("a", "a", 10), ("a", "b", 20), ("c", "a", 20)])
def test_by_steps_of_zones(origin: str, destination: str, expected: int) -> None:
    tariff = sample(BY_ZONES.replace("ZONES", "{steps: [10, 20]}"))
    assert price(tariff, [ride("tram", 0, 30, origin=origin, destination=destination)], zone=ZONE).total == expected


def test_by_a_table_of_zones() -> None:
    tariff = sample(BY_ZONES.replace("ZONES", "{table: [[1, 2, 3], [4, 5, 6], [7, 8, 9]]}"))
    rides = [ride("tram", 0, 30, origin="c", destination="b"), ride("tram", 40, 50, origin="b", destination="c")]
    assert [charge.amount for charge in price(tariff, rides, zone=ZONE).charges] == [8, 6]


def test_a_stop_without_a_zone_is_refused() -> None:
    tariff = sample(BY_ZONES.replace("ZONES", "{steps: [10, 20]}"))
    with pytest.raises(FareError, match="in no zone of tram"):
        price(tariff, [ride("tram", 0, 30, origin="a", destination="somewhere")], zone=ZONE)


def test_days_and_weeks_are_capped() -> None:
    tariff = sample(BUS + "caps: {day: 10000, week: 25000}")
    rides = [ride("rail", day * 1440 + 60 * turn, day * 1440 + 60 * turn + 30) for day in range(8) for turn in (0, 1)]
    amounts = [charge.amount for charge in price(tariff, rides, zone=ZONE).charges]
    assert amounts == [7000, 3000, 7000, 3000, 5000, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7000, 3000]


def test_a_flat_package_by_mode_and_gap() -> None:
    package = """
package:
  networks: [bus, rail]
  price: {boarding: 8000, per_kilometre: 0, most: 8000}
  window: {minutes: 120, until: last_boarding}
  gap: 30 minutes
  most_rides: 2
"""
    tariff = sample(BUS + package)
    assert price(tariff, [ride("bus", 0, 10), ride("rail", 40, 50)], zone=ZONE).total == 8000
    assert price(tariff, [ride("bus", 0, 10), ride("rail", 41, 50)], zone=ZONE).total == 10_000
    three = [ride("bus", 0, 10), ride("rail", 15, 20), ride("rail", 25, 30)]
    assert [charge.journey for charge in price(tariff, three, zone=ZONE).charges] == [1, 1, 2]


def test_reductions_are_rounded_as_the_tariff_says() -> None:
    group = "groups: [{code: pupil, title: {id: Pelajar, en: Pupil}, pays: {bus: 45}, until: 2026-03-02}]"
    tariff, rider = sample(BUS + group), Rider((Entitlement("pupil"),))
    assert price(tariff, [ride("bus", 0, 10)], zone=ZONE, rider=rider).total == 1400  # 1,350 to the nearest 100
    assert price(tariff, [ride("bus", 1440, 1450)], zone=ZONE, rider=rider).total == 3000


def test_what_cannot_be_told_is_refused() -> None:
    tariff = sample(BY_DISTANCE.replace("KM", "begun"))
    unknown = ride("train", 0, 30)
    for wrong, words in (
        (ride("plane", 0, 30), "knows no network 'plane'"),
        (ride("train", 30, 0, 5), "ends before it begins"),
        (type(unknown)("train", "a", "b", unknown.boarded, unknown.alighted), "distance from a to b"),
        (ride("train", 0, 1, 5).__class__("train", "a", "b", MORNING.replace(tzinfo=None), MORNING), "has no zone"),
    ):
        with pytest.raises((FareError, TypeError), match=words):
            price(tariff, [wrong], zone=ZONE)
    with pytest.raises(FareError, match="no group 'king'"):
        price(tariff, [unknown], zone=ZONE, rider=Rider((Entitlement("king"),)))


def test_the_file_of_the_day_rules() -> None:
    old = {**parsed(BUS), "until": "2022-12-31"}
    new = {**parsed(BUS.replace("3000", "3500")), "since": "2023-01-01"}
    tariffs = [read_tariff(one) for one in (old, new)]
    day = MORNING.date()
    assert tariff_on(tariffs, "sample", day).networks[0].fares[0].base == 3500
    assert tariff_on(tariffs, "sample", day.replace(year=2022)).networks[0].fares[0].base == 3000
    with pytest.raises(FareError, match="No tariff sample holds on 2019"):
        tariff_on(tariffs, "sample", day.replace(year=2019))
    assert find_mistakes(old) == []
