"""What operators get is read sum first: the month, each operator, and each ticket day folded."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse

from balai.apps.mobility.queries.settlements import by_day, by_operator
from balai.apps.mobility.service import receive_taps
from balai.apps.mobility.tests.test_taps_and_accounts import begun, readings
from balai.base.city import city_zone
from balai.base.clock import now as the_time
from balai.base.packs import Pack
from balai.engines.fares.shares import OperatorDay
from balai.project.tests.everyone import Scene, make_scene

__all__ = ["begun"]
ROWS = [
    OperatorDay(date(2026, 11, 2), "mrt", 3, 9_500, 12_000),
    OperatorDay(date(2026, 11, 2), "bus", 1, 1_000, 3_500),
    OperatorDay(date(2026, 11, 1), "bus", 2, 2_000, 8_500),
    OperatorDay(date(2026, 11, 1), "lrt", 0, 0, 0),
]


@pytest.fixture
def scene(jakarta: Pack) -> Scene:
    return make_scene()


def test_days_and_operators_add_up_to_the_same_sum() -> None:
    days, operators = by_day(ROWS), by_operator(ROWS)
    assert [(share.day.day, share.amount, share.boardings) for share in days] == [(1, 8_500, 2), (2, 15_500, 4)]
    assert [(share.operator, share.amount, share.metres) for share in operators] == [
        ("bus", 12_000, 3_000), ("mrt", 12_000, 9_500), ("lrt", 0, 0),
    ]  # fmt: skip
    assert [row.operator for row in days[1].rows] == ["bus", "mrt"]
    assert by_day([]) == by_operator([]) == []


def test_the_page_tells_the_sum_first_and_folds_the_days(scene: Scene, begun: datetime) -> None:
    receive_taps(taps=readings(begun), now=the_time())
    before = readings(begun - timedelta(days=1))
    receive_taps(taps=[replace(tap, key=f"{tap.key}-before") for tap in before], now=the_time())
    months = {(begun - timedelta(days=days)).strftime("%Y-%m") for days in (0, 1)}
    days, amounts = 0, 0
    for month in months:
        page = scene.browser("auditor").get(reverse("mobility:settlement"), {"month": month})
        said = page.content.decode()
        days += said.count("<details>")
        amounts += page.context["total"]
        assert said.index('class="sum"') < said.index("<table") < said.index("<details>")
        assert "<details open" not in said
    assert (days, amounts) == (2, 9_500)


def test_no_way_leads_to_a_month_that_has_not_begun(scene: Scene) -> None:
    this = the_time().astimezone(city_zone()).date().replace(day=1)
    before = (this - timedelta(days=1)).strftime("%Y-%m")
    browser = scene.browser("auditor")
    following = (this + timedelta(days=32)).strftime("%Y-%m")
    assert f"month={following}" not in browser.get(reverse("mobility:settlement")).content.decode()
    former = browser.get(reverse("mobility:settlement"), {"month": before}).content.decode()
    assert f"month={this:%Y-%m}" in former
