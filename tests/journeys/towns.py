"""A town that answers the pages of a secret vote, its city's side played by the engine: the pages are judged alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import BrowserContext, Page, Route
from tests.standards.conftest import Outside

from balai.base.middleware.security_headers import HEADERS
from balai.engines.belenios.checking import verify_ballot
from balai.engines.belenios.elections import read_election
from balai.engines.belenios.errors import Wrong

ADDRESS = "https://balai.test"
OFFLINE = "/static/votes/offline.js"
QUESTIONS: list[dict[str, Any]] = [
    {"question": "Taman atau parkir?", "answers": ["Taman", "Parkir"], "min": 1, "max": 1},
    {"question": "Yang mana dulu?", "answers": ["Air", "Jalan", "Lampu"], "blank": True, "min": 1, "max": 2},
]


@dataclass
class Town:
    """What answers the pages: `away` plays a net that is down, `handed_in` is what came."""

    outside: Outside
    context: BrowserContext
    language: str = "id"
    away: bool = False
    lies: bool = False
    handed_in: list[str] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def election(self) -> str:
        archive = self.outside.archive.read_bytes()
        start = archive.index(b'{"version":1,"description"')
        return archive[start : archive.index(b"\0", start)].decode()

    def page(self, template: str, **given: Any) -> Page:
        request = RequestFactory().get("/")
        request.user = AnonymousUser()
        request.session = {}  # type: ignore[assignment]
        poll = SimpleNamespace(code="SUARA-1", title={"id": "Taman Kita", "en": "Our park"})
        urls = {name: f"/{name}" for name in ("election_url", "intake_url", "archive_url", "hand_in_url", "check_url")}
        with translation.override(self.language):
            self.body = render_to_string(template, {"poll": poll, "offline_url": OFFLINE, **urls, **given}, request)
        page = self.context.new_page()
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda message: self.troubles.append(message.text) if message.type == "error" else None)
        page.goto(f"{ADDRESS}/")
        return page

    def answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ADDRESS).split("?")[0]
        self.asked.append(f"{route.request.method} {path}")
        answers: Mapping[str, Callable[[], Mapping[str, Any]]] = {
            "/": lambda: {"body": self.body, "content_type": "text/html", "headers": dict(HEADERS)},
            "/election_url": lambda: {"body": self.election(), "content_type": "application/json"},
            "/archive_url": lambda: {"body": self.outside.archive.read_bytes()},
            "/intake_url": lambda: self.take(route.request.post_data or ""),
            "/hand_in_url": lambda: self.keep(route.request.post_data or ""),
        }
        if self.away and path in {"/intake_url", "/hand_in_url"}:
            route.abort("internetdisconnected")
        elif path in answers:
            route.fulfill(**answers[path]())
        elif path in self.texts:
            route.fulfill(body=self.texts[path], content_type="text/plain")
        else:
            found = finders.find(path.removeprefix("/static/"))
            assert isinstance(found, str), path
            route.fulfill(path=found)

    def take(self, ballot: str) -> Mapping[str, Any]:
        try:
            tracker = verify_ballot(ballot, read_election(self.election()), None).tracker
        except Wrong as wrong:
            return {"status": 422, "json": {"detail": str(wrong)}}
        repeated = ballot in self.handed_in
        self.handed_in.append(ballot)
        return {"status": 409 if repeated else 201, "json": {"tracker": "A" * 43 if self.lies else tracker}}

    def keep(self, text: str) -> Mapping[str, Any]:
        self.handed_in.append(text)
        return {"status": 204}
