"""The network's addresses."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from balai.apps.cases.service import DeskPage
from balai.apps.network.rules import ASKING_ROLES, DECIDING_ROLES, LOOKING_ROLES, READING_ROLES
from balai.apps.network.views import alarms, comparisons, desk, inquiries, lessons, machines, openapi, pages

app_name = "network"

urlpatterns: list[URLPattern] = [
    path(".well-known/balai-city.json", machines.descriptor, name="descriptor"),
    path("jaringan/bentuk/<slug:name>.schema.json", machines.schema, name="schema"),
    path("jaringan/layanan/<str:code>.json", machines.service, name="service"),
    path("jaringan/openapi.json", openapi.description, name="openapi"),
    path("jaringan/peringatan.json", machines.alarms, name="alarms-data"),
    path("jaringan/saksi/add-checkpoint", machines.add_checkpoint, name="witness"),
    path("jaringan/saksi/terakhir", machines.last_seen, name="last-seen"),
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
    path("kerja/jaringan/belajar/", DeskPage(READING_ROLES, lessons.listed), name="lessons"),
    path("kerja/jaringan/belajar/baca/", DeskPage(ASKING_ROLES, lessons.read), name="study"),
    path("kerja/jaringan/belajar/<int:number>/", DeskPage(READING_ROLES, lessons.show), name="lesson"),
    path("kerja/jaringan/belajar/<int:number>/draf.yaml", DeskPage(READING_ROLES, lessons.draft), name="draft"),
    path("kerja/jaringan/tanya/", DeskPage(READING_ROLES, inquiries.listed), name="inquiries"),
    path("kerja/jaringan/tanya/baru/", DeskPage(ASKING_ROLES, inquiries.write), name="inquire"),
    path("kerja/jaringan/<int:number>/jawab/", DeskPage(DECIDING_ROLES, desk.decide), name="decide"),
    path("kerja/jaringan/peringatan/<int:number>/tutup/", DeskPage(DECIDING_ROLES, desk.close), name="close"),
]
