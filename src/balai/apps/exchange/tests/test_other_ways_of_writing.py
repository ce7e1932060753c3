"""The same history as lines of JSON, guarded against spreadsheets, or with nothing but how a case began and ended."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from balai.apps.cases.models import Case, Content, Event
from balai.apps.cases.queries.whole import whole_cases
from balai.apps.exchange.exporting.running import ExportWish, run_export
from balai.apps.exchange.importing.giving_back import statuses_of
from balai.apps.exchange.models import ForeignCase, ImportRun
from balai.apps.exchange.tests.crm import report_rows
from balai.apps.exchange.tests.samples import (
    BAYSIDE,
    JAKARTA_MAP,
    NOW,
    brought_in,
    csv_file,
    found_city,
    rows_of,
    the_map,
)
from balai.base.audit.models import AuditEntry
from balai.base.packs import Pack

HISTORY = ("Waktu Status", "Status Riwayat", "Instansi")


def changed_map(folder: Path, *changes: tuple[str, str]) -> Path:
    text = JAKARTA_MAP.read_text(encoding="utf-8")
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    path = folder / "changed.map.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_lines_of_json_hold_their_history(jakarta: Pack, tmp_path: Path) -> None:
    rows = report_rows()
    case = {name: text for name, text in rows[0].items() if name not in HISTORY}
    case |= {"Bujur": 106.839, "Lintang": -6.191, "riwayat": [{name: row[name] for name in HISTORY} for row in rows]}  # type: ignore[dict-item]
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps(case) + "\n" + "not json\n", encoding="utf-8")
    mapping = changed_map(
        tmp_path, ('file: {format: csv, separator: ";"}\n', ""), ("history: {at:", "history: {list: riwayat, at:")
    )
    tally = brought_in(path, mapping).tally
    assert (tally.new, tally.reasons()) == (1, {"json": 1})
    (whole,) = whole_cases(Case.objects.values_list("id", flat=True)).values()
    assert [status.state.value for status in statuses_of(whole)] == [
        "waiting", "coordination", "disposition", "in_progress", "verification", "done",
    ]  # fmt: skip
    assert (whole.case.longitude, whole.case.latitude) == (106.839, -6.191)


def test_what_was_guarded_comes_in_as_it_was(jakarta: Pack, tmp_path: Path) -> None:
    mapping = changed_map(tmp_path, ('separator: ";"', 'separator: ",", guarded: true'))
    words = '=HYPERLINK("x")'
    brought_in(csv_file(tmp_path / "in.csv", report_rows(**{"Isi Laporan": f"'{words}"})), mapping)
    assert Content.objects.get(question="words").text == words
    out = tmp_path / "out.csv"
    run_export(ExportWish(out, the_map(mapping), NOW, with_reporters=True))
    assert rows_of(out)[0]["Isi Laporan"] == f"'{words}"
    tally = brought_in(out, mapping).tally
    assert (tally.new, tally.before, tally.refused, dict(tally.faults)) == (0, 1, 0, {})


@pytest.mark.django_db
def test_a_case_without_history_begins_and_ends(tmp_path: Path) -> None:
    found_city()
    row = {
        "unique_key": "1", "created_date": "2020-01-01 10:00:00+00:00", "closed_date": "2020-01-03 10:00:00+00:00",
        "category": "Noise Report", "status": "Closed", "supervisor_district": "", "longitude": "0.0", "latitude": "0.0",
        "incident_address": "", "descriptor": "", "agency_name": "", "complaint_type": "", "neighborhood": "",
        "source": "", "status_notes": "",
    }  # fmt: skip
    rows = [
        row | {"supervisor_district": "3"},
        row | {"unique_key": "2", "incident_address": "1 Main Street"},
        row | {"unique_key": "3", "longitude": "-122.4", "latitude": "37.7"},
        row | {"unique_key": "4"},
    ]
    text = (BAYSIDE / "sf311.map.yaml").read_text(encoding="utf-8")
    mapping = tmp_path / "with-address.map.yaml"
    mapping.write_text(
        text.replace("  column: supervisor_district\n", '  column: supervisor_district\n  otherwise: "1"\n')
    )
    tally = brought_in(csv_file(tmp_path / "in.csv", rows), mapping).tally
    assert (tally.new, tally.reasons()) == (3, {"no_place": 1})
    assert tally.notes == {"no_point": 2, "only_address": 1}
    areas = dict(ForeignCase.objects.values_list("foreign_id", "case__area__code"))
    assert areas == {"1": "1.3", "2": "1", "3": "1"}
    kinds = Event.objects.filter(case=ForeignCase.objects.get(foreign_id="1").case).order_by("seq")
    assert [event.kind for event in kinds] == ["opened", "task_opened", "task_cancelled", "closed"]


def test_an_import_is_written_in_the_books_and_a_dry_run_is_not(jakarta: Pack, tmp_path: Path) -> None:
    mapping = changed_map(tmp_path, ('separator: ";"', 'separator: ","'))
    path = csv_file(tmp_path / "in.csv", report_rows())
    assert brought_in(path, mapping, dry_run=True).tally.new == 1
    assert not Case.objects.exists()
    assert not AuditEntry.objects.filter(code="cases.imported").exists()
    brought_in(path, mapping)
    assert AuditEntry.objects.get(code="cases.imported").reference == "crm"
    assert ImportRun.objects.get().finished_at == NOW


def test_rows_of_one_case_stand_together_and_say_the_same(jakarta: Pack, tmp_path: Path) -> None:
    mapping = changed_map(tmp_path, ('separator: ";"', 'separator: ","'))
    first, *others = report_rows()
    between = report_rows(**{"No Laporan": "JKT-2", "history": [("Selesai", "")]})
    apart = csv_file(tmp_path / "apart.csv", [first | {"Status": "Menunggu"}, *between, *others])
    assert brought_in(apart, mapping).tally.reasons() == {"repeated": 1}
    differing = report_rows(**{"No Laporan": "JKT-3"})
    differing[2] = differing[2] | {"Kategori": "Trotoar"}
    path = csv_file(tmp_path / "differing.csv", differing)
    assert brought_in(path, mapping).tally.faults == {("rows_differ", "Kategori", ""): 1}
    broken = csv_file(tmp_path / "broken.csv", report_rows(**{"No Laporan": "JKT-4"}))
    lines = broken.read_text(encoding="utf-8").splitlines()
    lines[3] = lines[3].replace("Disposisi", "\x00")
    broken.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert brought_in(broken, mapping).tally.reasons() == {"control": 1, "history_broken": 1}
