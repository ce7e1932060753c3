"""A tariff is tried on planned journeys: wishes become ways by the planner, ways become fares under both files."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.test import Client
from django.urls import reverse

from balai.apps.mobility.queries.stop_areas import area_of
from balai.apps.mobility.service import load_tariffs
from balai.apps.mobility.timetables import prepare
from balai.base.packs import Pack
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.planned_demand import read_wishes
from balai.engines.fares.tests.samples import ZONE
from balai.project.tests.everyone import make_scene

HEAD = "from,to,at,people,group,area\n"
WISHES = f"""{HEAD}Andara,Kota,2026-11-23T07:30,120,,
tj-pulo-gadung,lrt-boulevard-utara,2026-11-23T07:00,80,elderly,Timur
Atlantis,Kota,2026-11-23T07:00,7,,
"""


@pytest.fixture(scope="module", autouse=True)
def timetable() -> None:
    prepare(Path(settings.CONFIGURATION.city) / "mobility" / "gtfs")


@pytest.fixture
def browser(jakarta: Pack) -> Client:
    load_tariffs(sources=jakarta.tariffs, now=datetime(2026, 1, 1, tzinfo=UTC))
    return make_scene().browser("supervisor")


def tried(browser: Client, wishes: str) -> Any:
    page = browser.get(reverse("mobility:try"))
    source = yaml.safe_load(page.context["form"].initial["file"])
    source["package"]["price"]["most"] = 12_000
    return browser.post(reverse("mobility:try"), {"act": "try", "file": yaml.safe_dump(source), "demand": wishes})


def test_planned_journeys_are_priced_under_both_files(browser: Client) -> None:
    answer = tried(browser, WISHES)
    assert answer.status_code == 200
    whole, distances, groups, districts = answer.context["tables"]
    assert whole.rows[0][1] == "200"
    assert sum(int(row[1]) for row in distances.rows) == 200
    assert {row[0]: row[1] for row in groups.rows} == {"Everyone": "120", "elderly": "80"}
    assert {row[0]: row[1] for row in districts.rows} == {area_of("mt-andara"): "120", "Timur": "80"}
    assert area_of("mt-andara")
    page = answer.content.decode()
    assert "<svg" in page
    assert "For 7 people no journey was found." in page
    assert "the format counts no modes" in page


@pytest.mark.parametrize(
    ("wishes", "said"),
    [
        ("from,to\na,b\n", "lacks the column at"),
        (f"{HEAD}Andara,Kota,soon,1,,\n", "Line 2 of the demand"),
        (f"{HEAD}Andara,Kota,2026-11-23T07:30,0,,\n", "Line 2 of the demand"),
        (HEAD + "Andara,Kota,2026-11-23T07:30,1,,\n" * 501, "more than 500 lines"),
    ],
)
def test_wishes_that_cannot_be_read_are_told_by_their_line(browser: Client, wishes: str, said: str) -> None:
    answer = tried(browser, wishes)
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_wish_without_people_is_one_person_in_the_citys_zone() -> None:
    (wish,) = read_wishes(["from,to,at\n", "a,b,2026-11-23T07:30\n"], ZONE, 5)
    assert (wish.people, wish.at) == (1, datetime(2026, 11, 23, 7, 30, tzinfo=ZONE))
    with pytest.raises(FareError):
        read_wishes(["from,to,at\n", ",b,2026-11-23T07:30\n"], ZONE, 5)
