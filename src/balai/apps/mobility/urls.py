"""Journeys, fares, and what a card was charged."""

from __future__ import annotations

from django.urls.resolvers import URLPattern

app_name = "mobility"

urlpatterns: list[URLPattern] = []
