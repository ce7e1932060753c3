"""Tables of names as arrays: what a timetable says of its stops, routes and trips, readable from mapped files.

A column of text is its UTF-8 one value after the other, with where each begins; a column of numbers is an array. Both
know which values are missing. So a table takes no more than its letters, and processes can share them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from balai.engines.transit.compiled import Bytes, Ints, Longs


@dataclass(frozen=True, slots=True)
class Column:
    """Values by row; None where one is missing."""

    missing: Bytes
    """1 where there is no value."""

    def __len__(self) -> int:
        return len(self.missing)

    def __iter__(self) -> Iterator[Any]:
        return iter(self.to_list())

    def __getitem__(self, row: int) -> Any:
        raise NotImplementedError

    def to_list(self) -> list[Any]:
        """Every value."""
        return self.gather(range(len(self)))

    def gather(self, rows: Iterable[int]) -> list[Any]:
        """The values of some rows."""
        return [self[row] for row in rows]


@dataclass(frozen=True, slots=True)
class Texts(Column):
    """Text; value `i` is `letters[begin[i]:begin[i + 1]]`."""

    begin: Longs
    letters: Bytes

    def __getitem__(self, row: int) -> str | None:
        if self.missing[row]:
            return None
        return self.letters[self.begin[row] : self.begin[row + 1]].tobytes().decode()

    def to_list(self) -> list[Any]:
        whole, ends = self.letters.tobytes(), self.begin.tolist()
        return [
            None if missing else whole[begin:end].decode()
            for missing, begin, end in zip(self.missing.tolist(), ends, ends[1:], strict=False)
        ]


@dataclass(frozen=True, slots=True)
class Numbers(Column):
    """Numbers; `values` has something where one is missing, too."""

    values: npt.NDArray[Any]

    def __getitem__(self, row: int) -> int | float | None:
        return None if self.missing[row] else self.values[row].item()

    def to_list(self) -> list[Any]:
        pairs = zip(self.missing.tolist(), self.values.tolist(), strict=True)
        return [None if missing else value for missing, value in pairs]

    def filled(self, instead: float) -> npt.NDArray[Any]:
        """The values, with another number where they are missing."""
        return (
            np.where(self.missing, instead, self.values).astype(self.values.dtype)
            if self.missing.any()
            else self.values
        )


@dataclass(frozen=True, slots=True)
class Table:
    """Columns by name, all of one length."""

    columns: Mapping[str, Column]

    @property
    def height(self) -> int:
        """How many rows."""
        return len(next(iter(self.columns.values()), ()))

    def __getitem__(self, name: str) -> Column:
        return self.columns[name]

    def numbers(self, name: str) -> Numbers:
        """A column that holds numbers.

        Raises:
            TypeError: it holds text.
        """
        column = self.columns[name]
        if not isinstance(column, Numbers):
            raise TypeError(f"{name} is text")
        return column

    def row(self, number: int) -> dict[str, Any]:
        """The values of one row by name."""
        return {name: column[number] for name, column in self.columns.items()}


def texts(values: Sequence[str | None]) -> Texts:
    """A column of these texts."""
    encoded = [(value or "").encode() for value in values]
    begin = np.zeros(len(encoded) + 1, np.int64)
    np.cumsum([len(one) for one in encoded], out=begin[1:])
    letters = np.frombuffer(bytearray(b"".join(encoded)), np.uint8)
    return Texts(np.array([value is None for value in values], np.uint8), begin, letters)


def numbers(values: npt.NDArray[Any], missing: npt.NDArray[Any]) -> Numbers:
    """A column of these numbers."""
    return Numbers(missing.astype(np.uint8), np.ascontiguousarray(values))


def arrays_of(table: Table) -> dict[str, npt.NDArray[Any]]:
    """The arrays of a table under names; `table_of_arrays` makes the table of them again."""
    found: dict[str, npt.NDArray[Any]] = {}
    for name, column in table.columns.items():
        found[f"{name}.missing"] = column.missing
        if isinstance(column, Texts):
            found[f"{name}.begin"], found[f"{name}.letters"] = column.begin, column.letters
        elif isinstance(column, Numbers):
            found[f"{name}.values"] = column.values
    return found


def table_of_arrays(arrays: Mapping[str, npt.NDArray[Any]]) -> Table:
    """The table of these arrays.

    Raises:
        KeyError: one is lacking.
    """
    columns: dict[str, Column] = {}
    for key in arrays:
        name, _, part = key.rpartition(".")
        if part != "missing":
            continue
        missing = arrays[key]
        if f"{name}.values" in arrays:
            columns[name] = Numbers(missing, arrays[f"{name}.values"])
        else:
            columns[name] = Texts(missing, arrays[f"{name}.begin"], arrays[f"{name}.letters"])
    return Table(columns)


def rows_where(column: Numbers, value: int) -> Ints:
    """The rows in which a column has a value."""
    return np.flatnonzero((column.values == value) & (column.missing == 0)).astype(np.int32)
