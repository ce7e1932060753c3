"""A place is a point, or an area with words that help to find it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from django.http import QueryDict
from django.template import Context, Template
from django.utils import translation
from django.utils.http import urlencode

from balai.base.packs import Pack
from balai.engines.casework.definition import Question, QuestionType
from balai.web.questions import QuestionForm, form_for

KEMANG = "31.74.03.1002"
PLACE = Question("place", QuestionType.PLACE, {"id": "Di mana?", "en": "Where?"}, required=True)


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


def asked(parts: Mapping[str, str], *, required: bool = True) -> QuestionForm:
    question = PLACE if required else Question("place", QuestionType.PLACE, PLACE.label)
    data = QueryDict(urlencode({f"place_{name}": value for name, value in parts.items()}))
    with translation.override("en"):
        form = form_for([question], "en", data)
        form.is_valid()
    return form


def test_a_point(jakarta: Pack) -> None:
    form = asked({"latitude": "-6.2576123456", "longitude": " 106,8166 ", "words": " Depan  SDN 01 "})
    answer = {"longitude": 106.8166, "latitude": -6.257612, "area": "", "words": "Depan SDN 01"}
    assert form.answers() == {"place": answer}


def test_an_area_with_words(jakarta: Pack) -> None:
    answer = asked({"area": KEMANG, "words": "Depan SDN 01"}).answers()["place"]
    assert answer == {"longitude": None, "latitude": None, "area": KEMANG, "words": "Depan SDN 01"}


@pytest.mark.parametrize(
    ("parts", "sentence"),
    [
        ({}, "Show us where “Where?” is: by the map, or by choosing the subdistrict."),
        ({"words": "Depan SDN 01"}, "Show us where “Where?” is: by the map, or by choosing the subdistrict."),
        ({"area": KEMANG}, "Write an address or a landmark, so that the field crew can find the place."),
        ({"area": "99"}, "Choose a subdistrict from the list."),
        ({"latitude": "-6.2"}, "The coordinates must be two numbers in degrees, such as -6.2 and 106.8."),
        (
            {"latitude": "106.8", "longitude": "-6.2"},
            "The coordinates must be two numbers in degrees, such as -6.2 and 106.8.",
        ),
        (
            {"latitude": "nan", "longitude": "inf"},
            "The coordinates must be two numbers in degrees, such as -6.2 and 106.8.",
        ),
        (
            {"latitude": "1e1", "longitude": "1"},
            "The coordinates must be two numbers in degrees, such as -6.2 and 106.8.",
        ),
    ],
)
def test_what_is_not_a_place(jakarta: Pack, parts: dict[str, str], sentence: str) -> None:
    assert asked(parts).errors["place"] == [sentence]


def test_an_optional_place_may_stay_empty(jakarta: Pack) -> None:
    assert asked({}, required=False).answers() == {}


def test_it_can_be_answered_without_scripts_and_without_a_map(jakarta: Pack) -> None:
    initial = {"place": {"longitude": 106.8166, "latitude": -6.25, "area": KEMANG, "words": "Depan <SDN>"}}
    with translation.override("id"):
        page = Template("{% fields form %}").render(Context({"form": form_for([PLACE], "id", initial=initial)}))
    assert '<optgroup label="Mampang Prapatan, Kota Administrasi Jakarta Selatan">' in page
    assert page.count("<option") == 267 + 1
    assert f'<option value="{KEMANG}" selected>' in page
    assert 'value="Depan &lt;SDN&gt;"' in page
    assert 'name="place_latitude" value="-6.25"' in page


def test_an_area_alone(jakarta: Pack) -> None:
    question = Question("area", QuestionType.AREA, {"en": "Area"}, required=True)
    chosen = form_for([question], "en", QueryDict(f"area={KEMANG}"))
    assert chosen.is_valid()
    assert chosen.answers() == {"area": KEMANG}
    assert form_for([question], "en", QueryDict("area=99")).errors["area"] == [
        "Choose one of the answers offered to “Area”."
    ]
    assert form_for([question], "en", QueryDict("")).errors["area"] == ["Choose an answer to “Area”."]


def test_the_list_of_areas_is_one_statement(jakarta: Pack, django_assert_num_queries: object) -> None:
    with django_assert_num_queries(1):  # type: ignore[operator]
        Template("{% fields form %}{% fields form %}").render(Context({"form": form_for([PLACE], "id")}))


def test_the_chosen_area_is_chosen_in_the_list_and_no_other(jakarta: Pack) -> None:
    html = Template("{% field form.place %}").render(Context({"form": asked({"area": KEMANG})}))
    assert html.count("<option value=") == 268
    assert html.count(" selected>") == 1
    assert f'<option value="{KEMANG}" selected>' in html
    assert '<option value="31.74.03.1001">' in html
