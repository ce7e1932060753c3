"""A few addresses by the names that the table of limits knows."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def page(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("a page")


urlpatterns = [
    path("", include(([path("lapor/", page, name="start"), path("cari/", page, name="find")], "reports"))),
    path("other/", page, name="other"),
    path("api/v1/", include(([path("cases", page, name="cases")], "api"))),
]
