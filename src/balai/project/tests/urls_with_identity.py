"""The addresses of a city at which other systems log people in."""

from __future__ import annotations

from django.urls import include, path

from balai.project import urls

urlpatterns = [path("", include("balai.apps.accounts.identity_urls")), *urls.urlpatterns]
handler404, handler429, handler500 = urls.handler404, urls.handler429, urls.handler500
