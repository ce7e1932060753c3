"""A point near a border is a question to the citizen; a point outside is said clearly."""

from __future__ import annotations

import pytest

from balai.apps.reports.tests.walk import LANDMARK, POINT, Walk, page_of, text
from balai.base.areas.models import Area
from balai.base.areas.queries import find_area

pytestmark = pytest.mark.usefixtures("jakarta")


@pytest.fixture
def border() -> dict[str, str]:
    """A point between Cikini and its neighbour, found on the pack's own boundaries."""
    west, east = 106.80, 106.839
    latitude = -6.191
    inside = find_area(east, latitude).code
    while east - west > 1e-7:
        middle = (west + east) / 2
        if find_area(middle, latitude).code == inside:
            east = middle
        else:
            west = middle
    return {"place_longitude": f"{east:.6f}", "place_latitude": str(latitude), "place_words": "Di batas"}


def test_the_citizen_is_asked_and_the_choice_holds(border: dict[str, str]) -> None:
    walk = Walk()
    walk.start()
    asked = walk.send("lokasi", border)
    assert asked.status_code == 200
    assert "Termasuk kelurahan mana?" in text(asked)
    found = find_area(float(border["place_longitude"]), float(border["place_latitude"]))
    codes = [candidate.code for candidate in found.candidates]
    assert len(codes) > 1
    names = Area.objects.filter(code__in=codes).values_list("name", flat=True)
    assert all(name in text(asked) for name in names)
    assert page_of(walk.send("lokasi", {**border, "border": "1", "place_area": codes[-1]})) == "jenis"
    assert walk.kept["place"]["area"] == codes[-1]
    assert walk.kept["place"]["words"] == "Di batas"


def test_choosing_nothing_at_the_border_is_said(border: dict[str, str]) -> None:
    walk = Walk()
    walk.start()
    again = walk.send("lokasi", {**border, "border": "1"})
    assert again.status_code == 422
    assert "Termasuk kelurahan mana?" in text(again)
    assert "error-summary" in again.content.decode()


def test_a_place_outside_the_city_is_said_with_what_lies_nearest() -> None:
    walk = Walk()
    walk.start()
    answer = walk.send("lokasi", {"place_longitude": "106.8", "place_latitude": "-6.60", "place_words": "Bogor"})
    assert answer.status_code == 422
    assert "di luar wilayah kota" in text(answer)
    assert "Bogor" in answer.content.decode()
    assert "place" not in walk.kept


def test_typed_coordinates_with_a_comma_are_understood() -> None:
    walk = Walk()
    walk.start()
    assert page_of(walk.send("lokasi", {"place_longitude": "106,839", "place_latitude": "-6,191"})) == "jenis"


@pytest.mark.parametrize("longitude", ["nan", "1e9", "106.8x", "９９９", "--1"])
def test_what_is_no_coordinate_is_said(longitude: str) -> None:
    walk = Walk()
    walk.start()
    answer = walk.send("lokasi", {"place_longitude": longitude, "place_latitude": "-6.2"})
    assert answer.status_code == 422
    assert "koordinat" in text(answer).lower()


def test_a_subdistrict_chosen_later_replaces_a_point_that_nobody_touched() -> None:
    walk = Walk().to_check()
    changed = {**POINT, "place_words": "Pasar", "place_area": "31.74.01.1001"}
    walk.send("lokasi", changed, "?ubah=1")
    assert walk.kept["place"] == {
        "longitude": None,
        "latitude": None,
        "area": "31.74.01.1001",
        "words": "Pasar",
    }


def test_an_area_of_another_level_is_not_taken() -> None:
    walk = Walk()
    walk.start()
    assert walk.send("lokasi", {**LANDMARK, "place_area": "31.71"}).status_code == 422
