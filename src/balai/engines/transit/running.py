"""Trips as runs: each with the time at which it begins, those of frequencies.txt spread out."""

from __future__ import annotations

import numpy as np
import polars as pl

from balai.engines.transit.compiled import Ints, Longs
from balai.engines.transit.errors import FeedRefused
from balai.engines.transit.services import Services
from balai.engines.transit.timetable import Runs


def runs_of(
    frequencies: pl.DataFrame,
    trips: pl.DataFrame,
    rows: Longs,
    starts: Longs,
    profiles: Longs,
    services: Services,
    *,
    most: int,
) -> Runs:
    """The runs of the trips `rows` of trips.txt, which begin at `starts` and take the times of `profiles`.

    A trip whose service is on no calendar has no runs. Departures by headway are taken at whole headways after the
    row's start, also where exact_times says that they are not exact.

    Raises:
        FeedRefused: there would be more than `most` runs.
    """
    numbers = {service: number for number, service in enumerate(services.ids)}
    service = trips["service_id"].replace_strict(numbers, default=-1, return_dtype=pl.Int32).to_numpy()[rows]
    places = pl.DataFrame({"trip_id": trips["trip_id"].gather(rows), "place": np.arange(len(rows))})
    spread = frequencies.join(places, on="trip_id").sort("place", "start_time")
    begin, end, headway = (spread[name].to_numpy() for name in ("start_time", "end_time", "headway_secs"))
    counts = -((begin - end) // headway) if spread.height else np.zeros(0, np.int64)
    scheduled = np.flatnonzero(~np.isin(np.arange(len(rows)), spread["place"].to_numpy()))
    total = int(counts.sum()) + len(scheduled)
    if total > most:
        raise FeedRefused(f"there are {total:,} trips once frequencies are spread out, more than {most:,}")
    steps = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
    place = np.concatenate([scheduled, np.repeat(spread["place"].to_numpy(), counts)]).astype(np.int64)
    departs = np.concatenate([starts[scheduled], np.repeat(begin, counts) + steps * np.repeat(headway, counts)])
    vague = np.where(spread["exact_times"].fill_null(0).to_numpy() == 1, 0, headway) if spread.height else counts
    headways = np.concatenate([np.zeros(len(scheduled), np.int64), np.repeat(vague, counts)])
    keep = service[place] >= 0
    return Runs(*(_small(array[keep]) for array in (rows[place], profiles[place], departs, service[place], headways)))


def _small(array: Longs) -> Ints:
    return array.astype(np.int32)
