"""Each mistake in a tariff file is told with its file, its line, and how to mend it."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from balai.base.packs.tariffs_folder import read_tariff_file, read_tariffs
from balai.engines.fares.tests.samples import JAKARTA

PLANTED = [
    ("tariff.shape", "day_starts:", "day_start:", "day_start:", "`day_starts`"),
    ("tariff.shape", "flat: 2000", "flat: 2000.5", "flat: 2000.5", ""),
    ("tariff.day", "since: 2022-08-11", "since: 2022-08-32", "since:", "2022-08-11"),
    ("tariff.days", "currency: IDR", "until: 2021-01-01\ncurrency: IDR", "until:", "Swap"),
    ("tariff.twice", "code: lrt\n", "code: mrt\n", "code: mrt", "its own"),
    ("tariff.no-fare", "      - {flat: 3500}\n", "", "between", "without between"),
    ("tariff.never-reached", '{between: ["05:00", "07:00"], flat: 2000}', "{flat: 2000}", "flat: 2000", "last"),
    ("tariff.hours", '"05:00", "07:00"', '"05:00", "05:00"', "05:00", "from and until"),
    ("tariff.unknown-network", "networks: [transjakarta, mrt, lrt]", "networks: [transjakarta, mrt, krl]", "krl", "lrt"),
    ("tariff.unknown-network", "pays: {transjakarta: 0, mikrotrans: 0}", "pays: {bus: 0}", "pays: {bus", "Use one of"),
    ("tariff.modes", "least_modes: 2", "least_modes: 4", "least_modes", "Lower"),
    ("tariff.most", "most: 10000", "most: 2000", "most: 2000", "Raise"),
    ("tariff.stop-twice", "stops: [tj-senayan, mrt-senayan]", "stops: [tj-senayan, mrt-asean]", "tj-senayan", "Keep one"),
    ("tariff.split", "{boarding: 2500, per_kilometre: 250, kilometres: begun, most: 10000}", "{most: 10000}", "until: last", "last_boarding"),
    ("tariff.language", 'title: {id: "LRT Jakarta", en: "LRT Jakarta"}', 'title: {id: "LRT Jakarta"}', 'id: "LRT', "Add en"),
    ("tariff.no-zones", "      - {flat: 3500}", "      - {zones: {steps: [1]}}", "steps: [1]", "List them"),
    ("tariff.no-tap-out", "code: lrt\n", "code: lrt\n    tap_out: false\n", "networks: [transj", "Leave"),
    ("tariff.caps", "package:\n", "caps: {day: 9, week: 8}\npackage:\n", "caps:", "Raise"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "old", "new", "at", "mend"), PLANTED, ids=lambda value: str(value)[:20])
def test_a_planted_mistake_is_found_on_its_line(  # noqa: PLR0917 (pytest passes them by name)
    tmp_path: Path, code: str, old: str, new: str, at: str, mend: str
) -> None:
    text = (JAKARTA / "jak-lingko-2022.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "new.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    _document, mistakes = read_tariff_file(path, "tariffs/new.yaml", ("id", "en"))
    lines = path.read_text(encoding="utf-8").splitlines()
    found = [one for one in mistakes if one.code == code and at in lines[one.line - 1] and mend in one.mend]
    assert found, mistakes
    assert found[0].file == "tariffs/new.yaml"


def test_two_files_of_one_tariff_may_not_hold_on_one_day(tmp_path: Path) -> None:
    folder = tmp_path / "tariffs"
    folder.mkdir()
    shutil.copy(JAKARTA / "jak-lingko-2022.yaml", folder / "a.yaml")
    shutil.copy(JAKARTA / "jak-lingko-2022.yaml", folder / "b.yaml")
    _tariffs, mistakes = read_tariffs(tmp_path, ("id", "en"))
    assert [(mistake.code, mistake.file) for mistake in mistakes] == [("tariff.overlap", "tariffs/b.yaml")]
    text = (folder / "a.yaml").read_text(encoding="utf-8")
    (folder / "a.yaml").write_text(text.replace("currency:", "until: 2024-12-31\ncurrency:"), encoding="utf-8")
    (folder / "b.yaml").write_text(text.replace("2022-08-11", "2025-01-01"), encoding="utf-8")
    tariffs, mistakes = read_tariffs(tmp_path, ("id", "en"))
    assert (len(tariffs), mistakes) == (2, [])
