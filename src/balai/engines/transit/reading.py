"""A file of a feed as a typed table: strict about what it is, and telling of every value that is not."""

from __future__ import annotations

import codecs
import csv
import io

import polars as pl

from balai.engines.transit.columns import COLUMNS
from balai.engines.transit.errors import FeedRefused
from balai.engines.transit.notices import Notices, Severity
from balai.engines.transit.source import Limits

ROW = "row"
MAXIMUM_TIME = 7 * 24 * 3600
TIME = r"^(\d{1,3}):([0-5]\d):([0-5]\d)$"
LEFT_OUT = "The rows are left out."
AS_EMPTY = "The values are read as empty."


def read_table(name: str, content: bytes, notices: Notices, limits: Limits) -> pl.DataFrame:
    """The table of one file: the columns of the reference, typed, and `row` (the header is row 1).

    Columns that the file lacks are null. Times are seconds, dates `pl.Date`.

    Raises:
        FeedRefused: the file has more rows than allowed.
    """
    file = f"{name}.txt"
    content = content.removeprefix(codecs.BOM_UTF8)
    if not content.strip():
        notices.add("empty_file", Severity.ERROR, file, effect="There is nothing to read.")
        return _typed(name, pl.DataFrame(), notices)
    broken = _first_broken_row(content)
    if broken:
        effect = "The file is not UTF-8 and is not read; save it as UTF-8."
        notices.add("invalid_character", Severity.ERROR, file, effect=effect, places=[(broken, "")], fatal=True)
        return _typed(name, pl.DataFrame(), notices)
    if content.count(b"\n") > limits.rows:
        raise FeedRefused(f"{file} has more than {limits.rows:,} rows")
    raw = _parse(file, content, notices)
    return _typed(name, raw, notices)


def empty_table(name: str) -> pl.DataFrame:
    """The table of a file that is not there."""
    return _typed(name, pl.DataFrame(), Notices(), check=False)


def _first_broken_row(content: bytes) -> int:
    decoder = codecs.getincrementaldecoder("utf-8")()
    for begin in range(0, len(content), 1 << 20):
        chunk = content[begin : begin + (1 << 20)]
        try:
            decoder.decode(chunk, final=begin + (1 << 20) >= len(content))
        except UnicodeDecodeError as error:
            return content.count(b"\n", 0, begin + error.start) + 1
    return 0


def _parse(file: str, content: bytes, notices: Notices) -> pl.DataFrame:
    header = next(csv.reader(io.StringIO(content.split(b"\n", 1)[0].decode("utf-8", "replace"))), [])
    names = [column.strip() for column in header]
    twice = sorted({column for column in names if names.count(column) > 1})
    if twice:
        effect = "The first of them is read."
        notices.add("duplicated_column", Severity.ERROR, file, effect=effect, places=[(1, ", ".join(twice))])
    unique = [column if names.index(column) == place else f"{column}#{place}" for place, column in enumerate(names)]
    for ragged in (False, True):
        try:
            frame = pl.read_csv(
                content,
                has_header=False,
                skip_rows=1,
                new_columns=unique,
                schema_overrides=dict.fromkeys(unique, pl.String),
                infer_schema=False,
                truncate_ragged_lines=ragged,
                n_rows=None,
                row_index_name=ROW,
                row_index_offset=2,
            )
        except pl.exceptions.NoDataError:
            return pl.DataFrame(schema={ROW: pl.UInt32} | dict.fromkeys(unique, pl.String))
        except pl.exceptions.PolarsError as error:
            if ragged:
                return _unreadable(file, str(error), notices)
            continue
        if ragged or len(frame.columns) > len(unique) + 1:
            _tell_ragged(file, content, len(unique), notices)
        return frame.select(ROW, *(column for column in unique if column in frame.columns))
    raise AssertionError("unreachable")  # pragma: no cover


def _unreadable(file: str, reason: str, notices: Notices) -> pl.DataFrame:
    effect = "The file is not read."
    places = [(0, reason.splitlines()[0])]
    notices.add("csv_parsing_failed", Severity.ERROR, file, effect=effect, places=places, fatal=True)
    return pl.DataFrame()


def _tell_ragged(file: str, content: bytes, width: int, notices: Notices) -> None:
    places: list[tuple[int, object]] = []
    count = 0
    for row, values in enumerate(csv.reader(io.TextIOWrapper(io.BytesIO(content), "utf-8", newline="")), start=1):
        if values and len(values) != width:
            count += 1
            if len(places) < 20:
                places.append((row, f"{len(values)} fields, not {width}"))
    effect = "What is too much is not read, what is lacking is empty."
    notices.add("invalid_row_length", Severity.ERROR, file, effect=effect, places=places, count=count)


