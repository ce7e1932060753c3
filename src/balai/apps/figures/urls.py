"""Addresses of the map's data, the figures and the downloads."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern
from django.views.generic import RedirectView

from balai.apps.figures.views import clusters, downloads, overview

app_name = "figures"

urlpatterns: list[URLPattern] = [
    path("angka/", overview.of_area, name="overview"),
    path("angka/instansi/", overview.of_agency, name="agencies"),
    path("peta/", RedirectView.as_view(pattern_name="reports:list", query_string=True), name="map"),
    path("peta/kelompok.json", clusters.clusters, name="clusters"),
    path("data/", downloads.about, name="data"),
    path("data/laporan.csv", downloads.as_csv, name="csv"),
    path("data/laporan.geojson", downloads.as_geojson, name="geojson"),
    path("data/laporan.atom", downloads.as_atom, name="atom"),
]
