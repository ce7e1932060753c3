"""What is wrong with the fare files of a feed, by the rule names of MobilityData's validator."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from balai.engines.fares.gtfs.reading import FareFeed

ERROR, WARNING = "error", "warning"
CLOCK = re.compile(r"\d{1,3}:[0-5]\d:[0-5]\d")
REQUIRED: Mapping[str, tuple[str, ...]] = {
    "areas": ("area_id",),
    "stop_areas": ("area_id", "stop_id"),
    "networks": ("network_id",),
    "route_networks": ("network_id", "route_id"),
    "timeframes": ("timeframe_group_id", "service_id"),
    "rider_categories": ("rider_category_id", "rider_category_name"),
    "fare_media": ("fare_media_id", "fare_media_type"),
    "fare_products": ("fare_product_id", "amount", "currency"),
    "fare_leg_rules": ("fare_product_id",),
    "fare_leg_join_rules": ("from_network_id", "to_network_id"),
    "fare_transfer_rules": ("fare_transfer_type",),
}
KEYS: Mapping[str, tuple[str, ...]] = {
    "areas": ("area_id",),
    "stop_areas": ("area_id", "stop_id"),
    "networks": ("network_id",),
    "route_networks": ("route_id",),
    "rider_categories": ("rider_category_id",),
    "fare_media": ("fare_media_id",),
    "fare_products": ("fare_product_id", "rider_category_id", "fare_media_id"),
    "fare_leg_rules": (
        "network_id", "from_area_id", "to_area_id", "from_timeframe_group_id", "to_timeframe_group_id", "fare_product_id",
    ),
    "fare_transfer_rules": (
        "from_leg_group_id", "to_leg_group_id", "fare_product_id", "transfer_count", "duration_limit",
    ),
}  # fmt: skip
REFERS: tuple[tuple[str, str, str, str], ...] = (
    ("stop_areas", "area_id", "areas", "area_id"),
    ("stop_areas", "stop_id", "stops", "stop_id"),
    ("route_networks", "network_id", "networks", "network_id"),
    ("route_networks", "route_id", "routes", "route_id"),
    ("fare_products", "rider_category_id", "rider_categories", "rider_category_id"),
    ("fare_products", "fare_media_id", "fare_media", "fare_media_id"),
    ("fare_leg_rules", "fare_product_id", "fare_products", "fare_product_id"),
    ("fare_leg_rules", "from_area_id", "areas", "area_id"),
    ("fare_leg_rules", "to_area_id", "areas", "area_id"),
    ("fare_leg_rules", "from_timeframe_group_id", "timeframes", "timeframe_group_id"),
    ("fare_leg_rules", "to_timeframe_group_id", "timeframes", "timeframe_group_id"),
    ("fare_transfer_rules", "fare_product_id", "fare_products", "fare_product_id"),
    ("fare_transfer_rules", "from_leg_group_id", "fare_leg_rules", "leg_group_id"),
    ("fare_transfer_rules", "to_leg_group_id", "fare_leg_rules", "leg_group_id"),
)
ENUMS = {
    ("fare_transfer_rules", "fare_transfer_type"): {"0", "1", "2"},
    ("fare_transfer_rules", "duration_limit_type"): {"", "0", "1", "2", "3"},
    ("fare_media", "fare_media_type"): {"0", "1", "2", "3", "4"},
}


@dataclass(frozen=True, slots=True)
class Notice:
    """Something wrong: the validator's rule, the file and line, and what follows from it."""

    rule: str
    severity: str
    file: str
    line: int
    effect: str


def lint_fares(feed: FareFeed) -> list[Notice]:
    """Everything wrong with the fare files, by file and line. Errors make prices unsure; warnings do not."""
    found = [*_columns(feed), *_rows(feed), *_values(feed), *_keys(feed), *_references(feed), *_networks(feed)]
    return sorted(
        {*found, *_transfers(feed), *_timeframes(feed), *_categories(feed)},
        key=lambda one: (one.file, one.line, one.rule),
    )


def _error(rule: str, name: str, number: int, effect: str) -> Notice:
    return Notice(rule, ERROR, f"{name}.txt", number, effect)


def _columns(feed: FareFeed) -> Iterator[Notice]:
    for name, table in feed.tables.items():
        for column in REQUIRED.get(name, ()):
            if column not in table.columns:
                yield _error("missing_required_column", name, 1, f"Without {column} no row of the file can be used.")


def _rows(feed: FareFeed) -> Iterator[Notice]:
    for name, table in feed.tables.items():
        for line, row in enumerate(table.rows, 2):
            for column in REQUIRED.get(name, ()):
                if column in table.columns and not row.get(column):
                    yield _error("missing_required_field", name, line, f"{column} is empty: the row is left out.")


