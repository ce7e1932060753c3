"""Journeys, fares, and what a card was charged."""

from __future__ import annotations

from django.urls import path

from balai.apps.cases.service import DeskPage
from balai.apps.mobility.rules import LOOKING_ROLES
from balai.apps.mobility.views import planning, settlement, tariffs, travel, trying

app_name = "mobility"

urlpatterns = [
    path("perjalanan/", planning.plan, name="plan"),
    path("perjalanan.json", planning.journeys, name="journeys"),
    path("tarif/", tariffs.show, name="tariffs"),
    path("perjalanan-saya/", travel.show, name="travel"),
    path("perjalanan-saya/<path:key>/keberatan/", travel.dispute, name="dispute"),
    path("kerja/tarif/", DeskPage(LOOKING_ROLES, trying.show), name="try"),
    path("kerja/setoran/", DeskPage(LOOKING_ROLES, settlement.show), name="settlement"),
]
