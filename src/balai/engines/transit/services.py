"""On which days a service runs: calendar.txt and its exceptions as one bit for each day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np

from balai.engines.transit.compiled import Bools, Bytes
from balai.engines.transit.errors import FeedRefused

if TYPE_CHECKING:
    import polars as pl

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
ADDED = 1


@dataclass(frozen=True, slots=True)
class Services:
    """Services by number; `bits[service]` has one bit for each day from `first`, packed eight to a byte."""

    ids: tuple[str, ...]
    first: date
    days: int
    bits: Bytes

    def active(self, day: date) -> Bools:
        """Which services run on a day; none on a day outside every calendar."""
        place = (day - self.first).days
        if not 0 <= place < self.days:
            return np.zeros(len(self.ids), np.bool_)
        runs: Bools = (self.bits[:, place >> 3] >> (7 - (place & 7))) & 1 == 1
        return runs

    @property
    def last(self) -> date:
        """The last day that a calendar knows."""
        return date.fromordinal(self.first.toordinal() + self.days - 1)


def read_services(calendar: pl.DataFrame, exceptions: pl.DataFrame, *, most_days: int) -> Services:
    """The services of a feed.

    Raises:
        FeedRefused: the calendars span more than `most_days` days.
    """
    import polars as pl  # noqa: PLC0415 (whoever only plans does without it: 30 MB)

    sound = calendar.filter(pl.col("start_date") <= pl.col("end_date"))
    ids = tuple(pl.concat([calendar["service_id"], exceptions["service_id"]]).unique(maintain_order=True))
    bounds = [*sound["start_date"], *sound["end_date"], *exceptions["date"]]
    if not bounds:
        return Services(ids, date(1970, 1, 1), 0, np.zeros((len(ids), 0), np.uint8))
    first, last = min(bounds), max(bounds)
    days = (last - first).days + 1
    if days > most_days:
        raise FeedRefused(f"the calendars span {days:,} days, from {first} to {last}")
    runs = np.zeros((len(ids), days), np.bool_)
    numbers = {service: number for number, service in enumerate(ids)}
    weekday = (np.arange(days) + first.weekday()) % 7
    for row in sound.iter_rows(named=True):
        begin, end = (row["start_date"] - first).days, (row["end_date"] - first).days + 1
        wanted = np.array([row[name] == 1 for name in WEEKDAYS])
        runs[numbers[row["service_id"]], begin:end] |= wanted[weekday[begin:end]]
    for service, day, kind in exceptions.select("service_id", "date", "exception_type").iter_rows():
        runs[numbers[service], (day - first).days] = kind == ADDED
    return Services(ids, first, days, np.packbits(runs, axis=1))
