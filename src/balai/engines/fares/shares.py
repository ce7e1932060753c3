"""What each operator gets of a journey: exact to the rupiah."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from balai.engines.fares.definition import Tariff
from balai.engines.fares.rides import Bill, Charge
from balai.engines.fares.settling import ticket_day


@dataclass(frozen=True, slots=True)
class OperatorDay:
    """What an operator gets for a ticket day."""

    day: date
    operator: str
    boardings: int
    metres: int
    amount: int


def largest_remainder(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """`amount` in whole rupiah, in proportion to the weights; the parts add up to it exactly.

    Each gets its quota rounded down; what is left goes, one rupiah each, to the largest remainders (Hamilton, 1792);
    of equal ones to the first name. Where no weight is above 0 all count alike.
    """
    counted = dict(weights) if any(weight > 0 for weight in weights.values()) else dict.fromkeys(weights, 1)
    total = sum(counted.values())
    if not total:
        return {}
    parts = {name: amount * weight // total for name, weight in counted.items()}
    order = sorted(counted, key=lambda name: (-(amount * counted[name] % total), name))
    for name in order[: amount - sum(parts.values())]:
        parts[name] += 1
    return parts


def shares_of(charges: Sequence[Charge], by: str) -> dict[str, int]:
    """What the operators of one journey's rides get: by `boarding`, `kilometre` or `ordinary` fare."""
    weights: dict[str, int] = {}
    for charge in charges:
        weight = {"boarding": 1, "kilometre": charge.ride.metres or 0, "ordinary": charge.ordinary}[by]
        weights[charge.ride.operator] = weights.get(charge.ride.operator, 0) + weight
    return largest_remainder(sum(charge.amount for charge in charges), weights)


def by_operator_and_day(bills: Iterable[Bill], tariff: Tariff, zone: ZoneInfo) -> tuple[OperatorDay, ...]:
    """The settlement: a journey counts for the ticket day of its first boarding; the amounts add up to the bills."""
    found: dict[tuple[date, str], list[int]] = {}
    for bill in bills:
        journeys: dict[int, list[Charge]] = {}
        for charge in bill.charges:
            journeys.setdefault(charge.journey, []).append(charge)
        for charges in journeys.values():
            day = ticket_day(charges[0].ride.boarded, tariff, zone)
            for charge in charges:
                row = found.setdefault((day, charge.ride.operator), [0, 0, 0])
                row[0] += 1
                row[1] += charge.ride.metres or 0
            for operator, amount in shares_of(charges, tariff.shares_by).items():
                found[day, operator][2] += amount
    return tuple(OperatorDay(day, operator, *row) for (day, operator), row in sorted(found.items()))
