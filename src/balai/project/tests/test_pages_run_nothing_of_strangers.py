"""Every answer carries the content policy, and no page holds a script or a style of its own that it would have to allow."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client

from balai.base.middleware.security_headers import CONTENT_SECURITY_POLICY
from balai.base.packs import Pack
from balai.project.tests.everyone import REPORTER, VISITOR, Scene, addresses, make_scene
from balai.project.tests.test_permission_matrix import PUBLIC, path_of

DATA = {"application/json", "speculationrules"}
STRICTER = "default-src 'none'; sandbox; frame-ancestors 'none'"
"""What a picture may do: nothing."""


class Inspector(HTMLParser):
    """Notes what a content policy without 'unsafe-inline' forbids, and what leads elsewhere unasked."""

    def __init__(self) -> None:
        super().__init__()
        self.findings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "script" and "src" not in given and given.get("type") not in DATA:
            self.findings.append("a script in the page")
        if tag == "style":
            self.findings.append("a style in the page")
        for name, value in attrs:
            if name == "style" or name.startswith("on"):
                self.findings.append(f"{name}= on <{tag}>")
            if name in {"href", "src", "action", "formaction"} and (value or "").strip().lower().startswith(
                "javascript:"
            ):
                self.findings.append(f"{name} with javascript:")
        if tag in {"script", "link", "img"}:
            source = given.get("src") or given.get("href") or ""
            if source.startswith(("http:", "https:", "//")) and given.get("rel") not in {"alternate", "canonical"}:
                self.findings.append(f"<{tag}> from elsewhere: {source}")


def findings_in(response: Any) -> list[str]:
    policy = response.headers.get("Content-Security-Policy", "")
    found = [] if policy in {CONTENT_SECURITY_POLICY, STRICTER} else [f"policy {policy!r}"]
    found += [] if response.headers.get("X-Content-Type-Options") == "nosniff" else ["types are guessed"]
    if response.headers.get("Content-Type", "").startswith("text/html"):
        inspector = Inspector()
        inspector.feed(response.content.decode())
        found += inspector.findings
    return found


@pytest.fixture
def scene(jakarta: Pack) -> Scene:
    return make_scene()


def test_every_page_of_everyone_is_strict(scene: Scene) -> None:
    wrong: list[str] = []
    seen = 0
    for address in addresses():
        path = path_of(address, scene, public=address.name in PUBLIC)
        for who in (VISITOR, REPORTER, "officer", "crew"):
            response = scene.browser(who).get(path)
            seen += response.status_code == 200
            wrong += [f"{address.name} by {who}: {finding}" for finding in findings_in(response)]
            # Archives that nobody reads to the end: `response.close` would end the connection of the test, too.
            for close in getattr(response, "_resource_closers", ()):
                close()
    assert seen > 120
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_forms_that_come_back_with_errors_are_strict(scene: Scene) -> None:
    wrong: list[str] = []
    for address in addresses():
        path = path_of(address, scene, public=address.name in PUBLIC)
        who = "officer" if address.name.startswith("desk:") else REPORTER
        response = scene.browser(who).post(path, {"words": "<b>x</b>", "email": "x", "login": "x", "key": "x"})
        wrong += [f"{address.name}: {finding}" for finding in findings_in(response)]
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_error_pages_are_strict(jakarta: Pack) -> None:
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answers = [
        client.get("/nowhere/"),
        client.post("/lapor/"),
        client.get("/laporan/JKT-0000-0000/"),
        client.get("/api/v1/x"),
    ]
    for response in answers:
        assert response.status_code >= 400
        assert findings_in(response) == []
