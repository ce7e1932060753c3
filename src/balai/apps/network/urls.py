"""The network's addresses."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from balai.apps.cases.service import DeskPage
from balai.apps.network.rules import DECIDING_ROLES, LOOKING_ROLES
from balai.apps.network.views import alarms, comparisons, desk, machines, openapi, pages

app_name = "network"

urlpatterns: list[URLPattern] = [
    path(".well-known/balai-city.json", machines.descriptor, name="descriptor"),
    path("jaringan/bentuk/<slug:name>.schema.json", machines.schema, name="schema"),
    path("jaringan/layanan/<str:code>.json", machines.service, name="service"),
    path("jaringan/openapi.json", openapi.description, name="openapi"),
    path("jaringan/peringatan.json", machines.alarms, name="alarms-data"),
    path("jaringan/saksi/add-checkpoint", machines.add_checkpoint, name="witness"),
    path("jaringan/surat/", machines.letters, name="letters"),
    path("jaringan/", pages.overview, name="overview"),
    path("jaringan/kami/", pages.ourselves, name="ourselves"),
    path("jaringan/kota/<int:number>/", pages.city, name="city"),
    path("jaringan/bandingkan/", comparisons.compare, name="compare"),
    path("jaringan/bandingkan/<str:code>.json", comparisons.compare_data, name="compare-data"),
    path("jaringan/bandingkan/<str:code>/", comparisons.compare_one, name="compare-one"),
    path("jaringan/peringatan/", alarms.listed, name="alarms"),
    path("jaringan/peringatan.atom", alarms.feed, name="alarms-feed"),
    path("jaringan/peringatan/<int:number>.json", alarms.evidence, name="evidence"),
    path("kerja/jaringan/", DeskPage(LOOKING_ROLES, desk.show), name="desk"),
    path("kerja/jaringan/<int:number>/jawab/", DeskPage(DECIDING_ROLES, desk.decide), name="decide"),
    path("kerja/jaringan/peringatan/<int:number>/tutup/", DeskPage(DECIDING_ROLES, desk.close), name="close"),
]
