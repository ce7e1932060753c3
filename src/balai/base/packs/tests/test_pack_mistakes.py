"""Each mistake in a city pack is reported with its file, its line, what is wrong and how to mend it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from balai.base.packs import PackIsBroken, check_pack, load_pack
from balai.base.packs.tests.planted import EVERYTHING, Planted


@pytest.mark.parametrize("planted", EVERYTHING, ids=lambda item: f"{item.code}:{item.new[:20]}")
def test_a_planted_mistake_is_found_where_it_stands(small_pack: Path, planted: Planted) -> None:
    path = small_pack / planted.file
    text = path.read_text()
    assert planted.old in text
    path.write_text(text.replace(planted.old, planted.new, 1))
    found = check_pack(small_pack)
    mistake = next((item for item in found if item.code == planted.code), None)
    assert mistake is not None, found
    assert mistake.file == planted.file
    lines = path.read_text().splitlines()
    expected = 1 + max(number for number, line in enumerate(lines) if planted.at in line)
    first = 1 + min(number for number, line in enumerate(lines) if planted.at in line)
    assert first <= mistake.line <= expected, f"{mistake} is not on line {first}"
    assert planted.at in lines[mistake.line - 1]
    assert planted.mend in mistake.mend
    assert mistake.wrong.endswith((".", "…"))
    with pytest.raises(PackIsBroken) as broken:
        load_pack(small_pack)
    assert mistake in broken.value.mistakes


def test_there_are_many_kinds_of_mistake() -> None:
    assert len({planted.code for planted in EVERYTHING}) >= 50


def test_the_untouched_pack_has_none(small_pack: Path) -> None:
    assert check_pack(small_pack) == []


@pytest.mark.parametrize("name", ["city.yaml", "areas.csv", "organisations.yaml"])
def test_a_missing_file_is_named(small_pack: Path, name: str) -> None:
    (small_pack / name).unlink()
    (mistake,) = check_pack(small_pack)
    assert (mistake.code, mistake.file, mistake.line) == ("pack.missing-file", name, 0)
    assert name in mistake.mend


def test_boundaries_and_services_may_be_missing(small_pack: Path) -> None:
    (small_pack / "areas.geojson").unlink()
    (small_pack / "services" / "report-street.yaml").unlink()
    (small_pack / "neighbours" / "example.yaml").unlink()
    pack = load_pack(small_pack)
    assert (dict(pack.boundaries), pack.services) == ({}, ())


def test_a_missing_folder_is_said(tmp_path: Path) -> None:
    (mistake,) = check_pack(tmp_path / "nowhere")
    assert mistake.code == "pack.missing"
    assert "balai city new" in mistake.mend


@pytest.mark.parametrize("name", ["city.yaml", "areas.csv", "organisations.yaml", "services/report-street.yaml"])
def test_a_file_in_another_encoding_is_said_with_its_line(small_pack: Path, name: str) -> None:
    path = small_pack / name
    path.write_bytes(path.read_bytes().rstrip() + b"\n# caf\xe9\n")
    mistakes = check_pack(small_pack)
    assert [(item.code, item.file) for item in mistakes] == [("pack.not-utf8", name)]
    assert mistakes[0].line == len(path.read_bytes().splitlines())


def test_a_huge_file_is_not_read(small_pack: Path) -> None:
    with (small_pack / "city.yaml").open("a") as file:
        file.write("# " + "x" * 600_000)
    (mistake,) = check_pack(small_pack)
    assert mistake.code == "pack.too-large"


def test_a_folder_in_place_of_a_file_is_said(small_pack: Path) -> None:
    (small_pack / "city.yaml").unlink()
    (small_pack / "city.yaml").mkdir()
    assert [item.code for item in check_pack(small_pack)] == ["pack.unreadable"]


def test_aliases_that_grow_without_end_are_stopped(small_pack: Path) -> None:
    bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"{name}: &{name} [{', '.join([f'*{before}'] * 10)}]\n"
        for before, name in zip("abcdefg", "bcdefgh", strict=True)
    )
    (small_pack / "city.yaml").write_text(bomb)
    assert {item.code for item in check_pack(small_pack)} == {"yaml.too-deep"}
    (small_pack / "city.yaml").write_text("a: &a [*a]\n")
    assert {item.code for item in check_pack(small_pack)} == {"yaml.too-deep"}
    (small_pack / "city.yaml").write_text("[" * 100_000)
    assert {item.code for item in check_pack(small_pack)} == {"yaml.too-deep"}


def test_offices_that_never_open_are_said(small_pack: Path) -> None:
    path = small_pack / "city.yaml"
    path.write_text(path.read_text().replace('["08:00-16:00"]', "[]"))
    (mistake,) = check_pack(small_pack)
    assert mistake.code == "city.never-open"


def test_a_level_drawn_in_part_is_said(small_pack: Path) -> None:
    path = small_pack / "areas.geojson"
    lines = path.read_text().splitlines()
    path.write_text("\n".join([*lines[:-3], lines[-3].rstrip(","), lines[-1]]))
    (mistake,) = check_pack(small_pack)
    assert (mistake.code, "1.1.2" in mistake.wrong) == ("boundary.missing", True)


def test_an_invalid_boundary_is_said_with_its_line(small_pack: Path) -> None:
    path = small_pack / "areas.geojson"
    lines = path.read_text().splitlines()
    crossed = [[106.75, -6.2], [106.85, -6.1], [106.85, -6.2], [106.75, -6.1], [106.75, -6.2]]
    lines[2] = (
        f'{{"type": "Feature", "properties": {{"code": "1.1"}}, "geometry": {{"type": "Polygon", "coordinates": [{crossed}]}}}},'
    )
    path.write_text("\n".join(lines))
    (mistake,) = check_pack(small_pack)
    assert (mistake.code, mistake.line) == ("boundary.invalid", 3)


def test_a_mistake_in_a_shared_flow_is_told_in_the_flow(small_pack: Path) -> None:
    path = small_pack / "services" / "report-street.yaml"
    head, steps = path.read_text().split("start: [intake]")
    flow = small_pack / "services" / "flows" / "common.yaml"
    flow.parent.mkdir()
    flow.write_text("start: [intake]" + steps.replace("next: [work]", "next: [wrok]", 1))
    path.write_text(head + "flow: common\n")
    found = {(item.code, item.file) for item in check_pack(small_pack)}
    assert ("service.unknown_step", "services/flows/common.yaml") in found
    flow.write_text("start: [intake]" + steps)
    assert check_pack(small_pack) == []


def test_two_services_with_one_code_are_said(small_pack: Path) -> None:
    service = small_pack / "services" / "report-street.yaml"
    service.with_name("zebra.yaml").write_text(service.read_text())
    (mistake,) = check_pack(small_pack)
    assert (mistake.code, mistake.file) == ("service.twice", "services/zebra.yaml")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read every file")
def test_a_file_that_may_not_be_read_is_said(small_pack: Path) -> None:
    (small_pack / "areas.csv").chmod(0)
    assert [item.code for item in check_pack(small_pack)] == ["pack.unreadable"]
