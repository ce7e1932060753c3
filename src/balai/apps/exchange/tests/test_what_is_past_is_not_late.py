"""History comes with its own times and nobody's promise; what is open goes on under one that begins with the import."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import override_settings

from balai.apps.cases.actions.clockwork import due_case_ids
from balai.apps.cases.actions.erasing import expired_case_ids
from balai.apps.cases.actions.working import Ending, end_step
from balai.apps.cases.models import Case, Event, Reporter, Task
from balai.apps.exchange.importing.reading import submission_key
from balai.apps.exchange.tests.crm import report_rows
from balai.apps.exchange.tests.samples import JAKARTA_MAP, NOW, brought_in, csv_file
from balai.base.notifications.models import Notification
from balai.base.packs import Pack
from balai.engines.casework.decisions import Actor

OPEN = [("Menunggu", "Kelurahan Cikini"), ("Proses", "Dinas BM")]


def came(folder: Path, rows: list[dict[str, str]], mapping: str = "") -> Case:
    """The one case of these rows."""
    path = folder / "map.yaml"
    path.write_text(
        JAKARTA_MAP.read_text(encoding="utf-8").replace('separator: ";"', 'separator: ","'), encoding="utf-8"
    )
    if mapping:
        before, after = mapping.split(" → ")
        path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    tally = brought_in(csv_file(folder / "in.csv", rows), path).tally
    assert tally.new == 1, tally.faults
    return Case.objects.get()


def test_an_open_case_has_the_whole_promise_before_it(jakarta: Pack, tmp_path: Path) -> None:
    case = came(tmp_path, report_rows(history=OPEN))
    task = Task.objects.get()
    assert (case.is_open, case.public_state, case.late) == (True, "in_progress", 0)
    assert task.opened_at == datetime(2025, 1, 2, 1, 0, tzinfo=UTC)
    assert task.due_at == case.due_at == NOW + timedelta(days=7)
    assert due_case_ids(NOW) == []
    assert Event.objects.order_by("seq").first().data["imported"] == NOW.isoformat()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("limit", "mapping", "due", "late"),
    [
        ("01/12/2026 00:00:00", "", datetime(2026, 11, 30, 17, 0, tzinfo=UTC), False),
        ("01/02/2025 00:00:00", "", datetime(2025, 1, 31, 17, 0, tzinfo=UTC), True),
        ("01/02/2025 00:00:00", "when_past: late → when_past: restart", NOW + timedelta(days=7), False),
    ],
)
def test_a_limit_of_its_own_counts_if_the_map_says_so(
    jakarta: Pack, tmp_path: Path, limit: str, mapping: str, due: datetime, *, late: bool
) -> None:
    case = came(tmp_path, report_rows(history=OPEN, **{"Batas Waktu": limit}), mapping)
    task = Task.objects.get()
    assert (task.due_at, task.is_late, case.late) == (due, late, int(late))
    assert due_case_ids(NOW) == []
    assert not Notification.objects.exists()
    told = Event.objects.filter(kind="promise_late")
    assert [event.at for event in told] == ([due] if late else [])


def test_a_closed_case_has_no_task_and_no_promise(jakarta: Pack, tmp_path: Path) -> None:
    case = came(tmp_path, report_rows(**{"Batas Waktu": "01/02/2025 00:00:00"}))
    assert (case.is_open, case.due_at, case.late) == (False, None, 0)
    assert case.closed_at == datetime(2025, 1, 6, 1, 0, tzinfo=UTC)
    assert not Task.objects.exists()
    assert not Event.objects.filter(data__has_key="due").exists()
    assert not Notification.objects.exists()


def test_what_happens_from_now_on_is_told(jakarta: Pack, tmp_path: Path) -> None:
    case = came(tmp_path, report_rows(history=OPEN))
    assert Reporter.objects.get().email == "warga@example.org"
    ending = Ending("work", "transfer", words="Milik kota lain.", organisation="dinas-sumber-daya-air")
    end_step(case_id=case.id, ending=ending, actor=Actor(None, "officer", "dinas-bina-marga"), now=NOW)
    assert {row.channel for row in Notification.objects.all()} == {"email", "in_app"}


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"No Laporan": " "}, "identifier"),
        ({"No Laporan": "x" * 121}, "identifier"),
        ({"Tanggal Laporan": "3 Maret 2025"}, "time"),
        ({"Tanggal Laporan": "0001-01-01"}, "time"),
        ({"Tanggal Laporan": "01/01/2027 00:00"}, "time_future"),
        ({"Tanggal Laporan": "01/02/2025 00:00"}, "time_order"),
        ({"Kategori": "Lain"}, "service_unknown"),
        ({"Status": "Hilang"}, "state_unknown"),
        ({"Status": "Proses"}, "history_end"),
        ({"Kelurahan": "Atlantis"}, "area_unknown"),
        ({"Kelurahan": "", "Kecamatan": "", "Bujur": "0", "Lintang": "0", "Alamat": "-"}, "no_place"),
        ({"Bujur": "106.8", "Lintang": ""}, "point"),
        ({"Bujur": "nan"}, "point"),
        ({"Bujur": "1068.39"}, "point"),
        ({"Kelurahan": "", "Bujur": "106.839", "Lintang": "-6.42", "Alamat": "-"}, "outside"),
        ({"Berbahaya": "Mungkin"}, "answer"),
        ({"Terbuka": ""}, "public"),
        ({"Telepon": "0" * 31}, "long"),
        ({"history": [("Menunggu", "Dinas Ajaib"), ("Selesai", "")]}, "office_unknown"),
        ({"history": [("Selesai", ""), ("Ditolak", "")]}, "closed_twice"),
    ],
)
def test_a_row_that_cannot_be_kept_says_why(jakarta: Pack, tmp_path: Path, changes: dict[str, Any], code: str) -> None:
    path = csv_file(tmp_path / "in.csv", report_rows(**changes))
    mapping = tmp_path / "map.yaml"
    mapping.write_text(
        JAKARTA_MAP.read_text(encoding="utf-8").replace('separator: ";"', 'separator: ","'), encoding="utf-8"
    )
    tally = brought_in(path, mapping).tally
    assert (tally.new, tally.refused, set(tally.reasons())) == (0, 1, {code}), tally.faults
    assert not Case.objects.exists()


def test_words_that_are_older_than_the_service_keeps_are_told(jakarta: Pack, tmp_path: Path) -> None:
    """They come in, are counted for ever, and their words go the way of all words."""
    rows = [{name: text.replace("/2025 ", "/2019 ") for name, text in row.items()} for row in report_rows()]
    mapping = tmp_path / "map.yaml"
    mapping.write_text(JAKARTA_MAP.read_text(encoding="utf-8").replace('separator: ";"', 'separator: ","'))
    tally = brought_in(csv_file(tmp_path / "in.csv", rows), mapping).tally
    assert tally.notes["kept_long_enough"] == 1
    assert expired_case_ids(NOW) == [Case.objects.get().id]


def test_nobody_can_guess_the_key_of_a_case(jakarta: Pack, tmp_path: Path) -> None:
    """It leads to the reporter's own page, and another system's numbers are no secret."""
    key = came(tmp_path, report_rows()).submission_key
    with override_settings(SECRET_KEY="another city's"):
        assert submission_key("import:crm", "JKT-1") != key
    assert submission_key("import:crm", "JKT-1") == key
