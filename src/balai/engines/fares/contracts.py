"""What operators under contract are owed for kilometres driven, whatever their passengers paid: exact to the rupiah.

Jakarta pays its minibuses so: a price for each kilometre, up to so many a day for each vehicle. Kilometres are added in metres
and paid as a whole amount for each contract and day, rounded down: less than a rupiah is never owed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from balai.engines.fares.files import rows_of
from balai.engines.fares.mistakes import FareError

CONTRACTS = ("operator", "line", "since", "until", "per_kilometre", "most_kilometres")
DRIVEN = ("key", "operator", "line", "vehicle", "day", "metres")


@dataclass(frozen=True, slots=True)
class Contract:
    """An operator drives a line for so many rupiah a kilometre between two days, both included.

    `most_kilometres` bounds what one vehicle is paid for on one day; 0 where nothing does. `line` is empty for all lines.
    """

    operator: str
    line: str
    since: date
    until: date
    per_kilometre: int
    most_kilometres: int = 0


@dataclass(frozen=True, slots=True)
class Driven:
    """What a vehicle drove on a line in a part of a day, as its device or a trip sheet says. `key` counts it once."""

    key: str
    operator: str
    line: str
    vehicle: str
    day: date
    metres: int


@dataclass(frozen=True, slots=True)
class Owed:
    """A day of an operator's line: metres driven, metres that are paid for, and whole rupiah."""

    day: date
    operator: str
    line: str
    vehicles: int
    driven: int
    paid_for: int
    amount: int


@dataclass(frozen=True, slots=True)
class Account:
    """What is owed, what has no contract, and keys that came with two contents (the first in order counts)."""

    owed: tuple[Owed, ...]
    without_contract: tuple[Driven, ...]
    contradictions: tuple[str, ...]


def account(contracts: Sequence[Contract], driven: Iterable[Driven]) -> Account:
    """A pure function of the set of records: order and repetition count nothing.

    A contract for the line goes before one for all lines; of several that hold the one that began last counts.
    """
    kept: dict[str, Driven] = {}
    contradictions: set[str] = set()
    for one in sorted(set(driven), key=lambda one: (one.key, one.day, one.operator, one.line, one.vehicle, one.metres)):
        if one.key in kept:
            contradictions.add(one.key)
        kept.setdefault(one.key, one)
    without: list[Driven] = []
    days: dict[tuple[date, str, str, Contract], dict[str, int]] = {}
    for one in kept.values():
        contract = contract_of(contracts, one)
        if contract is None:
            without.append(one)
            continue
        vehicles = days.setdefault((one.day, one.operator, one.line, contract), {})
        vehicles[one.vehicle] = vehicles.get(one.vehicle, 0) + one.metres
    owed = sorted(
        (_owed(*key, vehicles) for key, vehicles in days.items()), key=lambda row: (row.day, row.operator, row.line)
    )
    return Account(tuple(owed), tuple(without), tuple(sorted(contradictions)))


def contract_of(contracts: Sequence[Contract], driven: Driven) -> Contract | None:
    """The contract under which something was driven."""
    found = [
        one
        for one in contracts
        if one.operator == driven.operator and one.line in ("", driven.line) and one.since <= driven.day <= one.until
    ]
    return max(found, key=lambda one: (bool(one.line), one.since, one.per_kilometre), default=None)


def _owed(day: date, operator: str, line: str, contract: Contract, vehicles: dict[str, int]) -> Owed:
    most = contract.most_kilometres * 1000
    paid = sum(min(metres, most) if most else metres for metres in vehicles.values())
    amount = paid * contract.per_kilometre // 1000
    return Owed(day, operator, line, len(vehicles), sum(vehicles.values()), paid, amount)


def read_contracts(path: Path) -> list[Contract]:
    """CSV: operator, line, since, until, per_kilometre, most_kilometres; an empty line holds for all, an empty until for ever.

    Raises:
        FareError: the file cannot be read, a line is wrong, or two contracts of one operator and line overlap.
    """

    def contract(row: dict[str, str]) -> Contract:
        until = date.fromisoformat(row["until"]) if row["until"] else date.max
        made = Contract(
            row["operator"], row["line"], date.fromisoformat(row["since"]), until,
            int(row["per_kilometre"]), int(row["most_kilometres"] or 0),
        )  # fmt: skip
        if not made.operator or made.per_kilometre < 0 or made.most_kilometres < 0 or made.until < made.since:
            raise FareError("the operator is missing, an amount is below 0, or it ends before it begins")
        if any(_overlap(made, other) for other in found):
            raise FareError("another contract of this operator and line holds on some of these days")
        return made

    found: list[Contract] = []
    for made in rows_of(path, CONTRACTS, contract):
        found.append(made)  # noqa: PERF402 (each is compared with those before it)
    return found


def _overlap(one: Contract, other: Contract) -> bool:
    same = (one.operator, one.line) == (other.operator, other.line)
    return same and one.since <= other.until and other.since <= one.until


def read_driven(path: Path) -> list[Driven]:
    """CSV: key, operator, line, vehicle, day, metres.

    Raises:
        FareError: the file cannot be read, or a line is wrong.
    """

    def driven(row: dict[str, str]) -> Driven:
        metres = int(row["metres"])
        if metres < 0 or not (row["key"] and row["operator"] and row["vehicle"]):
            raise FareError("the key, operator or vehicle is missing, or the metres are below 0")
        return Driven(row["key"], row["operator"], row["line"], row["vehicle"], date.fromisoformat(row["day"]), metres)

    return list(rows_of(path, DRIVEN, driven))
