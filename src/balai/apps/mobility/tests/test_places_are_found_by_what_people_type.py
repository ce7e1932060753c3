"""A place is a stop, a well-known place, a subdistrict or a point; where a name may mean several, one is asked which."""

from __future__ import annotations

import pytest
from django.test import Client

from balai.apps.mobility.placing import STOP, WELL_KNOWN, find_place, fold, point_of, suggest
from balai.apps.mobility.timetables import feed_folder, prepare
from balai.base.packs import Pack
from balai.engines.transit.places import AtPoint, AtStop
from balai.engines.transit.planner import Planner


@pytest.fixture(scope="module")
def planner() -> Planner:
    folder = feed_folder()
    assert folder is not None
    return prepare(folder)


@pytest.mark.parametrize("typed", ["Kota", "kota", "  KOTA ", "tj-kota"])
def test_a_stop_is_found_by_name_and_id(jakarta: Pack, planner: Planner, typed: str) -> None:
    assert find_place(planner, typed).place == AtStop("tj-kota")


@pytest.mark.parametrize("typed", ["Monas", "national monument", "Kebun Binatang Ragunan", "ragunan zoo"])
def test_a_well_known_place_is_found_by_each_of_its_names(jakarta: Pack, planner: Planner, typed: str) -> None:
    found = find_place(planner, typed)
    assert isinstance(found.place, AtPoint)
    assert found.name in {"Monas", "Kebun Binatang Ragunan"}


def test_a_subdistrict_is_found_by_its_name_and_by_name_and_district(jakarta: Pack, planner: Planner) -> None:
    for typed in ("Cikini", "cikini, menteng"):
        found = find_place(planner, typed)
        assert found.name == "Cikini, Menteng"
        assert isinstance(found.place, AtPoint)


def test_a_name_of_a_district_and_its_subdistrict_is_asked_back(
    jakarta: Pack, planner: Planner, client: Client
) -> None:
    found = find_place(planner, "Menteng")
    assert found.place is None
    assert [known.kind for known in found.suggestions] == ["subdistrict", "district"]
    page = client.get("/perjalanan/", {"dari": "Menteng", "ke": "Kota"}, headers={"accept-language": "en"})
    text = page.content.decode()
    assert "“Menteng” may be several places" in text
    assert "?dari=Menteng%2C+Menteng&amp;ke=Kota&amp;kapan=" in text
    assert "(Subdistrict)" in text


def test_every_suggestion_is_found_again_by_its_own_words(jakarta: Pack, planner: Planner) -> None:
    for typed in ("le", "kota", "ga", "ru", "stasiun", "31", "men"):
        for known in suggest(planner, typed):
            assert find_place(planner, known.value).name == known.value


def test_suggestions_put_names_that_begin_so_first(jakarta: Pack, planner: Planner) -> None:
    found = suggest(planner, "pas")
    assert found[0].value.startswith("Pas")
    assert {known.kind for known in suggest(planner, "lebak")} == {STOP, WELL_KNOWN, "subdistrict"}
    assert len(suggest(planner, "a b")) <= 8
    assert suggest(planner, "x") == []
    assert suggest(planner, "  ,, ") == []


@pytest.mark.django_db
def test_suggestions_are_told_to_scripts(client: Client) -> None:
    places = client.get("/perjalanan/tempat.json", {"cari": "lebak b"}, headers={"accept-language": "id"}).json()
    assert {"value": "Lebak Bulus (MRT)", "kind": "halte atau stasiun"} in places["places"]
    stops = client.get("/perjalanan/tempat.json", {"cari": "lebak b", "jenis": "stop"}).json()["places"]
    assert [one["value"] for one in stops] == ["Lebak Bulus", "Lebak Bulus (MRT)"]


@pytest.mark.parametrize(
    ("typed", "point"),
    [
        ("-6.19,106.82", (-6.19, 106.82)),
        (" -6.19 , 106.82 ", (-6.19, 106.82)),
        ("-6.19", None),
        ("106.82,-6.19", None),
        ("nan,nan", None),
        ("1e9,1", None),
        ("-6.19,106.82,3", None),
    ],
)
def test_a_point_is_latitude_and_longitude(typed: str, point: tuple[float, float] | None) -> None:
    assert point_of(typed) == point


def test_one_walks_farther_where_no_stop_is_near(jakarta: Pack, planner: Planner) -> None:
    near = find_place(planner, "-6.3161,106.8041").place
    far = find_place(planner, "-6.3400,106.8244").place
    nowhere = find_place(planner, "-6.5,106.2").place
    assert isinstance(near, AtPoint)
    assert isinstance(far, AtPoint)
    assert isinstance(nowhere, AtPoint)
    assert near.metres == nowhere.metres == 1000.0
    assert 1000.0 < far.metres <= 5000.0
    assert planner.depart(far, AtStop("tj-kota"), planner.timetable.services.first, 8 * 3600)


def test_folding_forgets_accents_case_and_signs() -> None:
    assert fold("  Pasar-Baru (É) ") == "pasar baru e"
