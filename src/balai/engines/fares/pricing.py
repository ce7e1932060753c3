"""Prices rides one after the other with the automaton, and says for each why it costs what it costs."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from zoneinfo import ZoneInfo

from balai.engines.fares import kernel
from balai.engines.fares.definition import Tariff
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.reasons import reasons_of
from balai.engines.fares.rides import EVERYONE, Bill, Charge, Ride, Rider, seconds_of, wall_seconds
from balai.engines.fares.tables import EPOCH, Compiled, compile_tariff


def price(tariff: Tariff | Compiled, rides: Iterable[Ride], *, zone: ZoneInfo, rider: Rider = EVERYONE) -> Bill:
    """The bill of one rider for these rides, whatever order they come in.

    `zone` is the city's. The same function prices a plan and settles what was ridden.

    Raises:
        FareError: a network, group or zone that the tariff does not know, a distance that it needs and lacks, or a
            ride that ends before it begins.
    """
    compiled = tariff if isinstance(tariff, Compiled) else compile_tariff(tariff)
    state = [0] * kernel.WIDTH
    kernel.start(state, 0)
    ordered = sorted(rides, key=lambda one: (one.boarded, one.alighted, one.key, one.network, one.origin))
    return Bill(tuple(_charge(compiled, state, ride, zone, rider) for ride in ordered))


def _charge(compiled: Compiled, state: list[int], ride: Ride, zone: ZoneInfo, rider: Rider) -> Charge:
    network = compiled.network(ride.network)
    local, boarded, alighted = wall_seconds(ride.boarded, zone), seconds_of(ride.boarded), seconds_of(ride.alighted)
    if alighted < boarded:
        raise FareError(f"A ride on {ride.network} ends before it begins ({ride.boarded.isoformat()})")
    if ride.metres is None and ride.complete and compiled.needs_metres[network]:
        raise FareError(f"The distance from {ride.origin} to {ride.destination} on {ride.network} is not known")
    day = EPOCH + timedelta(days=kernel.day_of(local, compiled.rows[kernel.TERMS]))
    group = compiled.group(rider.group_on(day))
    known = ride.complete and compiled.tariff.networks[network].tap_out
    amount = kernel.ride(
        state, compiled.rows, network, boarded, local, alighted, ride.metres or 0,
        compiled.zone(network, ride.origin) if known else 0, compiled.zone(network, ride.destination) if known else 0,
        compiled.place(ride.origin), compiled.place(ride.destination), int(ride.complete), group,
    )  # fmt: skip
    reasons = reasons_of(compiled, state, ride, group=group, amount=amount)
    return Charge(ride, amount, state[kernel.JOURNEYS], state[kernel.FARE], reasons)
