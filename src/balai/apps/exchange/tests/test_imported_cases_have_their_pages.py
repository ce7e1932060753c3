"""An imported case reads like any other: on the public's page, at the desk, and in the hands of whoever works on it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.cases.actions.working import Ending, end_step
from balai.apps.cases.models import Case
from balai.apps.cases.tests.desk import browser_of, text
from balai.apps.cases.tests.samples import CIKINI_OFFICE, colleague
from balai.apps.exchange.tests.crm import report_rows
from balai.apps.exchange.tests.samples import JAKARTA_MAP, NOW, brought_in, csv_file
from balai.base.packs import Pack

OPEN = [("Menunggu", "Kelurahan Cikini"), ("Proses", "Kelurahan Cikini")]


@pytest.fixture
def cases(jakarta: Pack, tmp_path: Path) -> dict[str, Case]:
    """One that is closed, one that is refused, one that is open, one of which only the end is known."""
    mapping = tmp_path / "map.yaml"
    mapping.write_text(JAKARTA_MAP.read_text(encoding="utf-8").replace('separator: ";"', 'separator: ","'))
    rows = [
        *report_rows(**{"No Laporan": "closed"}),
        *report_rows(**{"No Laporan": "refused", "history": [("Menunggu", ""), ("Ditolak", "Kelurahan Cikini")]}),
        *report_rows(**{"No Laporan": "open", "history": OPEN, "Batas Waktu": "01/02/2025 00:00:00"}),
        *report_rows(**{"No Laporan": "again", "history": [*OPEN, ("Selesai", ""), ("Proses", "Kelurahan Cikini")]}),
        *report_rows(**{"No Laporan": "end", "history": [("Selesai", "")]}),
    ]
    tally = brought_in(csv_file(tmp_path / "in.csv", rows), mapping).tally
    assert tally.new == 5, tally.faults
    return {case.submission_key.hex: case for case in Case.objects.all()}


@pytest.mark.parametrize("language", ["id", "en"])
def test_everyone_can_read_them(cases: dict[str, Case], language: str) -> None:
    client = Client(headers={"accept-language": language})
    for case in cases.values():
        page = client.get(reverse("reports:public", args=[case.reference]))
        assert page.status_code == 200
        said = text(page)
        assert "Lubang besar di depan sekolah." in said
        assert not any(hidden in said for hidden in ("warga@example.org", "tinggi", "import:"))
    assert client.get(reverse("reports:list")).status_code == 200


def test_officers_can_read_and_move_them(cases: dict[str, Case]) -> None:
    supervisor, officer = browser_of(colleague("supervisor", "dki")), colleague("officer", CIKINI_OFFICE)
    for case in cases.values():
        page = supervisor.get(reverse("desk:case", args=[case.reference]))
        assert page.status_code == 200
        assert ("The city’s clock" in text(page)) == bool(case.late)
    assert supervisor.get(reverse("desk:list")).status_code == 200
    (late,) = (case for case in cases.values() if case.late)
    end_step(
        case_id=late.id,
        ending=Ending("work", "transfer", words="Milik kota lain.", organisation="dinas-bina-marga"),
        actor=officer.actor,
        now=NOW,
    )
    late.refresh_from_db()
    assert (late.public_state, late.late, late.last_seq > 6) == ("coordination", 1, True)
