from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from balai.base.middleware.security_headers import SecurityHeadersMiddleware

pytestmark = pytest.mark.urls("balai.base.middleware.tests.views")


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/look", "/nowhere", "/scribble", "/refuse", "/stream"])
def test_every_answer_is_strict(address: str) -> None:
    response = Client(raise_request_exception=False).get(address)
    policy = dict(part.strip().split(" ", 1) for part in response.headers["Content-Security-Policy"].split(";"))
    assert policy.pop("default-src") == "'none'"
    assert policy.pop("frame-ancestors") == policy.pop("base-uri") == "'none'"
    assert policy.pop("img-src") == "'self' data: blob:"
    assert set(policy.values()) == {"'self'"}
    assert "unsafe" not in response.headers["Content-Security-Policy"]
    permissions = response.headers["Permissions-Policy"].split(", ")
    assert {"geolocation=(self)", "camera=(self)", "microphone=()", "payment=()"} <= set(permissions)
    assert response.headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Referrer-Policy"] == "same-origin"
    assert response.headers["X-Frame-Options"] == "DENY"
    assert "Strict-Transport-Security" not in response.headers


@pytest.mark.django_db
def test_over_https_browsers_stay_with_https() -> None:
    response = Client().get("/look", secure=True)
    assert response.headers["Strict-Transport-Security"] == "max-age=31536000"


def test_a_view_may_be_stricter() -> None:
    sandboxed = HttpResponse(headers={"Content-Security-Policy": "sandbox"})
    response = SecurityHeadersMiddleware(lambda _request: sandboxed)(RequestFactory().get("/"))
    assert response.headers["Content-Security-Policy"] == "sandbox"
