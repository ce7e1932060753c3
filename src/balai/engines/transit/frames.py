"""Between the tables of a feed, which Polars reads, and those of a timetable, which need no library."""

from __future__ import annotations

import polars as pl

from balai.engines.transit.names import Column, Numbers, Table, numbers, texts


def table_of(frame: pl.DataFrame) -> Table:
    """A data frame of texts and numbers as a table."""
    return Table({series.name: _column(series) for series in frame})


def _column(series: pl.Series) -> Column:
    if series.dtype.is_numeric():
        return numbers(series.fill_null(0).to_numpy(writable=True), series.is_null().to_numpy())
    return texts(series.cast(pl.String).to_list())


def frame_of(table: Table) -> pl.DataFrame:
    """A table as a data frame."""
    return pl.DataFrame([_series(name, column) for name, column in table.columns.items()])


def _series(name: str, column: Column) -> pl.Series:
    if not isinstance(column, Numbers):
        return pl.Series(name, column.to_list(), pl.String)
    whole = pl.Series(name, column.values)
    return (
        pl.select(pl.when(pl.Series(column.missing) == 0).then(whole).alias(name)).to_series() if len(whole) else whole
    )
