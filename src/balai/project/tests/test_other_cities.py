"""Other cities by their packs alone: a city, a regency with villages, and a secretariat without citizens."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.conf import settings as running
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse
from pytest_django import Settings

from balai.apps.cases.actions.opening import Place, Submission, open_case
from balai.apps.cases.models import Task
from balai.apps.cases.service import activate_services
from balai.base.areas.actions import import_boundaries, load_areas
from balai.base.areas.importing import report_on
from balai.base.areas.queries import find_area
from balai.base.memo import forget_all
from balai.base.packs import Pack, check_pack, load_pack
from balai.base.people.actions import load_organisations
from balai.engines.geo.boundaries import read_boundaries
from balai.web.secretariat import FOR_CITIZENS

CITIES = Path(__file__).resolve().parents[4] / "cities"
NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
REAL = CITIES.parent.parent / "shared" / "data" / "areas"
OTHERS = ("makassar", "banyuwangi", "asean-secretariat")


@pytest.fixture
def pack(request: pytest.FixtureRequest, db: None, settings: Settings) -> Iterator[Pack]:
    """The test's database with another city in it than Jakarta, and this process running it."""
    folder = CITIES / request.param
    settings.CONFIGURATION = replace(running.CONFIGURATION, city=folder)
    found = load_pack(folder)
    forget_all()
    load_areas(pack=found, by=None, now=NOW)
    load_organisations(pack=found, by=None, now=NOW)
    activate_services(sources=found.services, now=NOW)
    forget_all()
    yield found
    forget_all()


@pytest.mark.parametrize("name", OTHERS)
def test_a_pack_has_no_mistakes(name: str) -> None:
    assert check_pack(CITIES / name) == []


@pytest.mark.parametrize(
    ("name", "levels"),
    [
        ("makassar", {"city": 1, "district": 15, "subdistrict": 153}),
        ("banyuwangi", {"city": 1, "district": 25, "subdistrict": 217}),
    ],
)
def test_the_tree_is_whole_and_every_office_is_there(name: str, levels: dict[str, int]) -> None:
    found = load_pack(CITIES / name)
    assert Counter(area.level for area in found.areas) == levels
    offices = Counter(organisation.kind for organisation in found.organisations)
    assert (offices["district_office"], offices["subdistrict_office"]) == (levels["district"], levels["subdistrict"])
    assert set(found.boundaries) == {area.code for area in found.areas}
    assert found.boundaries_are_schematic


def test_villages_govern_themselves_and_subdistricts_do_not() -> None:
    names = {one.code: one.names["id"] for one in load_pack(CITIES / "banyuwangi").organisations}
    assert sum(code.startswith("desa-") for code in names) == 189
    assert sum(code.startswith("kelurahan-") for code in names) == 28
    assert names["desa-35.10.01.2001"] == "Pemerintah Desa Sarongan"
    assert names["kelurahan-35.10.16.1002"] == "Kelurahan Sobo"


def opened(service: str, area: str, **answers: object) -> Task:
    submission = Submission(
        service=service,
        key=uuid4(),
        answers={"words": "Sudah tiga hari seperti ini.", **answers},
        place=Place(area=area, words="Dekat masjid"),
        is_public=True,
    )
    return Task.objects.get(case_id=open_case(submission=submission, by=None, now=NOW).id)


def office_of(task: Task) -> str:
    return task.organisation.code if task.organisation else ""


@pytest.mark.parametrize("pack", ["makassar"], indirect=True)
def test_makassar_hurries_by_its_own_levels_of_urgency(pack: Pack) -> None:
    flooded = opened("report.flood", "73.71.01.1001", category="flood", urgency="emergency")
    assert (office_of(flooded), flooded.due_at) == ("bpbd", NOW + timedelta(minutes=30))
    slow = opened("report.flood", "73.71.01.1001", category="drain", urgency="usual")
    assert office_of(slow) == "kelurahan-73.71.01.1001"
    assert slow.due_at is not None
    assert slow.due_at.date() > NOW.date()
    assert (pack.city.zone, pack.city.reference_prefix) == ("Asia/Makassar", "MKS")


@pytest.mark.parametrize("pack", ["banyuwangi"], indirect=True)
def test_banyuwangi_begins_close_to_home(pack: Pack) -> None:
    village = opened("report.road", "35.10.01.2001", category="village_road", urgency="planned")
    assert office_of(village) == "desa-35.10.01.2001"
    regency = opened("report.road", "35.10.01.2001", category="bridge", urgency="danger")
    assert (office_of(regency), regency.due_at) == ("dinas-pu-cipta-karya", NOW + timedelta(hours=3))
    assert pack.city.levels["city"] == {"id": "Kabupaten", "en": "Regency"}


@pytest.mark.skipif(not REAL.exists(), reason="the shared boundary files are not here")
@pytest.mark.parametrize(
    ("pack", "features", "point", "area"),
    [
        ("makassar", 169, (119.4115, -5.1405), "73.71.04"),
        ("banyuwangi", 243, (114.3677, -8.2284), "35.10.16"),
    ],
    indirect=["pack"],
)
def test_real_boundaries_are_imported_whole(pack: Pack, features: int, point: tuple[float, float], area: str) -> None:
    read = read_boundaries(REAL / f"{pack.city.code}.geojson", near=(pack.city.map.longitude, pack.city.map.latitude))
    report = report_on(read)
    assert (len(report.matched), report.unmatched, report.without, report.renamed) == (features, (), (), ())
    assert import_boundaries(boundaries=report.matched, by=None, now=NOW) == features
    forget_all()
    assert str(find_area(*point).code).startswith(area)


def pages_for_citizens(resolver: URLResolver | None = None, namespace: str = "") -> Iterator[str]:
    """The address of every page of the apps for citizens that needs nothing more than its name."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            yield from pages_for_citizens(pattern, pattern.namespace or namespace)
        elif isinstance(pattern, URLPattern) and pattern.name and namespace in FOR_CITIZENS:
            try:
                yield reverse(f"{namespace}:{pattern.name}")
            except NoReverseMatch:
                continue


@pytest.mark.parametrize("pack", ["asean-secretariat"], indirect=True)
def test_a_secretariat_explains_itself_on_every_page_for_citizens(pack: Pack) -> None:
    sentences = {"en": "Please report a problem to your own city.", "id": "Silakan lapor ke kota Anda."}
    addresses = sorted(set(pages_for_citizens()))
    assert len(addresses) > 10
    for language, sentence in sentences.items():
        client = Client(headers={"accept-language": language})
        for address in addresses:
            answer = client.get(address)
            assert answer.status_code == (200 if address == "/" else 404), address
            assert sentence in answer.content.decode(), address
    assert pack.services == ()


@pytest.mark.parametrize("pack", ["asean-secretariat"], indirect=True)
def test_a_secretariat_leads_nobody_to_pages_that_it_does_not_have(pack: Pack) -> None:
    page = Client(headers={"accept-language": "en"}).get("/").content.decode()
    assert pack.city.names["en"] in page
    assert "Report a problem" not in page
    assert "subdistrict" not in page
    for address in set(re.findall(r'href="(/[^"#?]*)"', page)) - {""}:
        if not address.startswith("/static/"):
            assert Client().get(address).status_code in {200, 302, 404 if address.startswith("/log/") else 200}, address
    assert json.loads(Client().get("/api/v1/services").content) == []