def _typed(name: str, raw: pl.DataFrame, notices: Notices, *, check: bool = True) -> pl.DataFrame:
    """Every column of the reference, parsed; a row that lacks a required value is left out."""
    file = f"{name}.txt"
    if ROW not in raw.columns:
        raw = pl.DataFrame(schema={ROW: pl.UInt32})
    raw = _without_empty_rows(file, raw, notices)
    columns = COLUMNS[name]
    lacking = [column for column, kind in columns.items() if kind.endswith("!") and column not in raw.columns]
    if check and lacking and raw.height:
        effect = "Without these columns nothing can be planned."
        places = [(1, column) for column in lacking]
        notices.add(
            "missing_required_column", Severity.ERROR, file, effect=effect, places=places, fatal=name != "agency"
        )
    strings = {column for column, dtype in raw.schema.items() if dtype == pl.String}
    frame = raw.select(
        ROW,
        *(
            pl.col(column).str.strip_chars().replace("", None)
            if column in strings
            else pl.lit(None, pl.String).alias(column)
            for column in columns
        ),
    )
    keep = pl.lit(value=True)
    for column, kind in columns.items():
        parsed = frame.select(ROW, old=pl.col(column), new=_parser(column, kind.removesuffix("!")))
        _tell_unparsed(file, column, kind.removesuffix("!"), parsed, notices)
        if kind.endswith("!") and column not in lacking:
            _tell_lacking(file, column, parsed, notices)
            keep &= pl.col(column).is_not_null()
        frame = frame.with_columns(parsed["new"].alias(column))
    return frame.filter(keep)


def _without_empty_rows(file: str, raw: pl.DataFrame, notices: Notices) -> pl.DataFrame:
    values = [column for column in raw.columns if column != ROW]
    if not values:
        return raw
    empty = raw.filter(pl.all_horizontal(pl.col(values).fill_null("").str.strip_chars() == ""))
    if empty.height:
        places = [(row, "") for row in empty[ROW].head(20)]
        notices.add("empty_row", Severity.WARNING, file, effect=LEFT_OUT, places=places, count=empty.height)
        raw = raw.join(empty.select(ROW), on=ROW, how="anti", maintain_order="left")
    return raw


def _parser(column: str, kind: str) -> pl.Expr:
    value = pl.col(column)
    if kind == "time":
        parts = value.str.extract_groups(TIME)
        hours, minutes, seconds = (parts.struct[number].cast(pl.Int32, strict=False) for number in range(3))
        total = hours * 3600 + minutes * 60 + seconds
        return pl.when(total < MAXIMUM_TIME).then(total)
    if kind == "date":
        return pl.when(value.str.contains(r"^\d{8}$")).then(value.str.to_date("%Y%m%d", strict=False))
    if kind == "color":
        return pl.when(value.str.contains(r"^[0-9A-Fa-f]{6}$")).then(value)
    return value if kind in {"id", "text"} else _number(value, kind)


def _number(value: pl.Expr, kind: str) -> pl.Expr:
    if kind.startswith("enum"):
        small = value.cast(pl.Int16, strict=False)
        return pl.when(small.is_between(0, int(kind[4:]))).then(small)
    if kind in {"integer", "signed"}:
        whole = value.cast(pl.Int32, strict=False)
        return whole if kind == "signed" else pl.when(whole >= 0).then(whole)
    number = value.cast(pl.Float64, strict=False)
    lowest, highest = {"float": (0.0, 1e12), "latitude": (-90.0, 90.0), "longitude": (-180.0, 180.0)}[kind]
    return pl.when(number.is_finite() & number.is_between(lowest, highest)).then(number)


RULES = {
    "time": ("invalid_time", Severity.ERROR),
    "date": ("invalid_date", Severity.ERROR),
    "enum": ("unexpected_enum_value", Severity.WARNING),
    "integer": ("invalid_integer", Severity.ERROR),
    "signed": ("invalid_integer", Severity.ERROR),
    "float": ("invalid_float", Severity.ERROR),
    "latitude": ("number_out_of_range", Severity.ERROR),
    "longitude": ("number_out_of_range", Severity.ERROR),
    "color": ("invalid_color", Severity.ERROR),
}


def _tell_unparsed(file: str, column: str, kind: str, parsed: pl.DataFrame, notices: Notices) -> None:
    rule, severity = RULES.get(kind.rstrip("0123456789"), ("", Severity.ERROR))
    if not rule:
        return
    wrong = parsed.filter(pl.col("old").is_not_null() & pl.col("new").is_null())
    if kind in {"integer", "float"} and wrong.height:
        is_number = wrong["old"].cast(pl.Float64, strict=False).is_not_null().all()
        rule = "number_out_of_range" if is_number else rule
    places = list(wrong.select(ROW, "old").head(20).iter_rows())
    notices.add(rule, severity, file, field=column, effect=AS_EMPTY, places=places, count=wrong.height)


def _tell_lacking(file: str, column: str, parsed: pl.DataFrame, notices: Notices) -> None:
    empty = parsed.filter(pl.col("old").is_null())
    places = [(row, "") for row in empty[ROW].head(20)]
    effect = LEFT_OUT
    notices.add(
        "missing_required_field", Severity.ERROR, file, field=column, effect=effect, places=places, count=empty.height
    )
