"""The law: what a plan says a ride costs is what its taps are charged. And any order of delivery gives the same bill."""

from __future__ import annotations

from dataclasses import replace
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from balai.engines.fares.pricing import price
from balai.engines.fares.settling import Posting, post, settle
from balai.engines.fares.shares import by_operator_and_day
from balai.engines.fares.tables import compile_tariff
from balai.engines.fares.tests.samples import ZONE, jakarta, metres_of, random_rides, taps_of

TARIFF = compile_tariff(jakarta("jak-lingko-2022"))


def test_planned_is_settled_on_ten_thousand_random_rides(effort: int) -> None:
    random = Random(733)
    rides_left = 10_000 * effort
    while rides_left > 0:
        rides = random_rides(random, random.randint(1, 8))
        (settled,) = settle(TARIFF, taps_of(rides), zone=ZONE, distances=metres_of)
        planned = price(TARIFF, rides, zone=ZONE)
        assert [one.amount for one in settled.bill.charges] == [one.amount for one in planned.charges]
        assert [one.reasons for one in settled.bill.charges] == [one.reasons for one in planned.charges]
        rides_left -= len(rides)


@given(st.integers(0, 2**32), st.data())
def test_any_order_of_delivery_gives_the_same_bill(seed: int, data: st.DataObject) -> None:
    random = Random(seed)
    taps = taps_of(random_rides(random, random.randint(1, 5)))
    lost = data.draw(st.sets(st.sampled_from([tap.key for tap in taps]), max_size=3))
    sent = [tap for tap in taps if tap.key not in lost]
    sent += [replace(tap, key=tap.key + "-again", at=tap.at) for tap in sent if random.random() < 0.2]
    if not sent:
        return
    (expected,) = settle(TARIFF, sent, zone=ZONE, distances=metres_of)
    delivery = data.draw(st.permutations([*sent, *random.choices(sent, k=3)]))
    account: list[Posting] = []
    known = []
    for tap in delivery:
        known.append(tap)
        (now,) = settle(TARIFF, known, zone=ZONE, distances=metres_of)
        account += post(account, now, zone=ZONE)
        assert sum(line.amount for line in account) == now.bill.total
        assert post(account, now, zone=ZONE) == ()
    assert now == expected
    for charge in expected.bill.charges:
        assert sum(line.amount for line in account if line.key == charge.ride.key) == charge.amount


@given(st.integers(0, 2**32))
def test_what_operators_get_adds_up_to_the_rupiah(seed: int) -> None:
    random = Random(seed)
    cards = {f"card-{number}": random_rides(random, random.randint(1, 6)) for number in range(3)}
    taps = [tap for card, rides in cards.items() for tap in taps_of(rides, card) if random.random() < 0.9]
    settled = settle(TARIFF, taps, zone=ZONE, distances=metres_of)
    for by in ("boarding", "kilometre", "ordinary"):
        tariff = replace(TARIFF.tariff, shares_by=by)
        rows = by_operator_and_day([one.bill for one in settled], tariff, ZONE)
        assert sum(row.amount for row in rows) == sum(one.bill.total for one in settled)
        assert sum(row.boardings for row in rows) == sum(len(one.bill.charges) for one in settled)
