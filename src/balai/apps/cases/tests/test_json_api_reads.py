"""Services, areas and public cases as JSON: described by their own schema, paged by key, in the service file's words."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from jsonschema import Draft202012Validator

from balai.apps.cases.definitions import current_services
from balai.apps.cases.tests.samples import CIKINI, CIKINI_POINT, report

pytestmark = pytest.mark.usefixtures("jakarta")


def get(path: str) -> Any:
    answer = Client().get(f"/api/v1{path}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def test_every_service_says_what_it_asks() -> None:
    listed = {service["code"] for service in get("/services")}
    assert listed == set(current_services())
    for code in listed:
        whole = get(f"/services/{code}")
        Draft202012Validator.check_schema(whole["answers"])
        if code.startswith("report."):
            assert "category" in whole["answers"]["required"]
            assert whole["uploads"] == {"photo": 3}
    road = get("/services/report.road")["answers"]
    valid = Draft202012Validator(road).is_valid
    assert valid({"category": "pothole", "words": "Lubang besar di jalan"})
    assert not valid({"category": "volcano", "words": "Lubang besar di jalan"})
    assert not valid({"category": "pothole", "words": "pendek"})
    assert road["properties"]["danger"]["x-show-if"] == {"answer": "category", "in": ["pothole", "cover", "bridge"]}


def test_areas_are_a_tree_and_a_point_finds_its_own() -> None:
    top = get("/areas")
    assert [area["level"] for area in top] == ["province"]
    assert len(get(f"/areas?parent={top[0]['code']}")) == 6
    whole = get(f"/areas/{CIKINI}")
    assert [area["level"] for area in whole["ancestors"]] == ["province", "city", "district"]
    longitude, latitude = CIKINI_POINT
    at = get(f"/areas/at?longitude={longitude}&latitude={latitude}")
    assert (at["where"], [area["code"] for area in at["areas"]]) == ("inside", [CIKINI])
    assert get("/areas/at?longitude=0&latitude=0") == {"where": "outside", "areas": []}


def test_lists_are_paged_by_key_and_narrowed() -> None:
    opened = [report().reference for _ in range(27)]
    first = get("/cases")
    second = get(f"/cases?cursor={first['next']}")
    assert (len(first["items"]), len(second["items"]), second["next"]) == (25, 2, "")
    assert {item["reference"] for item in first["items"] + second["items"]} == set(opened)
    assert len(get(f"/cases?area={CIKINI}&service=report.road&category=pothole&state=waiting")["items"]) == 25
    assert get("/cases?category=bridge")["items"] == []
    for unknown in ("area=99", "service=x", "state=x", "cursor=x"):
        assert Client().get(f"/api/v1/cases?{unknown}").json()["code"] == "cases.unknown_filter"


def test_the_description_is_there_and_names_problems() -> None:
    schema = get("/openapi.json")
    assert schema["openapi"].startswith("3.")
    post = schema["paths"]["/api/v1/cases"]["post"]
    assert "Idempotency-Key" in {parameter["name"] for parameter in post["parameters"]}
    assert set(post["responses"]["422"]["content"]) == {"application/problem+json"}
    assert Client().get("/api/v1/docs").status_code == 404
