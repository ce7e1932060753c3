"""Columns of a whole city give the bills that cards get one by one, and a try-out adds up."""

from __future__ import annotations

from random import Random
from xml.etree import ElementTree as ET

import numpy as np
import pytest

from balai.engines.fares.bulk import Numbers, Stops
from balai.engines.fares.bulk_taps import TapColumns, settle_columns
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.picture import picture
from balai.engines.fares.pricing import price
from balai.engines.fares.rides import Ride, seconds_of
from balai.engines.fares.settling import settle
from balai.engines.fares.tables import compile_tariff
from balai.engines.fares.taps import OUT, Tap
from balai.engines.fares.tests.samples import BUS, STOPS, ZONE, jakarta, metres_of, random_rides, sample, taps_of
from balai.engines.fares.trying import Comparison, Demand, compare

TARIFF = compile_tariff(jakarta("jak-lingko-2022"))
CODES = sorted({stop for stops in STOPS.values() for stop in stops})
NETWORKS = list(STOPS)


def whole(values: object) -> Numbers:
    return np.asarray(values, dtype=np.int64)


def all_stops() -> Stops:
    pairs = {}
    for network, stops in STOPS.items():
        for origin in stops:
            for end in stops:
                row = TARIFF.network(network) * len(CODES) + CODES.index(origin)
                pairs[row * len(CODES) + CODES.index(end)] = metres_of(network, origin, end)
    keys = sorted(pairs)
    return Stops(CODES, whole(keys), whole([pairs[key] for key in keys]))


def columns_of(taps: list[Tap]) -> TapColumns:
    cards = sorted({tap.card for tap in taps})
    return TapColumns(
        whole([cards.index(tap.card) for tap in taps]),
        whole([seconds_of(tap.at) for tap in taps]),
        whole([int(tap.kind == OUT) for tap in taps]),
        whole([TARIFF.network(tap.network) for tap in taps]),
        whole([CODES.index(tap.stop) for tap in taps]),
        whole([CODES.index(tap.stop) for tap in taps]),
        whole([0] * len(taps)),
    )


def test_columns_give_the_bills_of_the_cards() -> None:
    random = Random(9)
    taps = []
    for number in range(300):
        ridden = random_rides(random, random.randint(1, 6))
        taps += [tap for tap in taps_of(ridden, f"card-{number:03}") if random.random() < 0.95]
    random.shuffle(taps)
    rides, priced = settle_columns(TARIFF, columns_of(taps), all_stops(), zone=ZONE)
    settled = settle(TARIFF, taps, zone=ZONE, distances=metres_of)
    assert priced.amounts.tolist() == [charge.amount for one in settled for charge in one.bill.charges]
    assert priced.journeys.tolist() == [charge.journey for one in settled for charge in one.bill.charges]
    assert len(rides) == sum(len(one.bill.charges) for one in settled)


def demand_of(journeys: list[list[Ride]]) -> Demand:
    rides = [(number, one) for number, made in enumerate(journeys) for one in made]
    riders = whole([number for number, _ in rides])
    areas = ["Menteng", "Tebet", "Cengkareng"]
    return Demand(
        riders,
        riders,
        whole([NETWORKS.index(one.network) for _, one in rides]),
        whole([seconds_of(one.boarded) for _, one in rides]),
        whole([seconds_of(one.alighted) for _, one in rides]),
        whole([one.metres for _, one in rides]),
        whole([CODES.index(one.origin) for _, one in rides]),
        whole([CODES.index(one.destination) for _, one in rides]),
        whole([number % 2 for number, _ in rides]),
        whole([number % 3 for number, _ in rides]),
        whole([1 + number % 4 for number, _ in rides]),
        NETWORKS,
        ["", "elderly"],
        areas,
        Stops(CODES, whole([]), whole([])),
    )


FLAT = sample(
    """
networks:
  - {code: mrt, title: {id: MRT, en: MRT}, fares: [{flat: 5000}]}
  - {code: transjakarta, title: {id: TJ, en: TJ}, fares: [{flat: 5000}]}
  - {code: lrt, title: {id: LRT, en: LRT}, fares: [{flat: 5000}]}
  - {code: mikrotrans, title: {id: MT, en: MT}, fares: [{flat: 1000}]}
"""
)


@pytest.fixture(scope="module")
def compared() -> tuple[list[list[Ride]], Comparison]:
    random = Random(3)
    journeys = [random_rides(random, random.randint(1, 4)) for _ in range(400)]
    return journeys, compare(TARIFF, compile_tariff(FLAT), demand_of(journeys), zone=ZONE)


def test_a_try_out_adds_up(compared: tuple[list[list[Ride]], Comparison]) -> None:
    journeys, found = compared
    weights = [1 + number % 4 for number in range(len(journeys))]
    flat = [price(FLAT, made, zone=ZONE).total for made in journeys]
    assert found.whole.after == sum(price * weight for price, weight in zip(flat, weights, strict=True))
    for rows in (found.areas, found.groups, found.distances):
        for name in ("people", "before", "after", "winners", "losers"):
            assert sum(getattr(row, name) for row in rows) == getattr(found.whole, name)
    elderly = next(row for row in found.groups if row.name == "elderly")
    assert elderly.winners < elderly.losers
    assert found.largest_loss > 0


def test_the_same_tariff_changes_nothing() -> None:
    found = compare(TARIFF, TARIFF, demand_of([random_rides(Random(1), 3)]), zone=ZONE)
    assert (found.whole.change, found.whole.winners, found.whole.losers) == (0, 0, 0)


def test_what_cannot_be_compared_is_refused() -> None:
    with pytest.raises(FareError, match="no network"):
        compare(TARIFF, compile_tariff(sample(BUS)), demand_of([random_rides(Random(1), 3)]), zone=ZONE)
    with pytest.raises(FareError, match="no ride"):
        compare(TARIFF, TARIFF, demand_of([]), zone=ZONE)


def test_the_picture_is_whole_svg(compared: tuple[list[list[Ride]], Comparison]) -> None:
    _journeys, found = compared
    for language, word in (("id", "Menurut jarak"), ("en", "By distance")):
        root = ET.fromstring(picture(found, language))
        said = " ".join(root.itertext())
        assert word in said
        assert "Menteng" in said
