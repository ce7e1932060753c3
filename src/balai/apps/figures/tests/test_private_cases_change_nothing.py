"""The privacy walk: with private cases or without, everything that everyone may see of many cases is the same, to the byte."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from balai.apps.cases.actions.showing import change_visibility
from balai.apps.cases.models import Case
from balai.apps.cases.tests.samples import colleague, end, finish_work, report
from balai.apps.figures.actions.following import follow
from balai.apps.figures.counting import Tally
from balai.apps.figures.views.private import LEAST_COUNTED, LEAST_MEASURED, row_of
from balai.base import clock
from balai.base.memo import forget_all

ADDRESSES = [
    address + query
    for address in (
        "/laporan/",
        "/laporan/atom.xml",
        "/peta/kelompok.json",
        "/data/laporan.csv",
        "/data/laporan.geojson",
        "/data/laporan.atom",
        "/api/v1/cases",
    )
    for query in ("", "?area=31.71.06.1003", "?jenis=report.road/pothole", "?status=waiting", "?kotak=106.8,-6.2,106.9,-6.1&zoom=18")
] + ["/", "/angka/", "/angka/?area=31.71.06.1003", "/angka/?area=31.71&periode=3", "/angka/?layanan=report.road", "/angka/instansi/", "/angka/instansi/?instansi=kelurahan-31.71.06.1003", "/data/"]  # fmt: skip
SECRET = "Kata-kata yang tidak boleh terbaca siapa pun"
TIMES = re.compile(
    r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\"<, ]*|\d{1,2} \w+ \d{4} (pukul|at) [\d.:]+|<span class=\"relative\">[^<]*</span>"
)
TOKENS = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def seen(client: Client) -> dict[str, str]:
    """What each address says, moments of the clock left out."""
    forget_all()
    found = {}
    for address in ADDRESSES:
        answer = client.get(address)
        assert answer.status_code == 200, address
        body = b"".join(answer).decode()
        found[address] = TOKENS.sub("", TIMES.sub("", body))
    return found


@pytest.fixture
def earlier(jakarta: object) -> datetime:
    """A month that has ended, with public and private reports."""
    month = clock.now() - timedelta(days=40)
    for number in range(12):
        report(now=month + timedelta(hours=number))
        report(now=month + timedelta(hours=number), is_public=number >= 2)
    follow(now=clock.now())
    return month


def test_private_cases_leave_every_public_address_as_it_was(client: Client, earlier: datetime) -> None:
    before = seen(client)
    officer, now = colleague("officer"), clock.now()
    words = {"category": "pothole", "danger": False, "words": SECRET}
    for at in (earlier, now - timedelta(days=3), now - timedelta(hours=1)):
        report(now=at, is_public=False, answers=words)
        done = report(now=at, is_public=False, answers=words)
        finish_work(done.id, officer, at + timedelta(minutes=20))
        refused = report(now=at, is_public=False, answers=words)
        end(refused.id, officer, "intake", "refuse", at, reason="duplicate", words=SECRET)
    follow(now=clock.now())
    after = seen(client)
    assert [address for address in ADDRESSES if after[address] != before[address]] == []
    assert not any(SECRET in text for text in after.values())


def test_a_case_that_is_hidden_leaves_every_address_again(client: Client, earlier: datetime) -> None:
    before = seen(client)
    officer, now = colleague("officer"), clock.now()
    shown = report(now=now)
    follow(now=now)
    with_it = seen(client)
    assert with_it["/laporan/"] != before["/laporan/"]
    assert with_it["/angka/?area=31.71.06.1003"] != before["/angka/?area=31.71.06.1003"]
    change_visibility(case_id=shown.id, is_public=False, words="Ada nama orang.", actor=officer.actor, now=now)
    follow(now=now)
    after = seen(client)
    assert [address for address in ADDRESSES if after[address] != before[address]] == []
    assert not Case.objects.get(id=shown.id).is_public


def test_private_cases_are_told_in_round_numbers_and_only_where_they_are_many() -> None:
    now = clock.now()
    month = now.date().replace(day=1) - timedelta(days=40)

    def told(count: int) -> tuple[str, str, str]:
        tally = Tally(received=count, decided=count, kept=count, finished=count, hours=[0] * 50 + [count])
        row = row_of("Izin", {month.replace(day=1): tally}, now)
        return row.received, row.median, row.on_time

    few = told(LEAST_COUNTED - 1)
    assert few == told(1)
    assert few[1:] == ("–", "–")
    assert told(LEAST_COUNTED + 4) == told(LEAST_COUNTED)
    assert told(LEAST_MEASURED - 1)[1:] == ("–", "–")
    assert "–" not in told(LEAST_MEASURED)
