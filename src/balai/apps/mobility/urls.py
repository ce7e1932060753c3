"""Journeys, fares, and what a card was charged."""

from __future__ import annotations

from django.urls import path

from balai.apps.cases.service import DeskPage
from balai.apps.mobility.rules import LOOKING_ROLES, NOTICE_ROLES
from balai.apps.mobility.views import (
    cards,
    feeds,
    journey,
    noticing,
    outgoing,
    planning,
    reaching,
    saving,
    settlement,
    sources,
    stops,
    tariffs,
    travel,
    trying,
)

app_name = "mobility"

urlpatterns = [
    path("perjalanan/", planning.plan, name="plan"),
    path("perjalanan.json", planning.journeys, name="journeys"),
    path("perjalanan/tempat.json", planning.places, name="places"),
    path("perjalanan/rute/", journey.show, name="journey"),
    path("perjalanan/rute.geojson", journey.geojson, name="journey-geojson"),
    path("perjalanan/simpan/", saving.save, name="save"),
    path("perjalanan/simpan/<uuid:public_id>/hapus/", saving.drop, name="drop"),
    path("jangkauan/", reaching.show, name="reach"),
    path("halte/", stops.find, name="stops"),
    path("halte/<path:stop>/", stops.show, name="stop"),
    path("tarif/", tariffs.show, name="tariffs"),
    path("perjalanan-saya/", travel.show, name="travel"),
    path("perjalanan-saya/kartu/", cards.register, name="card"),
    path("perjalanan-saya/kartu/<uuid:card>/lepas/", cards.give_up, name="give-up"),
    path("perjalanan-saya/<path:key>/keberatan/", travel.dispute, name="dispute"),
    path("kerja/tarif/", DeskPage(LOOKING_ROLES, trying.show), name="try"),
    path("kerja/jadwal/", DeskPage(LOOKING_ROLES, feeds.show), name="feeds"),
    path("kerja/jadwal/laporan/", DeskPage(LOOKING_ROLES, feeds.one), name="feed"),
    path("kerja/waktu-nyata/", DeskPage(LOOKING_ROLES | NOTICE_ROLES, sources.show), name="sources"),
    path("kerja/pemberitahuan-perjalanan/", DeskPage(LOOKING_ROLES | NOTICE_ROLES, noticing.show), name="notices"),
    path("data/gtfs.zip", outgoing.feed, name="gtfs"),
    path("data/tempat.csv", outgoing.places, name="places-csv"),
    path("data/gtfs-rt/alerts.pb", outgoing.alerts, name="alerts"),
    path("data/gtfs-rt/alerts.json", outgoing.alerts_json, name="alerts-json"),
    path("data/gtfs-rt/trip-updates.pb", outgoing.updates, name="updates"),
    path("data/gtfs-rt/trip-updates.json", outgoing.updates_json, name="updates-json"),
    path("kerja/setoran/", DeskPage(LOOKING_ROLES, settlement.show), name="settlement"),
]
