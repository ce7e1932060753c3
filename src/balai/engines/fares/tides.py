"""Charges as `fare_transactions` of TIDES (Transit ITS Data Exchange Specification, tides-transit.org)."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from zoneinfo import ZoneInfo

from balai.engines.fares.definition import Tariff
from balai.engines.fares.rides import Charge, Ride
from balai.engines.fares.settling import Settled, ticket_day

COLUMNS = (
    "transaction_id", "service_date", "event_timestamp", "amount", "currency_type", "fare_action", "vehicle_id",
    "device_id", "stop_id", "group_size", "media_type", "rider_category", "fare_product", "fare_capped",
    "fare_media_id",
)  # fmt: skip
CAPS = frozenset({"most", "integrated-most", "integrated-unknown", "day-cap", "week-cap"})


def fare_transactions(settled: Iterable[Settled], tariff: Tariff, zone: ZoneInfo) -> Iterator[dict[str, str]]:
    """A row where each ride begins (with what it is charged) and one where it ends.

    `fare_media_id` is whatever `card` is: pass a pseudonym, never the number printed on a card.
    """
    for one in settled:
        journey = 0
        for charge in one.bill.charges:
            goes_on = charge.journey == journey
            journey = charge.journey
            yield _row(one.card, charge, tariff, zone, "Transfer entrance" if goes_on else "Enter")
            if charge.ride.complete and charge.ride.alighted > charge.ride.boarded:
                yield _row(one.card, charge, tariff, zone, "Exit")


def _row(card: str, charge: Charge, tariff: Tariff, zone: ZoneInfo, action: str) -> dict[str, str]:
    ride: Ride = charge.ride
    leaves = action == "Exit"
    at = ride.alighted if leaves else ride.boarded
    return {
        "transaction_id": f"{ride.key}{'-out' if leaves else ''}",
        "service_date": ticket_day(ride.boarded, tariff, zone).isoformat(),
        "event_timestamp": at.astimezone(zone).isoformat(),
        "amount": "0" if leaves else str(charge.amount),
        "currency_type": tariff.currency,
        "fare_action": action,
        "vehicle_id": "",
        "device_id": "",
        "stop_id": ride.destination if leaves or not ride.origin else ride.origin,
        "group_size": "1",
        "media_type": "Smart card or ticket",
        "rider_category": next(
            (str(one.values["group"]) for one in charge.reasons if one.code in {"free", "reduced"}), ""
        ),
        "fare_product": tariff.code,
        "fare_capped": "true" if any(one.code in CAPS for one in charge.reasons) else "false",
        "fare_media_id": card,
    }


def fare_transactions_csv(settled: Iterable[Settled], tariff: Tariff, zone: ZoneInfo) -> str:
    """The file fare_transactions.csv."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(fare_transactions(settled, tariff, zone))
    return text.getvalue()
