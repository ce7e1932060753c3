"""The map's data: of bounded size, the same count however it is gathered, and nothing in it that the list has not."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from balai.apps.cases.actions.opening import Place
from balai.apps.cases.models import Case
from balai.apps.cases.queries.clusters import MOST_GROUPS
from balai.apps.cases.service import Filters
from balai.apps.cases.tests.samples import CIKINI, NOW, report
from balai.apps.figures.actions.following import follow
from balai.apps.figures.queries.spots import kept_groups, kept_will_do
from balai.apps.figures.views import clusters

pytestmark = pytest.mark.usefixtures("jakarta")
JAKARTA = "106.3,-6.5,107.2,-5.5"


def asked(client: Client, query: str = "") -> dict[str, Any]:
    answer = client.get(f"/peta/kelompok.json?{query}")
    assert answer.status_code == 200
    found: dict[str, Any] = json.loads(answer.content)
    assert found["cases"] == sum(feature["properties"]["cases"] for feature in found["features"])
    return found


def many(count: int, *, is_public: bool = True, spread: float = 0.0005) -> None:
    for number in range(count):
        longitude, latitude = 106.839 + spread * (number % 7), -6.191 + spread * (number // 7)
        report(
            now=NOW - timedelta(days=40 * (number % 3)), place=Place(longitude, latitude, CIKINI), is_public=is_public
        )


def test_far_away_they_are_one_and_near_by_each_is_itself(client: Client) -> None:
    many(14, spread=0.002)
    far = asked(client, f"kotak={JAKARTA}&zoom=9")
    assert [feature["properties"]["cases"] for feature in far["features"]] == [14]
    near = asked(client, "kotak=106.83,-6.2,106.86,-6.18&zoom=18")
    assert near["cases"] == 14
    assert all(feature["properties"]["url"].startswith("/laporan/JKT-") for feature in near["features"])


def test_a_private_case_is_in_no_cluster(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    many(5)
    many(4, is_public=False)
    follow(now=NOW)
    private = set(Case.objects.filter(is_public=False).values_list("reference", flat=True))
    for few in (clusters.FEW, 0):
        monkeypatch.setattr(clusters, "FEW", few)
        for zoom in range(20):
            found = asked(client, f"kotak=106.7,-6.3,107.0,-6.1&zoom={zoom}")
            assert found["cases"] == 5
            assert not private & {feature["properties"].get("url", "//").split("/")[2] for feature in found["features"]}


@pytest.mark.parametrize(
    "query",
    ["", "jenis=report.road", "jenis=report.road/pothole", "status=waiting", "sejak=2026-10-01&sampai=2026-10-31", "status=done"],
)  # fmt: skip
def test_kept_cells_and_gathered_ones_hold_the_same_cases(
    client: Client, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    many(9)
    follow(now=NOW)
    box = "kotak=106.7,-6.3,107.0,-6.1"
    gathered = asked(client, f"{query}&{box}&zoom=12")["cases"]
    monkeypatch.setattr(clusters, "FEW", -1)
    assert [asked(client, f"{query}&{box}&zoom={zoom}")["cases"] for zoom in (8, 12, 14)] == [gathered] * 3


def test_sums_answer_only_where_they_can() -> None:
    assert kept_will_do(Filters(service="report.road"), 11)
    assert not kept_will_do(Filters(area="31.71"), 11)
    assert not kept_will_do(Filters(since=NOW), 11)
    assert not kept_will_do(Filters(), 15)
    assert kept_groups(Filters(), 11).cases == 0


@pytest.mark.parametrize("query", ["", "zoom=x", "zoom=99&kotak=1,2,3", "kotak=nan,nan,nan,nan", "kotak=inf,1,2,3", "kotak=-180,-90,180,90&zoom=19", "kotak=106.8,-6.2,106.8001,-6.1999&zoom=19", "area=%00&jenis=%00/%00"])  # fmt: skip
def test_whatever_is_asked_gets_an_answer(client: Client, query: str) -> None:
    report(now=NOW)
    asked(client, query)


def test_the_answer_is_bounded_and_asks_little(client: Client) -> None:
    many(30, spread=0.0003)
    asked(client)
    with CaptureQueriesContext(connection) as captured:
        found = asked(client, f"kotak={JAKARTA}&zoom=19")
    assert len(found["features"]) <= MOST_GROUPS
    statements = [query["sql"] for query in captured.captured_queries if query["sql"].startswith("SELECT")]
    assert len(statements) <= 4, "\n".join(statements)