def _values(feed: FareFeed) -> Iterator[Notice]:
    for (name, column), allowed in ENUMS.items():
        for line, row in enumerate(feed.rows(name), 2):
            if column in row and row[column] not in allowed:
                yield Notice("unexpected_enum_value", WARNING, f"{name}.txt", line, f"{column} is not known.")
    for line, row in enumerate(feed.rows("fare_products"), 2):
        if not re.fullmatch(r"-?\d+(\.\d{1,3})?", row.get("amount", "")):
            yield _error("invalid_currency_amount", "fare_products", line, "The amount cannot be read.")
        if not re.fullmatch(r"[A-Z]{3}", row.get("currency", "")):
            yield _error("invalid_currency", "fare_products", line, "The currency is not one of ISO 4217.")


def _keys(feed: FareFeed) -> Iterator[Notice]:
    for name, columns in KEYS.items():
        seen: dict[tuple[str, ...], int] = {}
        for line, row in enumerate(feed.rows(name), 2):
            key = tuple(row.get(column, "") for column in columns)
            if key in seen:
                yield _error("duplicate_key", name, line, f"The same key stands on line {seen[key]}.")
            seen.setdefault(key, line)


def _references(feed: FareFeed) -> Iterator[Notice]:
    networks = {row.get("network_id", "") for name in ("networks", "routes") for row in feed.rows(name)}
    for name, column, other, key in REFERS:
        known = {row.get(key, "") for row in feed.rows(other)}
        for line, row in enumerate(feed.rows(name), 2):
            value = row.get(column, "")
            if value and value not in known and other in feed.tables:
                yield _error("foreign_key_violation", name, line, f"{column} {value} is not in {other}.txt.")
    for name, column in (("fare_leg_rules", "network_id"), ("fare_leg_join_rules", "from_network_id")):
        for line, row in enumerate(feed.rows(name), 2):
            if row.get(column) and row[column] not in networks:
                yield _error("foreign_key_violation", name, line, f"{column} {row[column]} is no network.")


def _networks(feed: FareFeed) -> Iterator[Notice]:
    inside = any(row.get("network_id") for row in feed.rows("routes"))
    if inside and ("networks" in feed.tables or "route_networks" in feed.tables):
        effect = "The networks in routes.txt count, those of the other file are left out."
        yield _error("route_networks_specified_in_more_than_one_file", "routes", 1, effect)


def _transfers(feed: FareFeed) -> Iterator[Notice]:
    name = "fare_transfer_rules"
    for line, row in enumerate(feed.rows(name), 2):
        limit, kind, count = (
            row.get(column, "") for column in ("duration_limit", "duration_limit_type", "transfer_count")
        )
        same = bool(row.get("from_leg_group_id")) and row.get("from_leg_group_id") == row.get("to_leg_group_id")
        if kind and not limit:
            effect = "The type says nothing without a limit."
            yield _error("fare_transfer_rule_duration_limit_type_without_duration_limit", name, line, effect)
        if limit and not kind:
            effect = "It is not said between which moments the limit runs: the rule is left out."
            yield _error("fare_transfer_rule_duration_limit_without_type", name, line, effect)
        if same and not count:
            yield _error("fare_transfer_rule_missing_transfer_count", name, line, "It is taken for any number.")
        if not same and count:
            effect = "A count is only for transfers within one leg group: it is left out."
            yield _error("fare_transfer_rule_with_forbidden_transfer_count", name, line, effect)
        if same and count and (not re.fullmatch(r"-?\d+", count) or int(count) < -1 or int(count) == 0):
            yield _error("fare_transfer_rule_invalid_transfer_count", name, line, "The rule is left out.")


def _timeframes(feed: FareFeed) -> Iterator[Notice]:
    for line, row in enumerate(feed.rows("timeframes"), 2):
        start, end = row.get("start_time", ""), row.get("end_time", "")
        if bool(start) != bool(end):
            effect = "Both times or none: the row is left out."
            yield _error("timeframe_only_start_or_end_time_specified", "timeframes", line, effect)
        for clock in (start, end):
            if clock and (not CLOCK.fullmatch(clock) or clock.zfill(8) > "24:00:00"):
                rule = "timeframe_start_or_end_time_greater_than_twenty_four_hours"
                yield _error(rule, "timeframes", line, "The row is left out.")


def _categories(feed: FareFeed) -> Iterator[Notice]:
    defaults = [
        line for line, row in enumerate(feed.rows("rider_categories"), 2) if row.get("is_default_fare_category") == "1"
    ]
    for line in defaults[1:]:
        effect = "Two groups count as the usual one: the first does."
        yield _error("fare_product_with_multiple_default_rider_categories", "rider_categories", line, effect)
