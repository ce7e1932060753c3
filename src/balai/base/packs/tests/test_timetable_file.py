"""mobility/timetable.yaml: what it says is read, and each mistake is named."""

from __future__ import annotations

from pathlib import Path

import pytest

from balai.base.packs.reading import check_pack
from balai.base.packs.timetable_file import FILE, read_rules
from balai.engines.transit.layovers import Staying


def written(folder: Path, text: str) -> Path:
    path = folder / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def test_a_city_without_the_file_has_what_is_usual(tmp_path: Path) -> None:
    assert read_rules(tmp_path / FILE) == (Staying(1200, 14_400), [])


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("staying: {layover_minutes: 5}", Staying(300, 14_400)),
        ("staying: {linked_minutes: 720}", Staying(1200, 43_200)),
        ("staying: {layover_minutes: 0, linked_minutes: 0}", Staying(0, 0)),
    ],
)
def test_what_is_left_out_has_a_usual_value(tmp_path: Path, text: str, rules: Staying) -> None:
    assert read_rules(written(tmp_path, text)) == (rules, [])


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{}", "timetable.missing-key"),
        ("staying: {}", "timetable.empty"),
        ("staying: 20", "timetable.wrong-type"),
        ("staying: {layover: 20}", "timetable.unknown-key"),
        ("staying: {layover_minutes: -1}", "timetable.wrong-value"),
        ("staying: {layover_minutes: 241}", "timetable.wrong-value"),
        ("staying: {layover_minutes: 1.5}", "timetable.wrong-type"),
        ("staying: {linked_minutes: 721}", "timetable.wrong-value"),
        ("walking: {}\nstaying: {layover_minutes: 1}", "timetable.unknown-key"),
    ],
)
def test_mistakes_are_named_and_nothing_is_half_taken(tmp_path: Path, text: str, code: str) -> None:
    rules, mistakes = read_rules(written(tmp_path, text))
    assert rules == Staying()
    assert code in {mistake.code for mistake in mistakes}
    assert all(mistake.file == FILE for mistake in mistakes)


def test_a_pack_with_such_a_mistake_is_refused(small_pack: Path) -> None:
    written(small_pack, "staying: {layover_minutes: 999}")
    assert [mistake.code for mistake in check_pack(small_pack)] == ["timetable.wrong-value"]
