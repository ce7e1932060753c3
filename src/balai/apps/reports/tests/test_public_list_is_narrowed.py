"""The public list: newest first, narrowed by area, kind and state, page by page without counting."""

from __future__ import annotations

import re
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest
from django.urls import reverse

from balai.apps.cases.service import Place
from balai.apps.cases.tests.samples import NOW, colleague, end, report
from balai.apps.reports.tests.walk import citizen, text

pytestmark = pytest.mark.usefixtures("jakarta")
TEBET = Place(106.856, -6.234, "31.74.01.1001")


def references(address: str) -> list[str]:
    """The references on a page of the list, in order."""
    page = citizen().get(address).content.decode()
    return re.findall(r'class="card__title"><a href="/laporan/(JKT-[^/]+)/"', page)


def test_the_newest_stands_first() -> None:
    made = [report(now=NOW + timedelta(hours=hour)).reference for hour in range(3)]
    assert references("/laporan/") == made[::-1]


@pytest.mark.parametrize("area", ["31.74", "31.74.01", "31.74.01.1001"])
def test_an_area_holds_everything_within_it(area: str) -> None:
    report()
    there = report(place=TEBET).reference
    assert references(f"/laporan/?area={area}") == [there]


def test_kinds_and_states_narrow_the_list() -> None:
    hole = report().reference
    lamp = report(service="report.streetlight", answers={"category": "dark", "words": "Lampu mati total."}).reference
    accepted = report()
    end(accepted.id, colleague("officer"), "intake", "accept")
    assert references("/laporan/?jenis=report.streetlight") == [lamp]
    assert set(references("/laporan/?jenis=report.road/pothole")) == {hole, accepted.reference}
    assert references("/laporan/?status=in_progress") == [accepted.reference]
    assert references("/laporan/?jenis=report.waste") == []


def test_the_next_page_begins_where_this_one_ends() -> None:
    made = [report(now=NOW + timedelta(minutes=minute)).reference for minute in range(27)][::-1]
    first = citizen().get("/laporan/").content.decode()
    following = re.search(r'href="([^"]+)" rel="next"', first)
    assert following is not None
    rest = references(following[1].replace("&amp;", "&"))
    assert references("/laporan/") + rest == made
    assert len(rest) == 2


def test_refused_reports_are_read_at_their_address_but_not_listed() -> None:
    refused = report()
    end(refused.id, colleague("officer"), "intake", "refuse", reason="private_land", words="Di halaman rumah.")
    assert references("/laporan/") == []
    page = text(citizen().get(reverse("reports:public", args=[refused.reference])))
    assert "Ditolak" in page
    assert "Berada di lahan pribadi" in page
    assert "Di halaman rumah." in page


def test_an_empty_list_says_so_and_offers_to_report() -> None:
    said = text(citizen().get("/laporan/?status=done"))
    assert "Tidak ada laporan di sini" in said
    assert "Laporkan masalah" in said


def test_the_feed_is_an_atom_feed_of_the_same_list() -> None:
    there = report(place=TEBET).reference
    report()
    feed = ET.fromstring(citizen().get("/laporan/atom.xml?area=31.74").content)
    atom = "{http://www.w3.org/2005/Atom}"
    links = [entry.findtext(f"{atom}id") for entry in feed.findall(f"{atom}entry")]
    assert [link and link.split("/")[-2] for link in links] == [there]
