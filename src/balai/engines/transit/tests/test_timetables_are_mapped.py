"""A timetable that is mapped from files answers as the one it was made of, on planned days and on real ones."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import fields
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings, strategies

from balai.engines.transit.errors import NoTimetable
from balai.engines.transit.frames import frame_of, table_of
from balai.engines.transit.manifest import ARRAYS, FORMAT, MANIFEST, is_mapped
from balai.engines.transit.mapping import PARTS, keep_mapped, map_timetable
from balai.engines.transit.names import Table, arrays_of, numbers, table_of_arrays, texts
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.tests.making import DAY, Small, small, small_timetables
from balai.engines.transit.timetable import Timetable

TRIPS = [[(0, 600, 600), (1, 1200, 1200), (2, 1800, 1800)], [(2, 2000, 2000), (3, 2600, 2600)]]
TABLE = small(4, TRIPS, {(1, 2): 60}).timetable


def mapped(table: Timetable, folder: Path) -> Timetable:
    keep_mapped(table, folder)
    return map_timetable(folder)


@settings(max_examples=15)
@given(small_timetables(), strategies.data())
def test_answers_are_those_of_the_timetable_it_was_made_of(one: Small, data: strategies.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        plain, other = Planner(one.timetable), Planner(mapped(one.timetable, Path(place) / "timetable"))
        stops = strategies.integers(0, len(one.change) - 1)
        for _ in range(3):
            ends = (AtStop(str(data.draw(stops))), AtStop(str(data.draw(stops))), DAY)
            seconds = data.draw(strategies.integers(0, 1200))
            assert other.depart(*ends, seconds) == plain.depart(*ends, seconds)
            assert other.arrive(*ends, seconds + 600) == plain.arrive(*ends, seconds + 600)
            assert other.window(*ends, 0, seconds) == plain.window(*ends, 0, seconds)


def test_compiled_code_takes_mapped_arrays_as_it_takes_others(tmp_path: Path) -> None:
    """Compiled functions are kept for one kind of array; another would be compiled anew while somebody waits."""
    table = mapped(TABLE, tmp_path / "timetable")
    for name in PARTS:
        part, ordinary = getattr(table, name), getattr(TABLE, name)
        for one in fields(part):
            array = getattr(part, one.name)
            assert type(array) is np.ndarray
            assert array.dtype == getattr(ordinary, one.name).dtype
            assert (array.flags.writeable, array.flags.c_contiguous, array.flags.aligned) == (True, True, True)


def test_questions_under_way_end_on_a_timetable_whose_files_are_gone(tmp_path: Path) -> None:
    asked = Planner(mapped(TABLE, tmp_path / "timetable"))
    shutil.rmtree(tmp_path / "timetable")
    assert [one.arrival for one in asked.depart(AtStop("0"), AtStop("3"), DAY, 0)] == [2600]


def break_nothing(folder: Path) -> None:
    shutil.rmtree(folder)


def break_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("{")


def break_format(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text().replace(f'"format": {FORMAT}', '"format": 0'))


def break_arrays(folder: Path) -> None:
    (folder / ARRAYS).write_bytes((folder / ARRAYS).read_bytes()[:-1])


def break_names(folder: Path) -> None:
    path = folder / MANIFEST
    path.write_text(path.read_text().replace("stops.stop_id.begin", "stops.stop_id.start"))


@pytest.mark.parametrize("harm", [break_nothing, break_manifest, break_format, break_arrays, break_names])
def test_what_is_not_whole_is_refused_and_can_be_written_anew(tmp_path: Path, harm: object) -> None:
    folder = tmp_path / "timetable"
    keep_mapped(TABLE, folder)
    assert callable(harm)
    harm(folder)
    with pytest.raises(NoTimetable):
        map_timetable(folder)
    shutil.rmtree(folder, ignore_errors=True)
    keep_mapped(TABLE, folder)
    assert is_mapped(folder)


@given(strategies.lists(strategies.none() | strategies.text(strategies.characters(codec="utf-8")), max_size=8))
def test_names_come_back_letter_by_letter(values: list[str | None]) -> None:
    table = Table({"name": texts(values)})
    again = table_of_arrays(arrays_of(table))["name"]
    assert again.to_list() == values == [again[row] for row in range(len(values))] == list(again)
    assert frame_of(table)["name"].to_list() == values == table_of(frame_of(table))["name"].to_list()


@given(strategies.lists(strategies.none() | strategies.integers(-99, 99), max_size=8))
def test_numbers_come_back_with_what_is_missing(values: list[int | None]) -> None:
    table = Table(
        {"kind": numbers(np.array([one or 0 for one in values], np.int64), np.array([one is None for one in values]))}
    )
    again = table_of(frame_of(table_of_arrays(arrays_of(table))))
    assert again["kind"].to_list() == values
    assert again.numbers("kind").filled(7).tolist() == [7 if one is None else one for one in values]


def test_two_who_write_the_same_do_not_disturb_each_other(tmp_path: Path) -> None:
    keep_mapped(TABLE, tmp_path / "timetable")
    before = (tmp_path / "timetable" / ARRAYS).stat().st_ino
    keep_mapped(TABLE, tmp_path / "timetable")
    assert (tmp_path / "timetable" / ARRAYS).stat().st_ino == before
    assert [path.name for path in tmp_path.iterdir()] == ["timetable"]


def test_a_timetable_with_nothing_in_it_is_mapped_too(tmp_path: Path) -> None:
    found = mapped(small(2, []).timetable, tmp_path / "timetable")
    assert (len(found.runs.trips), found.services.first) == (0, date(2026, 9, 30))
