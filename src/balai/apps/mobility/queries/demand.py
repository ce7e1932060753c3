"""Past taps as demand for a try-out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np

from balai.apps.mobility.queries.settlements import bills
from balai.apps.mobility.queries.stop_areas import area_of
from balai.base.city import city_zone
from balai.engines.fares.bulk import Numbers, Stops
from balai.engines.fares.rides import Charge, Reason, seconds_of
from balai.engines.fares.trying import Demand


def demand_of(first: date, last: date) -> Demand | None:
    """The rides that taps made on those days, as a try-out takes them; None where nobody rode.

    A ride without an end is left out. Riders are cards, their group the one that a charge names.
    """
    rides = [
        (number, charge)
        for number, bill in enumerate(bills(first, last))
        for charge in bill.charges
        if charge.ride.complete and first <= charge.ride.boarded.astimezone(city_zone()).date() <= last
    ]
    if not rides:
        return None
    networks = sorted({charge.ride.network for _, charge in rides})
    stops = sorted({stop for _, charge in rides for stop in (charge.ride.origin, charge.ride.destination)})
    begun = _first_stops(rides)
    areas = sorted({area_of(stop) for stop in begun.values()})
    groups = sorted({"", *(_group(charge.reasons) for _, charge in rides)})
    empty = np.empty(0, dtype=np.int64)
    return Demand(
        riders=_column([number for number, _ in rides]),
        journeys=_column([number * 10_000 + charge.journey for number, charge in rides]),
        networks=_column([networks.index(charge.ride.network) for _, charge in rides]),
        boarded=_column([seconds_of(charge.ride.boarded) for _, charge in rides]),
        alighted=_column([seconds_of(charge.ride.alighted) for _, charge in rides]),
        metres=_column([-1 if charge.ride.metres is None else charge.ride.metres for _, charge in rides]),
        origins=_column([stops.index(charge.ride.origin) for _, charge in rides]),
        destinations=_column([stops.index(charge.ride.destination) for _, charge in rides]),
        groups=_column([groups.index(_group(charge.reasons)) for _, charge in rides]),
        areas=_column([areas.index(area_of(begun[number, charge.journey])) for number, charge in rides]),
        people=_column([1 for _ in rides]),
        network_names=networks,
        group_names=groups,
        area_names=areas,
        stops=Stops(stops, empty, empty),
    )


def _first_stops(rides: Sequence[tuple[int, Charge]]) -> dict[tuple[int, int], str]:
    """Where each journey began: its area is that of the first stop."""
    begun: dict[tuple[int, int], str] = {}
    for number, charge in rides:
        begun.setdefault((number, charge.journey), charge.ride.origin)
    return begun


def _column(values: Sequence[int]) -> Numbers:
    return np.asarray(values, dtype=np.int64)


def _group(reasons: Sequence[Reason]) -> str:
    return next((str(one.values["group"]) for one in reasons if one.code in {"free", "reduced"}), "")
