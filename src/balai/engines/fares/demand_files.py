"""Demand for a try-out from a CSV or Parquet file, through Polars."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
import polars as pl

from balai.engines.fares.bulk import Numbers, Stops
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.trying import Demand

NEEDED = ("journey", "network", "from", "to", "boarded", "alighted")
OPTIONAL = {"rider": "journey", "metres": -1, "group": "", "area": "", "people": 1}


def read_demand(path: Path, zone: ZoneInfo) -> Demand:
    """Rides: journey, network, from, to, boarded, alighted (seconds in UTC or ISO 8601; without a zone the city's).

    Optional: rider (whose rides are priced together; else the journey), metres, group, area, people.

    Raises:
        FareError: the file cannot be read, lacks a column, or holds what is no number or time.
    """
    try:
        frame = pl.read_parquet(path) if path.suffix == ".parquet" else pl.read_csv(path, infer_schema_length=None)
        missing = [name for name in NEEDED if name not in frame.columns]
        if missing:
            raise FareError(f"{path.name} lacks the column {', '.join(missing)}")
        return _demand(_completed(frame, zone))
    except (OSError, pl.exceptions.PolarsError) as error:
        raise FareError(f"{path.name} cannot be read: {error}") from error


def _completed(frame: pl.DataFrame, zone: ZoneInfo) -> pl.DataFrame:
    frame = frame.with_columns(_seconds(frame, name, zone) for name in ("boarded", "alighted"))
    for name, value in OPTIONAL.items():
        if name not in frame.columns:
            frame = frame.with_columns((pl.col("journey") if value == "journey" else pl.lit(value)).alias(name))
    codes = [pl.col(name).cast(pl.String).fill_null("") for name in ("network", "from", "to", "group", "area")]
    numbers = [pl.col("metres").cast(pl.Int64).fill_null(-1), pl.col("people").cast(pl.Int64).fill_null(1)]
    frame = frame.with_columns(*codes, *numbers)
    return frame.sort("rider", "boarded", "journey", maintain_order=True)


def _seconds(frame: pl.DataFrame, name: str, zone: ZoneInfo) -> pl.Expr:
    column = pl.col(name)
    if frame[name].dtype.is_integer():
        return column.cast(pl.Int64)
    if frame[name].dtype == pl.String:
        known = column.str.to_datetime(time_zone="UTC", strict=False)
        naive = column.str.to_datetime(strict=False).dt.replace_time_zone(str(zone), ambiguous="earliest")
        return pl.coalesce(known, naive.dt.convert_time_zone("UTC")).dt.epoch("s")
    if getattr(frame[name].dtype, "time_zone", None) is None:
        column = column.dt.replace_time_zone(str(zone), ambiguous="earliest")
    return column.dt.convert_time_zone("UTC").dt.epoch("s")


def _demand(frame: pl.DataFrame) -> Demand:
    stops, origin, destination = _two_codes(frame["from"], frame["to"])
    codes = {name: _codes(frame[name]) for name in ("rider", "journey", "network", "group", "area")}
    return Demand(
        codes["rider"][1], codes["journey"][1], codes["network"][1], _numbers(frame["boarded"]),
        _numbers(frame["alighted"]), _numbers(frame["metres"]), origin, destination, codes["group"][1],
        codes["area"][1], _numbers(frame["people"]), codes["network"][0], codes["group"][0], codes["area"][0],
        Stops(stops, np.empty(0, dtype=np.int64), np.empty(0, dtype=np.int64)),
    )  # fmt: skip


def _numbers(column: pl.Series) -> Numbers:
    if column.null_count():
        raise FareError(f"The column {column.name} holds what is no time or number")
    return column.to_numpy().astype(np.int64)


def _codes(column: pl.Series) -> tuple[list[str], Numbers]:
    ranks = column.rank("dense").cast(pl.Int64) - 1
    return [str(value) for value in column.unique().sort()], ranks.to_numpy().astype(np.int64)


def _two_codes(one: pl.Series, other: pl.Series) -> tuple[list[str], Numbers, Numbers]:
    names, codes = _codes(pl.concat([one, other]))
    return names, codes[: len(one)], codes[len(one) :]
