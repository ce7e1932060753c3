"""What operators get, day by day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby

from balai.apps.mobility.accounts import settled_cards, truly_between
from balai.apps.mobility.models import Tap
from balai.apps.mobility.ruling import timeline
from balai.base.city import city_zone
from balai.engines.fares.rides import Bill
from balai.engines.fares.settling import ticket_day
from balai.engines.fares.shares import OperatorDay, by_operator_and_day


@dataclass(frozen=True, slots=True)
class Share:
    """What an operator gets in all, or all operators for a day; `rows` are those of which it is the sum."""

    rows: tuple[OperatorDay, ...]

    @property
    def day(self) -> date:
        """The ticket day of the first row."""
        return self.rows[0].day

    @property
    def operator(self) -> str:
        """The operator of the first row."""
        return self.rows[0].operator

    @property
    def boardings(self) -> int:
        return sum(row.boardings for row in self.rows)

    @property
    def metres(self) -> int:
        return sum(row.metres for row in self.rows)

    @property
    def amount(self) -> int:
        """Whole rupiah."""
        return sum(row.amount for row in self.rows)


def by_day(rows: Iterable[OperatorDay]) -> list[Share]:
    """Each day with its operators, by date."""
    ordered = sorted(rows, key=lambda row: (row.day, row.operator))
    return [Share(tuple(those)) for _day, those in groupby(ordered, key=lambda row: row.day)]


def by_operator(rows: Iterable[OperatorDay]) -> list[Share]:
    """Each operator with its days, whoever gets most first; of equal ones by code."""
    ordered = sorted(rows, key=lambda row: (row.operator, row.day))
    found = [Share(tuple(those)) for _operator, those in groupby(ordered, key=lambda row: row.operator)]
    return sorted(found, key=lambda share: (-share.amount, share.operator))


def settlement(first: date, last: date) -> tuple[OperatorDay, ...]:
    """What each operator gets for each ticket day between two, both included; it adds up to what was charged."""
    rows: list[OperatorDay] = []
    found = bills(first, last)
    for tariff in timeline():
        held = [
            Bill(
                tuple(
                    charge
                    for charge in bill.charges
                    if tariff.holds_on(ticket_day(charge.ride.boarded, tariff, city_zone()))
                )
            )
            for bill in found
        ]
        rows += by_operator_and_day(held, tariff, city_zone())
    return tuple(sorted((row for row in rows if first <= row.day <= last), key=lambda row: (row.day, row.operator)))


def bills(first: date, last: date) -> list[Bill]:
    """The bills of all cards tapped on those days, with a week before them for the caps."""
    since = datetime.combine(first - timedelta(days=8), time(), city_zone())
    until = datetime.combine(last + timedelta(days=2), time(), city_zone())
    cards = Tap.objects.filter(truly_between(since, until)).order_by().values_list("card_id", flat=True).distinct()
    return [one.bill for one in settled_cards(set(cards), since=since, until=until).values()]
