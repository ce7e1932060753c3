"""A route search may drop a state only where no continuation makes it the cheaper one."""

from __future__ import annotations

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from balai.engines.fares.automaton import Automaton, State
from balai.engines.fares.definition import Tariff
from balai.engines.fares.pricing import price
from balai.engines.fares.rides import Entitlement, Ride, Rider, seconds_of, wall_seconds
from balai.engines.fares.tests.samples import BUS, ZONE, at, jakarta, random_rides, ride, sample

CAPPED = sample(
    BUS
    + """
caps: {day: 12000, week: 30000}
package: {networks: [bus, rail], price: {most: 8000}, window: {minutes: 60, until: last_boarding}, gap: 30 minutes}
"""
)


def taken(automaton: Automaton, state: State, rides: list[Ride]) -> State:
    for one in rides:
        compiled = automaton.compiled
        network = compiled.network(one.network)
        state = automaton.board(
            state,
            network=network,
            at=seconds_of(one.boarded),
            local=wall_seconds(one.boarded, ZONE),
            origin=compiled.place(one.origin),
            zone=compiled.zone(network, one.origin),
        )
        state = automaton.alight(
            state,
            at=seconds_of(one.alighted),
            metres=one.metres or 0,
            place=compiled.place(one.destination),
            zone=compiled.zone(network, one.destination),
        )
    return state


@given(st.integers(0, 2**32), st.integers(1, 6), st.sampled_from(["", "elderly"]))
def test_the_steps_cost_what_the_bill_says(seed: int, count: int, group: str) -> None:
    tariff = jakarta("jak-lingko-2022")
    rides = random_rides(Random(seed), count)
    automaton = Automaton(tariff)
    rider = Rider((Entitlement(group),)) if group else Rider()
    assert (
        automaton.price(taken(automaton, automaton.start(group), rides))
        == price(tariff, rides, zone=ZONE, rider=rider).total
    )


def _alike(random: Random, count: int, tariff: Tariff) -> list[Ride]:
    networks = {"bus": "transjakarta", "rail": "mrt"}
    rides = random_rides(random, count)
    if tariff is not CAPPED:
        return rides
    names = {theirs: ours for ours, theirs in networks.items()}
    return [
        Ride(names.get(one.network, "bus"), one.origin, one.destination, one.boarded, one.alighted, one.metres)
        for one in rides
    ]


@given(st.integers(0, 2**32), st.booleans())
def test_what_is_at_least_as_good_stays_so(seed: int, capped: bool) -> None:
    tariff = CAPPED if capped else jakarta("jak-lingko-2022")
    random, automaton = Random(seed), Automaton(tariff)
    pool = _alike(random, 12, tariff)
    states = [
        taken(
            automaton,
            automaton.start(),
            sorted(random.sample(pool[:6], random.randint(1, 3)), key=lambda one: one.boarded),
        )
        for _ in range(6)
    ]
    onward = pool[6 : 6 + random.randint(1, 5)]
    horizon = seconds_of(onward[-1].alighted)
    for one in states:
        for other in states:
            if automaton.at_least_as_good(one, other, horizon):
                assert automaton.price(taken(automaton, one, onward)) <= automaton.price(
                    taken(automaton, other, onward)
                )


def test_comparing_is_not_vacuous() -> None:
    """The shorter and the longer way to the same interchange are comparable, and full packages fall together."""
    automaton = Automaton(jakarta("jak-lingko-2022"))
    ends = [
        taken(automaton, automaton.start(), [ride("transjakarta", 0, 30, metres)])
        for metres in (5000, 9000, 40_000, 50_000)
    ]
    horizon = seconds_of(at(170))
    assert automaton.at_least_as_good(ends[0], ends[1], horizon)
    assert not automaton.at_least_as_good(ends[1], ends[0], horizon)
    assert automaton.costs(ends[2]) == automaton.costs(ends[3])
    later = taken(automaton, automaton.start(), [ride("transjakarta", 5, 30, 5000)])
    assert automaton.at_least_as_good(ends[0], later, horizon)
    assert not automaton.at_least_as_good(ends[0], later, horizon + 3600)
