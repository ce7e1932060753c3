"""Everything compiled before the first traveller asks."""

from __future__ import annotations

from datetime import date

import polars as pl

from balai.engines.transit.building import build_timetable
from balai.engines.transit.columns import COLUMNS
from balai.engines.transit.fare_steps import Tariffed
from balai.engines.transit.feed import Feed
from balai.engines.transit.notices import Notices
from balai.engines.transit.planner import Planner
from balai.engines.transit.reading import empty_table
from balai.engines.transit.waking import wake, wake_with

DAY = date(2026, 1, 5)


def compile_all() -> None:
    """Compile every search, or take it from disk, by planning on a timetable of two stops.

    Ten to twenty seconds of work the first time on a machine, a second afterwards.
    """
    wake(Planner(build_timetable(_feed())), DAY)


def compile_with(tariff: Tariffed) -> None:
    """Compile the search for least fares with this kind of tariff, or take it from disk; as long again."""
    wake_with(Planner(build_timetable(_feed())), tariff, DAY)


def _feed() -> Feed:
    rows: dict[str, list[dict[str, object]]] = {
        "stops": [{"stop_id": stop, "stop_lat": 0.0, "stop_lon": 50.0} for stop in "ab"],
        "routes": [{"route_id": "r", "route_type": 3}],
        "trips": [{"route_id": "r", "service_id": "s", "trip_id": "t"}],
        "stop_times": [
            {"trip_id": "t", "stop_id": stop, "arrival_time": time, "departure_time": time, "stop_sequence": time}
            for time, stop in ((0, "a"), (60, "b"))
        ],
        "calendar_dates": [{"service_id": "s", "date": DAY, "exception_type": 1}],
    }
    return Feed({name: _table(name, rows.get(name, [])) for name in COLUMNS}, Notices())


def _table(name: str, rows: list[dict[str, object]]) -> pl.DataFrame:
    empty = empty_table(name)
    if not rows:
        return empty
    whole = [{"row": 2, **dict.fromkeys(COLUMNS[name]), **row} for row in rows]
    return pl.DataFrame(whole, schema=empty.schema, orient="row")
