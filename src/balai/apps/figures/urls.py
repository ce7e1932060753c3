"""Addresses of the map's data, the figures and the downloads."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "figures"

urlpatterns: list[URLPattern] = []
