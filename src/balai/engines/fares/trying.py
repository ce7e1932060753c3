"""A tariff tried out before it rules: the same rides under two files, and who pays more or less."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

import numpy as np

from balai.engines.fares.bulk import Numbers, RideColumns, Stops, price_columns
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.tables import Compiled

BANDS = (5, 10, 15, 20, 30)
"""Kilometres up to which the bands of a journey's distance go; a last one goes beyond."""


@dataclass(frozen=True, slots=True)
class Demand:
    """Rides sorted by rider and boarding, of past taps or of a plan. Columns hold numbers of the lists of names.

    `journeys` names what people count as one way: rides with equal numbers stand together. `riders` are those whose
    rides are priced together (a card, or the journey itself). `people` weighs a ride's journey.
    """

    riders: Numbers
    journeys: Numbers
    networks: Numbers
    boarded: Numbers
    alighted: Numbers
    metres: Numbers
    origins: Numbers
    destinations: Numbers
    groups: Numbers
    areas: Numbers
    people: Numbers
    network_names: Sequence[str]
    group_names: Sequence[str]
    area_names: Sequence[str]
    stops: Stops

    def columns_for(self, compiled: Compiled) -> RideColumns:
        """The rides in the numbers of a tariff. A group that the tariff does not know pays as everyone does.

        Raises:
            FareError: the tariff lacks a network that is ridden.
        """
        networks = np.asarray([compiled.network(name) for name in self.network_names], dtype=np.int64)
        groups = np.asarray([compiled.groups.get(name, 0) for name in self.group_names], dtype=np.int64)
        return RideColumns(
            self.riders, networks[self.networks], self.boarded, self.alighted, self.metres, self.origins,
            self.destinations, np.ones(len(self.riders), dtype=np.int64), groups[self.groups],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """Some journeys under both tariffs: people, whole rupiah, how many pay less, more, the same."""

    name: str
    people: int
    before: int
    after: int
    winners: int
    losers: int

    @property
    def change(self) -> int:
        """What more (below 0: less) comes in."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Comparison:
    """Both tariffs over the same journeys: the whole, and by area, group of riders, and distance."""

    old: str
    new: str
    whole: Row
    areas: tuple[Row, ...]
    groups: tuple[Row, ...]
    distances: tuple[Row, ...]
    rides: int
    largest_gain: int
    largest_loss: int


def compare(old: Compiled, new: Compiled, demand: Demand, *, zone: ZoneInfo, threads: int = 2) -> Comparison:
    """The same rides under both tariffs, as if each had held on all their days.

    Raises:
        FareError: there is no ride, or a tariff lacks a network, a zone or a distance that it needs.
    """
    if not len(demand.riders):
        raise FareError("There is no ride to compare")
    starts = np.flatnonzero(np.concatenate([[True], demand.journeys[1:] != demand.journeys[:-1]]))
    prices = []
    for compiled in (old, new):
        priced = price_columns(compiled, demand.columns_for(compiled), demand.stops, zone=zone, threads=threads)
        prices.append(np.add.reduceat(priced.amounts, starts))
    before, after = prices
    people = demand.people[starts]
    metres = np.add.reduceat(np.maximum(demand.metres, 0), starts)
    band = np.searchsorted(np.asarray(BANDS) * 1000, metres, side="left")
    count = _Counting(before, after, people)
    change = after - before
    return Comparison(
        old.tariff.code,
        new.tariff.code,
        count.rows(np.zeros(len(starts), dtype=np.int64), ["all"])[0],
        count.rows(demand.areas[starts], demand.area_names),
        count.rows(demand.groups[starts], demand.group_names),
        count.rows(band, _band_names()),
        len(demand.riders),
        int(-change.min(initial=0)),
        int(change.max(initial=0)),
    )


def _band_names() -> list[str]:
    edges = [0, *BANDS]
    return [f"{low}–{high} km" for low, high in zip(edges, BANDS, strict=False)] + [f"> {BANDS[-1]} km"]


class _Counting:
    """Sums over journeys by a column. Sums are exact: whole numbers below 2⁵³."""

    def __init__(self, before: Numbers, after: Numbers, people: Numbers) -> None:
        self.columns = [
            people,
            before * people,
            after * people,
            np.where(after < before, people, 0),
            np.where(after > before, people, 0),
        ]

    def rows(self, codes: Numbers, names: Sequence[str]) -> tuple[Row, ...]:
        sums = [np.bincount(codes, weights=column, minlength=len(names)).astype(np.int64) for column in self.columns]
        return tuple(
            Row(name, *(int(column[number]) for column in sums)) for number, name in enumerate(names) if sums[0][number]
        )
