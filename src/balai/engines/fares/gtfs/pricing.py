"""Prices legs by GTFS-Fares v2: leg rules, joins, transfer rules with their four kinds of time limits.

After the reference of GTFS Schedule (revised 2026-04-27). What it leaves open is read so: the legs of a journey that
transfers join are one chain, whose limits run from its first leg; of several prices the lowest is taken.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import cached_property

from balai.engines.fares.gtfs.lint import CLOCK
from balai.engines.fares.gtfs.reading import FareFeed
from balai.engines.fares.mistakes import FareError

A_PLUS_AB, A_PLUS_AB_PLUS_B, AB = "0", "1", "2"
Row = Mapping[str, str]
MOST_LEGS = 12


@dataclass(frozen=True, slots=True)
class Leg:
    """One ride: its route, stops, local times, and the services that run on its day (for timeframes)."""

    route: str
    origin: str
    destination: str
    departs: datetime
    arrives: datetime
    services: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class _Priced:
    """A leg with one leg group that it falls under, and the cheapest product there."""

    leg: Leg
    group: str
    amount: Decimal


class FareFeedPricer:
    """Prices journeys by one feed, for one rider category and medium (empty: none is chosen)."""

    def __init__(self, feed: FareFeed, *, category: str = "", medium: str = "") -> None:
        self.feed, self.category, self.medium = feed, category, medium

    def price(self, legs: Sequence[Leg]) -> Decimal:
        """What the legs cost together at least.

        Raises:
            FareError: no rule holds for a leg, or there are more than twelve legs.
        """
        if len(legs) > MOST_LEGS:
            raise FareError(f"A journey has {MOST_LEGS} legs at most")
        joined = self._joined(legs)
        options = [self._options(leg, networks) for leg, networks in joined]
        return self._cheapest(options, 0, None, Decimal(0))

    @cached_property
    def _networks(self) -> Mapping[str, str]:
        inside = {row["route_id"]: row["network_id"] for row in self.feed.rows("routes") if row.get("network_id")}
        beside = {row["route_id"]: row["network_id"] for row in self.feed.rows("route_networks")}
        return inside or beside

    @cached_property
    def _areas(self) -> Mapping[str, frozenset[str]]:
        parents = {row["stop_id"]: row.get("parent_station", "") for row in self.feed.rows("stops")}
        own: dict[str, set[str]] = {}
        for row in self.feed.rows("stop_areas"):
            own.setdefault(row["stop_id"], set()).add(row["area_id"])
        stops = {*own, *parents}
        return {stop: frozenset(own.get(stop, set()) | own.get(parents.get(stop, ""), set())) for stop in stops}

    @cached_property
    def _amounts(self) -> Mapping[str, Decimal]:
        """The lowest price of each product that this rider may buy with this medium."""
        default = next(
            (
                row["rider_category_id"]
                for row in self.feed.rows("rider_categories")
                if row.get("is_default_fare_category") == "1"
            ),
            "",
        )
        wanted = {"", self.category or default}
        found: dict[str, Decimal] = {}
        for row in self.feed.rows("fare_products"):
            if row.get("rider_category_id", "") not in wanted:
                continue
            if self.medium and row.get("fare_media_id", "") not in {"", self.medium}:
                continue
            try:
                amount = Decimal(row.get("amount", ""))
            except InvalidOperation:
                continue
            found[row["fare_product_id"]] = min(amount, found.get(row["fare_product_id"], amount))
        return found

    def _joined(self, legs: Sequence[Leg]) -> list[tuple[Leg, str]]:
        joined: list[tuple[Leg, str]] = []
        last = ""
        for leg in legs:
            network = self._networks.get(leg.route, "")
            if joined and self._joins(joined[-1][0], leg, last, network):
                before, first = joined[-1]
                whole = Leg(before.route, before.origin, leg.destination, before.departs, leg.arrives, before.services)
                joined[-1] = (whole, first)
            else:
                joined.append((leg, network))
            last = network
        return joined

    def _joins(self, before: Leg, leg: Leg, one: str, other: str) -> bool:
        for row in self.feed.rows("fare_leg_join_rules"):
            if (row["from_network_id"], row["to_network_id"]) != (one, other):
                continue
            start, end = row.get("from_stop_id", ""), row.get("to_stop_id", "")
            if (not start and not end and self._same_station(before.destination, leg.origin)) or (
                start == before.destination and end == leg.origin
            ):
                return True
        return False

    def _same_station(self, one: str, other: str) -> bool:
        parents = {row["stop_id"]: row.get("parent_station", "") for row in self.feed.rows("stops")}
        return (parents.get(one) or one) == (parents.get(other) or other)

    def _options(self, leg: Leg, network: str) -> list[_Priced]:
        """For each leg group that the leg falls under the cheapest product."""
        rules = [row for row in self.feed.rows("fare_leg_rules") if self._holds(row, leg, network)]
        table = self.feed.tables.get("fare_leg_rules")
        if table and "rule_priority" in table.columns and rules:
            top = max(int(row.get("rule_priority") or 0) for row in rules)
            rules = [row for row in rules if int(row.get("rule_priority") or 0) == top]
        found: dict[str, Decimal] = {}
        for row in rules:
            amount = self._amounts.get(row["fare_product_id"])
            group = row.get("leg_group_id", "")
            if amount is not None:
                found[group] = min(amount, found.get(group, amount))
        if not found:
            raise FareError(f"No fare rule holds for the leg from {leg.origin} to {leg.destination} on {leg.route}")
        return [_Priced(leg, group, amount) for group, amount in found.items()]

    def _holds(self, row: Row, leg: Leg, network: str) -> bool:
        return (
            self._fits(row, "network_id", {network} - {""})
            and self._fits(row, "from_area_id", self._areas.get(leg.origin, frozenset()))
            and self._fits(row, "to_area_id", self._areas.get(leg.destination, frozenset()))
            and self._fits(row, "from_timeframe_group_id", self._timeframes(leg.departs, leg.services))
            and self._fits(row, "to_timeframe_group_id", self._timeframes(leg.arrives, leg.services))
        )

    def _fits(self, row: Row, column: str, values: Collection[str]) -> bool:
        """An empty entry holds for all; without priorities, only for those that no other rule names."""
        value = row.get(column, "")
        if value:
            return value in values
        table = self.feed.tables["fare_leg_rules"]
        if "rule_priority" in table.columns or column.endswith("timeframe_group_id"):
            return True
        return not any(other.get(column, "") in values for other in table.rows if other.get(column))

    def _timeframes(self, at: datetime, services: frozenset[str]) -> frozenset[str]:
        clock, found = f"{at:%H:%M:%S}", set()
        for row in self.feed.rows("timeframes"):
            start, end = row.get("start_time") or "00:00:00", row.get("end_time") or "24:00:00"
            sound = CLOCK.fullmatch(start) and CLOCK.fullmatch(end)
            if sound and row["service_id"] in services and start.zfill(8) <= clock < end.zfill(8):
                found.add(row["timeframe_group_id"])
        return frozenset(found)

    def _cheapest(
        self, options: Sequence[Sequence[_Priced]], at: int, before: tuple[_Priced, Leg, int] | None, spent: Decimal
    ) -> Decimal:
        """What legs from `at` on cost with `spent` for those before; `before` is the last leg, the chain's first, its transfers."""
        if at == len(options):
            return spent
        totals = []
        for here in options[at]:
            totals.append(self._cheapest(options, at + 1, (here, here.leg, 0), spent + here.amount))
            if before is None:
                continue
            last, first, count = before
            for row in self._transfers(last, here, first, count):
                product = row.get("fare_product_id", "")
                step = self._amounts.get(product, Decimal(0)) if product else Decimal(0)
                kind = row["fare_transfer_type"]
                step += here.amount if kind == A_PLUS_AB_PLUS_B else Decimal(0)
                step -= last.amount if kind == AB else Decimal(0)
                kept = _Priced(here.leg, here.group, here.amount if kind == A_PLUS_AB_PLUS_B else Decimal(0))
                totals.append(self._cheapest(options, at + 1, (kept, first, count + 1), spent + step))
        return min(totals)

    def _transfers(self, last: _Priced, here: _Priced, first: Leg, count: int) -> list[Row]:
        return [
            row
            for row in self.feed.rows("fare_transfer_rules")
            if self._group_fits(row, "from_leg_group_id", last.group)
            and self._group_fits(row, "to_leg_group_id", here.group)
            and _counts(row, count)
            and _in_time(row, first, here.leg)
        ]

    def _group_fits(self, row: Row, column: str, group: str) -> bool:
        value = row.get(column, "")
        if value:
            return value == group
        return not any(other.get(column, "") == group for other in self.feed.rows("fare_transfer_rules") if group)


def _counts(row: Row, count: int) -> bool:
    same = row.get("from_leg_group_id") and row.get("from_leg_group_id") == row.get("to_leg_group_id")
    most = row.get("transfer_count", "")
    return not same or not most or int(most) == -1 or count < int(most)


def _in_time(row: Row, first: Leg, here: Leg) -> bool:
    limit, kind = row.get("duration_limit", ""), row.get("duration_limit_type", "")
    if not limit:
        return True
    if kind not in {"0", "1", "2", "3"}:
        return False
    start = first.departs if kind in "01" else first.arrives
    end = here.arrives if kind in "03" else here.departs
    return (end - start).total_seconds() <= int(limit)
