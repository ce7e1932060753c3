"""The network's addresses."""

from __future__ import annotations

from django.urls import path
from django.urls.resolvers import URLPattern

from balai.apps.network.views import machines

app_name = "network"

urlpatterns: list[URLPattern] = [
    path(".well-known/balai-city.json", machines.descriptor, name="descriptor"),
    path("jaringan/bentuk/<slug:name>.schema.json", machines.schema, name="schema"),
    path("jaringan/peringatan.json", machines.alarms, name="alarms-data"),
    path("jaringan/saksi/add-checkpoint", machines.add_checkpoint, name="witness"),
    path("jaringan/surat/", machines.letters, name="letters"),
]
