"""An office may take a public report out of sight, with a reason, and put it back; it never opens a private one."""

from __future__ import annotations

import pytest

from balai.apps.cases.models import Case, Content
from balai.apps.cases.tests.desk import act_url, case_url, officer, report_now, send, text
from balai.apps.cases.tests.samples import CIKINI_OFFICE

pytestmark = pytest.mark.usefixtures("jakarta")


def is_public(case_id: int) -> bool:
    return Case.objects.get(id=case_id).is_public


def test_hide_and_show_again() -> None:
    case = report_now()
    _, client = officer()
    address = act_url("visibility", case)
    assert send(client, address).status_code == 422
    assert send(client, address, words="Foto memuat pelat nomor.").status_code == 302
    assert not is_public(case.id)
    page = text(client.get(case_url(case)))
    assert "Hidden from the public" in page
    assert "Foto memuat pelat nomor." in page
    assert Content.objects.get(case_id=case.id, text="Foto memuat pelat nomor.").audience == "reporter"
    assert send(client, address, words="Foto sudah diganti.").status_code == 302
    assert is_public(case.id)


def test_what_the_reporter_keeps_private_stays_private() -> None:
    case = report_now(is_public=False)
    _, client = officer()
    assert "Show to everyone again" not in text(client.get(case_url(case)))
    refused = send(client, act_url("visibility", case), words="Semua orang perlu tahu.")
    assert refused.status_code == 403
    assert "The reporter chose to keep this report private." in text(refused)
    assert not is_public(case.id)


@pytest.mark.parametrize("role", ["crew", "verifier", "auditor"])
def test_other_roles_hide_nothing(role: str) -> None:
    case = report_now()
    _, client = officer(role, organisation=CIKINI_OFFICE)
    assert send(client, act_url("visibility", case), words="Foto memuat pelat nomor.").status_code == 403
    assert is_public(case.id)
