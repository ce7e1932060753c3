"""The addresses of a city that has another way to log in."""

from __future__ import annotations

from django.urls import include, path

from balai.project import urls

urlpatterns = [path("akun/lain/", include("balai.apps.accounts.connection_urls")), *urls.urlpatterns]
handler404, handler429, handler500 = urls.handler404, urls.handler429, urls.handler500
