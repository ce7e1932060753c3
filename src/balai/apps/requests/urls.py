"""The addresses of the catalogue and of the way through a service. A service's code always holds a dot."""

from __future__ import annotations

from django.urls import path, re_path
from django.urls.resolvers import URLPattern

from balai.apps.requests.views import catalogue, ending, returning, wizard

app_name = "requests"

CODE = r"layanan/(?P<code>[a-z]+(?:\.[a-z][a-z0-9_]*)+)"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
DRAFT = rf"{CODE}/(?P<draft>{UUID})"
SLUG = r"(?P<slug>[a-z0-9_-]{1,60})"

urlpatterns: list[URLPattern] = [
    path("layanan/", catalogue.catalogue, name="catalogue"),
    path("layanan/lanjut/<uuid:draft>/<str:token>/", returning.come_back, name="return"),
    re_path(rf"^{CODE}/$", catalogue.service_page, name="service"),
    re_path(rf"^{CODE}/mulai/$", wizard.start, name="start"),
    re_path(rf"^{DRAFT}/terkirim/$", ending.sent, name="sent"),
    re_path(rf"^{DRAFT}/hapus/$", wizard.forget, name="forget"),
    re_path(rf"^{DRAFT}/nanti/$", returning.later, name="later"),
    re_path(rf"^{DRAFT}/berkas/(?P<file>{UUID})/$", wizard.draft_file, name="draft-file"),
    re_path(rf"^{DRAFT}/{SLUG}/$", wizard.page, name="page"),
    re_path(rf"^{DRAFT}/{SLUG}/baru/$", wizard.entry, name="new-entry"),
    re_path(rf"^{DRAFT}/{SLUG}/(?P<number>[1-9][0-9]?)/$", wizard.entry, name="entry"),
]
