"""Boundaries go out as GeoJSON that says whether it is schematic, once per hour and visitor."""

from __future__ import annotations

import gzip
import json

from django.test import Client

from balai.base.memo import forget_all
from balai.base.packs import Pack

ADDRESS = "/map/boundaries.geojson"


def test_all_subdistricts_and_that_they_are_schematic(client: Client, jakarta: Pack) -> None:
    answer = client.get(ADDRESS, headers={"accept-encoding": "gzip"})
    assert answer.headers["Content-Type"] == "application/geo+json"
    assert "max-age=3600" in answer.headers["Cache-Control"]
    document = json.loads(gzip.decompress(answer.content))
    assert document["schematic"] is True
    assert len(document["features"]) == 267
    assert {"code", "name"} == set(document["features"][0]["properties"])
    assert len(answer.content) < 40_000


def test_unchanged_boundaries_are_not_sent_again(client: Client, jakarta: Pack) -> None:
    tag = client.get(ADDRESS).headers["ETag"]
    again = client.get(ADDRESS, headers={"if-none-match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_city_without_boundaries_has_an_empty_map(client: Client, db: None) -> None:
    forget_all()
    assert json.loads(client.get(ADDRESS).content)["features"] == []
    forget_all()


def test_it_can_only_be_read(client: Client, db: None) -> None:
    assert client.post(ADDRESS).status_code == 405
