"""The catalogue of open data satisfies DCAT-AP, whatever stands in a city's name, and each of its addresses answers."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client
from pyshacl import validate
from rdflib import Graph

from balai.apps.indicators import catalogue_of_journeys
from balai.apps.indicators.catalogue import DATASETS, Publisher, datasets, turtle
from balai.apps.indicators.dataset import Dataset
from balai.base.packs import Pack

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning:pyshacl", "ignore::DeprecationWarning:rdflib")
SHAPES = Path(__file__).with_name("dcat_ap.ttl")
ODD = 'Kota "Baru" \\ lama\n<x> @en .'


ALL = (*DATASETS, *catalogue_of_journeys.DATASETS)


def catalogue(name: str = "Jakarta", offered: tuple[Dataset, ...] = ALL) -> str:
    return turtle(
        Publisher(
            "https://balai.example", {"id": name, "en": name}, {"id": name, "en": name}, ("id", "en", "ace"),
            "2026-11-01T00:00:00+00:00",
        ),
        offered,
    )  # fmt: skip


def holds(text: str) -> bool:
    conforms, _report, _words = validate(Graph().parse(data=text, format="turtle"), shacl_graph=str(SHAPES))
    return bool(conforms)


@pytest.mark.standards
def test_the_shapes_hold_and_notice_what_is_taken_away() -> None:
    text = catalogue()
    assert holds(text)
    for needed in ("  dct:publisher <", "  dcat:accessURL <", '  dct:description "Semua', "  foaf:name "):
        line = next(line for line in text.splitlines() if line.startswith(needed))
        assert not holds(text.replace(f"{line}\n", "  .\n" if line.endswith(" .") else "", 1)), needed
    assert not holds(text.replace("data-theme/GOVE", "data-theme/NONE"))
    assert not holds(text.replace('+00:00"^^xsd:dateTime', '"'))


@pytest.mark.standards
def test_a_city_without_a_timetable_offers_no_journeys() -> None:
    text = catalogue(offered=DATASETS)
    assert holds(text)
    assert "dcat:DataService" in catalogue()
    assert "dcat:DataService" not in text
    assert "gtfs" not in text


@pytest.mark.standards
def test_no_name_breaks_out_of_its_literal() -> None:
    graph = Graph().parse(data=catalogue(ODD), format="turtle")
    assert any(str(value).startswith(ODD) for value in graph.objects())


@pytest.mark.django_db
def test_every_address_of_the_catalogue_answers(jakarta: Pack) -> None:
    browser = Client()
    response = browser.get("/data/katalog.ttl")
    assert response.headers["Content-Type"].startswith("text/turtle")
    assert holds(response.content.decode())
    begun_later = {"/log/checkpoint", "/.well-known/balai-city.json", "/data/gtfs.zip"}
    assert datasets() == ALL
    assert browser.get("/api/v1/openapi.json").status_code == 200
    for dataset in ALL:
        for way in dataset.ways:
            found: Any = browser.get(urlsplit(way.path).path)
            assert found.status_code == (404 if way.path in begun_later else 200), way.path
            if found.streaming:
                b"".join(found.streaming_content)  # read to its end, a download gives back its place
