"""The main navigation depends on who looks, marks where one is, and costs a visitor no statement."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory, override_settings
from django.urls import path

from balai.web.navigation import Entry, links, members, visitors


def nothing(_request: HttpRequest) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("", nothing, name="home"),
    path("reports/", nothing, name="reports"),
    path("out/", nothing, name="out"),
]
NAVIGATION = (
    Entry("Home", "home"),
    Entry("Reports", "reports", count=lambda _request: 3),
    Entry("Log in", "home", shown_to=visitors, at_end=True),
    Entry("Log out", "out", shown_to=members, post=True),
    Entry("Elsewhere", "not:installed"),
)

pytestmark = pytest.mark.urls(__name__)


def seen(address: str, *, logged_in: bool) -> list[Any]:
    request = RequestFactory().get(address)
    request.user = SimpleNamespace(is_authenticated=logged_in)  # type: ignore[assignment]
    with override_settings(BALAI_NAVIGATION=f"{__name__}.NAVIGATION"):
        return links(request)


def test_each_sees_their_own_links() -> None:
    assert [link.label for link in seen("/", logged_in=False)] == ["Home", "Reports", "Log in"]
    assert [link.label for link in seen("/", logged_in=True)] == ["Home", "Reports", "Log out"]


def test_the_nearest_link_is_marked() -> None:
    assert [link.label for link in seen("/reports/JKT1/", logged_in=True) if link.current] == ["Reports"]
    assert [link.label for link in seen("/elsewhere/", logged_in=True) if link.current] == []


def test_numbers_and_buttons() -> None:
    _home, reports, out = seen("/", logged_in=True)
    assert (reports.count, out.post, out.url) == (3, True, "/out/")
