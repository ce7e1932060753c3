"""Addresses of published figures and of the catalogue."""

from __future__ import annotations

from django.urls import path, re_path
from django.urls.resolvers import URLPattern

from balai.apps.indicators.views import machines

app_name = "indicators"
NAME = r"(?P<period>[0-9]{4}-[0-9]{2})-(?P<number>[0-9]{1,6})"

urlpatterns: list[URLPattern] = [
    path("angka/terbitan.json", machines.published, name="published"),
    re_path(rf"^angka/terbitan/{NAME}\.json$", machines.document, name="document"),
    re_path(rf"^angka/terbitan/{NAME}\.csv$", machines.rows, name="rows"),
    path("angka/definisi.json", machines.definitions, name="definitions"),
    path("data/katalog.ttl", machines.catalogue, name="catalogue"),
]
