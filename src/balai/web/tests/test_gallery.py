"""The pattern gallery shows every component, and only in demo mode."""

from __future__ import annotations

import re
from pathlib import Path

from django.test import Client

from balai.engines.casework.definition import QuestionType
from balai.web.gallery_questions import SAMPLE_QUESTIONS

COMPONENTS = Path(__file__).parents[1] / "templates" / "web" / "components"


def test_a_running_city_has_no_gallery(client: Client, db: None) -> None:
    assert client.get("/gallery/").status_code == 404


def test_it_asks_a_question_of_each_type() -> None:
    assert {question.type for question in SAMPLE_QUESTIONS} == set(QuestionType)


def test_it_shows_every_component(client: Client, demo: None) -> None:
    answer = client.get("/gallery/")
    used = {Path(template.name).name for template in answer.templates if template.name}
    every = {path.name for path in COMPONENTS.glob("*.html")}
    assert answer.status_code == 200
    assert every - used == {"htmx.html"}  # for pages that use it


def test_wrong_answers_come_back_with_a_summary_that_leads_to_the_fields(client: Client, demo: None) -> None:
    page = client.post("/gallery/", {"count": "many"}, headers={"accept-language": "en"}).content.decode()
    assert "<title>Error: " in page
    assert "There is a problem" in page
    targets = re.findall(r'<li><a href="#([^"]+)">', page)
    assert targets == ["id_place_words", "id_kind_0", "id_words", "id_count"]
    for target in targets:
        assert f'id="{target}"' in page
    assert re.search(r'id="id_count"[^>]*|aria-invalid="true"', page)
    assert page.count("“How many metres?” must be a number, such as 25.") == 2


def test_it_asks_little_of_the_database(client: Client, demo: None, django_assert_max_num_queries: object) -> None:
    client.get("/gallery/")
    with django_assert_max_num_queries(5):  # type: ignore[operator]
        client.get("/gallery/")
