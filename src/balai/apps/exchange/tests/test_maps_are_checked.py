"""A mistake in a map is told with its line and how to mend it, before anything is written."""

from __future__ import annotations

from pathlib import Path

import pytest

from balai.apps.cases.models import Case
from balai.apps.exchange.importing.city import know_city
from balai.apps.exchange.importing.map_checks import city_mistakes, column_mistakes
from balai.apps.exchange.importing.maps import read_map
from balai.apps.exchange.importing.running import MapIsAmiss
from balai.apps.exchange.tests.crm import report_rows
from balai.apps.exchange.tests.samples import JAKARTA_MAP, brought_in, csv_file, the_map
from balai.base.packs import Pack
from balai.base.packs.mistakes import Mistake

GOOD = JAKARTA_MAP.read_text(encoding="utf-8")


def mistakes_of(folder: Path, before: str, after: str) -> list[Mistake]:
    """What is said of the map with a change in one place."""
    assert GOOD.count(before) >= 1, before
    path = folder / "broken.map.yaml"
    path.write_text(GOOD.replace(before, after, 1), encoding="utf-8")
    mapping, mistakes = read_map(path, zone="Asia/Jakarta")
    return mistakes if mapping is None else city_mistakes(mapping, know_city())


@pytest.mark.parametrize(
    ("before", "after", "code", "mend"),
    [
        ("source: crm", "source: Sistem Lama", "wrong-value", "13 small letters"),
        ("source: crm\n", "", "missing-key", "Add source"),
        ("identifier:", "identifer:", "unknown-key", "`identifier`"),
        ("zone: Asia/Jakarta", "zone: Asia/Batavia_", "zone", "IANA"),
        ("iso]\n", '"%d/%m"]\n', "time", "%d/%m/%Y"),
        ('"Menunggu": waiting', '"Menunggu": wating', "wrong-value", "waiting"),
        ("when_past: late", "when_past: later", "wrong-value", "late"),
        ("state: Status Riwayat", "state: Status", "twice", "different columns"),
        ("public: {column: Terbuka, values:", "public: {values:", "either-or", "always"),
        ("service: report.road,", "service: report.roads,", "service", "'report.road'"),
        ("category: pothole", "category: potholes", "category", "'pothole'"),
        ("dinas-bina-marga", "dinas-bina-marge", "office", "'dinas-bina-marga'"),
        ('otherwise: "31"', 'otherwise: "32"', "area", "There are"),
        ("words: {words:", "words: {word:", "question", "'words'"),
        ("words: {words:", "words: {category:", "question", "long_text"),
        ("danger: {", "dangers: {", "question", "'danger'"),
        ('"Ya": true, "Tidak": false}}\npublic', '"Ya": "ja"}}\npublic', "answer", "type"),
    ],
)
def test_each_mistake_has_its_line(
    jakarta: Pack, tmp_path: Path, *, before: str, after: str, code: str, mend: str
) -> None:
    mistakes = mistakes_of(tmp_path, before, after)
    found = [mistake for mistake in mistakes if mistake.code == f"import-map.{code}"]
    assert found, mistakes
    lines = GOOD[: GOOD.index(before)].count("\n") + 1
    assert code == "missing-key" or found[0].line == lines
    assert mend in found[0].mend


def test_the_map_itself_has_none(jakarta: Pack) -> None:
    assert city_mistakes(the_map(JAKARTA_MAP), know_city()) == []


def test_columns_that_the_file_does_not_have(jakarta: Pack, tmp_path: Path) -> None:
    rows = [{name.replace("Isi Laporan", "Isi laporan"): text for name, text in report_rows()[0].items()}]
    with pytest.raises(MapIsAmiss) as amiss:
        brought_in(csv_file(tmp_path / "in.csv", rows), JAKARTA_MAP)
    assert not Case.objects.exists()
    (mistake,) = column_mistakes(the_map(JAKARTA_MAP), rows[0])
    assert (mistake,) == amiss.value.mistakes or mistake.code == "import-map.column"
    assert "Isi laporan" in mistake.mend
    assert "words: {words: Isi Laporan}" in GOOD.splitlines()[mistake.line - 1]
