"""The weekly sheet of a subdistrict office: its own area and week, numbers that add up, clocks and a line to sign on."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.urls import reverse

from balai.apps.cases.tests.desk import browser_of, text
from balai.apps.cases.tests.samples import CIKINI_OFFICE, VERIFIERS, colleague, end, report
from balai.apps.supervision.tests.scenes import finished, now, supervisor
from balai.apps.supervision.views.sheets import monday_of

pytestmark = pytest.mark.usefixtures("jakarta")
SHEET = ("supervision:sheet", [CIKINI_OFFICE])


def test_new_open_late_and_solved_of_the_week() -> None:
    who, client = supervisor()
    office, verifier = colleague("officer"), colleague("verifier", VERIFIERS)
    report(now=now())
    report(now=now() - timedelta(days=20))
    solved = finished(office, at=now(), seed=60)
    end(solved.id, verifier, "verify", "confirm", now())
    rows = client.get(reverse(SHEET[0], args=SHEET[1]), {"format": "csv"}).content.decode().splitlines()
    assert rows[1].split(",")[1:] == ["2", "2", "1", "1", "0"]
    page = text(client.get(reverse(SHEET[0], args=SHEET[1])))
    for words in ("Name and NIP", "days late", "left"):
        assert words in page
    assert who.organisation == CIKINI_OFFICE


def test_in_formal_indonesian() -> None:
    who = colleague("front_desk")
    page = text(browser_of(who, "id").get(reverse(SHEET[0], args=SHEET[1])))
    assert "NIP" in page
    assert "Laporan Mingguan" in page


@pytest.mark.parametrize(
    ("asked", "monday"),
    [("2026-11-26", "2026-11-23"), ("2026-11-22", "2026-11-16"), ("", "2026-11-23"), ("2031-01-01", "2026-11-23"),
     ("1999-01-01", "2026-11-23"), ("x", "2026-11-23")],
)  # fmt: skip
def test_a_week_begins_on_monday_and_lies_in_the_last_half_year(asked: str, monday: str) -> None:
    assert monday_of(asked, today=date(2026, 11, 27)) == date.fromisoformat(monday)


def test_other_offices_sheets_are_not_shown() -> None:
    _, client = supervisor("kelurahan-31.71.06.1001")
    assert client.get(reverse(SHEET[0], args=SHEET[1])).status_code == 404
    _, above = supervisor("kecamatan-31.71.06")
    assert above.get(reverse(SHEET[0], args=SHEET[1])).status_code == 200
    assert "Cikini" in text(above.get(reverse("supervision:sheets")))
