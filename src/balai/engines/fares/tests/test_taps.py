"""Taps come late, twice, without a partner, or from a machine whose clock is wrong."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest

from balai.engines.fares.explaining import sentence
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.rides import Entitlement, Rider
from balai.engines.fares.settling import Posting, Settled, post, settle, settle_dated
from balai.engines.fares.shares import largest_remainder, shares_of
from balai.engines.fares.taps import ClockCorrection, KnownDistances, Tap, sort_taps, suspicious_clocks
from balai.engines.fares.tests.samples import ZONE, at, jakarta, sample
from balai.engines.fares.tides import COLUMNS, fare_transactions_csv

TARIFF = jakarta("jak-lingko-2022")
METRES = KnownDistances(
    {("transjakarta", "tj-csw", "tj-dukuh-atas"): 5000, ("mrt", "mrt-blok-m", "mrt-dukuh-atas"): 6000}
)


def tap(name: str, minute: float, network: str = "transjakarta", stop: str = "tj-csw", **more: str) -> Tap:
    """A tap whose kind is the end of its name: bus-in, rail-out."""
    return Tap(name, "card", at(minute), name.rsplit("-", 1)[1], network, stop, network, **more)


BUS_IN, BUS_OUT = tap("bus-in", 0), tap("bus-out", 20, stop="tj-dukuh-atas")
RAIL_IN, RAIL_OUT = tap("rail-in", 25, "mrt", "mrt-dukuh-atas"), tap("rail-out", 40, "mrt", "mrt-blok-m")


def bill(*taps: Tap, corrections: tuple[ClockCorrection, ...] = ()) -> Settled:
    (settled,) = settle(TARIFF, taps, zone=ZONE, distances=METRES, corrections=corrections)
    return settled


def amounts(settled: Settled) -> list[int]:
    return [charge.amount for charge in settled.bill.charges]


def codes(settled: Settled, number: int) -> list[str]:
    return [reason.code for reason in settled.bill.charges[number].reasons]


def test_a_whole_journey() -> None:
    assert amounts(bill(BUS_IN, BUS_OUT, RAIL_IN, RAIL_OUT)) == [3500, 2500 + 11 * 250 - 3500]


def test_a_missing_tap_out_costs_the_most_until_it_comes_and_then_is_returned() -> None:
    before = bill(BUS_IN, BUS_OUT, RAIL_IN)
    assert amounts(before) == [3500, 6500]
    assert "no-tap-out" in codes(before, 1)
    account: list[Posting] = list(post([], before, zone=ZONE))
    (line,) = post(account, bill(BUS_IN, BUS_OUT, RAIL_IN, RAIL_OUT), zone=ZONE)
    assert (line.key, line.amount) == ("rail-in", 5250 - 10_000)
    assert sentence(line.reason, TARIFF, "en") == "A tap that came late changes the ride of 08:25: Rp4,750 returned."
    assert "08.25: Rp4.750 dikembalikan" in sentence(line.reason, TARIFF, "id")


def test_a_ride_across_a_change_of_tariffs_is_one_ride() -> None:
    turn = datetime.combine(at(0).date(), time(3), ZONE)
    old, new = replace(TARIFF, until=turn.date() - timedelta(days=1)), replace(TARIFF, since=turn.date())
    span = timedelta(minutes=10)
    within = [replace(RAIL_IN, at=turn - span), replace(RAIL_OUT, at=turn + span)]
    again = replace(RAIL_OUT, key="again-out", at=turn + span + timedelta(seconds=20))
    (whole,) = settle(TARIFF, within, zone=ZONE, distances=METRES)
    (dated,) = settle_dated([old, new], [*within, again], zone=ZONE, distances=METRES)
    assert amounts(dated) == amounts(whole)
    assert dated.doubled == (again,)
    apart = [within[0], replace(RAIL_OUT, at=turn + timedelta(hours=7))]
    assert len(amounts(settle_dated([old, new], apart, zone=ZONE, distances=METRES)[0])) == 2


def test_one_bad_value_stops_nobody() -> None:
    unknown = Rider((Entitlement("gone", date.min, date.max), Entitlement("elderly", date.min, date.max)))
    strange = tap("plane-in", 3, "plane", "halim")
    (dated,) = settle_dated([TARIFF], [BUS_IN, BUS_OUT, strange], zone=ZONE, distances=METRES, riders={"card": unknown})
    assert amounts(dated) == [0]


def test_a_stop_without_a_zone_costs_the_highest_fare() -> None:
    fare = "{zones: {table: [[2000, 5000], [5000, 3000]]}}"
    zones = "[{code: A, stops: [a1]}, {code: B, stops: [b1]}]"
    tram = sample(f"networks:\n  - {{code: tram, title: {{id: T, en: T}}, fares: [{fare}], zones: {zones}}}\n")
    taps = [tap("tram-in", 0, "tram", "a1"), tap("tram-out", 9, "tram", "nowhere")]
    (one,) = settle(tram, taps, zone=ZONE)
    assert amounts(one) == [5000]
    assert codes(one, 0)[0] == "no-tap-zone"


def test_a_missing_tap_in() -> None:
    alone = bill(RAIL_OUT)
    assert amounts(alone) == [14_000]
    assert "no-tap-in" in codes(alone, 0)
    account = list(post([], alone, zone=ZONE))
    lines = post(account, bill(RAIL_IN, RAIL_OUT), zone=ZONE)
    assert {line.key: line.amount for line in lines} == {"rail-in": 9000, "rail-out": -14_000}


def test_the_same_tap_sent_twice_is_one() -> None:
    assert bill(BUS_IN, BUS_IN, BUS_OUT, BUS_OUT) == bill(BUS_IN, BUS_OUT)


def test_a_card_held_twice_to_one_reader_pays_once() -> None:
    twice = bill(BUS_IN, tap("again-in", 0.5), BUS_OUT, tap("again-out", 20.9, stop="tj-dukuh-atas"))
    assert amounts(twice) == [3500]
    assert [one.key for one in twice.doubled] == ["again-in", "again-out"]
    assert amounts(bill(BUS_IN, tap("other-in", 2), BUS_OUT)) == [3500, 3500]


def test_two_vehicles_at_one_stop_are_two_rides() -> None:
    first, second = tap("one-in", 0, vehicle="B 7001"), tap("two-in", 0.5, vehicle="B 7002")
    assert amounts(bill(first, second)) == [3500, 3500]


def test_one_key_with_two_contents_is_told_and_counts_once() -> None:
    wrong = tap("bus-in", 3)
    both = bill(BUS_IN, wrong, BUS_OUT)
    assert both == bill(wrong, BUS_OUT, BUS_IN)
    assert both.contradictions == (wrong,)
    assert amounts(both) == [3500]


def test_a_wrong_clock_is_corrected_by_a_record() -> None:
    slow = Tap("rail-out", "card", at(-500), "out", "mrt", "mrt-blok-m", "mrt", device="gate-7")
    wrong = bill(BUS_IN, BUS_OUT, RAIL_IN, slow)
    assert sum(amounts(wrong)) == 14_000 + 10_000
    correction = ClockCorrection("c1", "gate-7", at(-600), at(0), timedelta(minutes=540))
    right = bill(BUS_IN, BUS_OUT, RAIL_IN, slow, corrections=(correction,))
    assert amounts(right) == [3500, 1750]
    lines = post(post([], wrong, zone=ZONE), right, zone=ZONE, why="clock")
    assert sum(line.amount for line in lines) == 5250 - 24_000
    assert {line.reason.code for line in lines} == {"refund-clock"}
    assert "jam mesin tap dibetulkan" in sentence(lines[0].reason, TARIFF, "id").lower()


def test_machines_whose_clocks_run_ahead_are_named() -> None:
    ahead = Tap("x-in", "card", at(90), "in", "mrt", "mrt-asean", device="gate-9")
    fine = Tap("y-in", "card", at(0), "in", "mrt", "mrt-asean", device="gate-1")
    received = {"x-in": at(10), "y-in": at(600)}
    assert suspicious_clocks([ahead, fine], received, timedelta(minutes=5)) == ("gate-9",)


def test_a_tap_out_much_later_belongs_to_no_ride() -> None:
    late = tap("bus-out", 6 * 60 + 1, stop="tj-dukuh-atas")
    assert [codes(bill(BUS_IN, late), number)[0] for number in (0, 1)] == ["no-tap-out", "no-tap-in"]


def test_an_unknown_distance_costs_the_most() -> None:
    far = tap("bus-out", 20, stop="tj-galunggung")
    both = bill(BUS_IN, far)
    assert amounts(both) == [3500]
    assert codes(both, 0)[0] == "no-tap-distance"


def test_distances_hold_both_ways_and_fall_back_on_the_straight_line() -> None:
    known = KnownDistances({("mrt", "a", "b"): 700}, lambda _one, other: 1000.0 if other == "c" else None)
    assert [known("mrt", *pair) for pair in (("b", "a"), ("a", "c"), ("a", "d"), ("a", "a"))] == [700, 1300, None, 0]


def test_what_is_no_tap_is_refused() -> None:
    with pytest.raises(FareError, match="neither in nor out"):
        sort_taps([Tap("x", "card", at(0), "through", "mrt", "mrt-asean")])


@pytest.mark.parametrize(
    ("amount", "weights", "expected"),
    [
        (100, {"a": 1, "b": 1, "c": 1}, {"a": 34, "b": 33, "c": 33}),
        (10_000, {"a": 6000, "b": 24_000}, {"a": 2000, "b": 8000}),
        (7, {"a": 0, "b": 0}, {"a": 4, "b": 3}),
        (0, {"a": 3, "b": 1}, {"a": 0, "b": 0}),
        (5, {"a": 5, "b": 3, "c": 1}, {"a": 3, "b": 2, "c": 0}),
    ],
)
def test_the_largest_remainder(amount: int, weights: dict[str, int], expected: dict[str, int]) -> None:
    assert largest_remainder(amount, weights) == expected


def test_shares_by_kilometre_and_boarding() -> None:
    charges = bill(BUS_IN, BUS_OUT, RAIL_IN, RAIL_OUT).bill.charges
    assert shares_of(charges, "kilometre") == {"transjakarta": 2386, "mrt": 2864}
    assert shares_of(charges, "boarding") == {"transjakarta": 2625, "mrt": 2625}


def test_tides_rows() -> None:
    text = fare_transactions_csv([bill(BUS_IN, BUS_OUT, RAIL_IN)], TARIFF, ZONE)
    rows = [dict(zip(COLUMNS, line.split(","), strict=True)) for line in text.splitlines()[1:]]
    assert [(row["fare_action"], row["amount"], row["fare_capped"]) for row in rows] == [
        ("Enter", "3500", "false"),
        ("Exit", "0", "false"),
        ("Transfer entrance", "6500", "true"),
    ]
    assert {row["service_date"] for row in rows} == {"2026-03-02"}
    assert rows[0]["event_timestamp"] == "2026-03-02T08:00:00+07:00"
