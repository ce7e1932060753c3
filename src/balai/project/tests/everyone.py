"""Everyone who may come to a city, and what lies there for them to find: for the tests that walk every address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from balai.apps.accounts.actions import add_person
from balai.apps.cases.models import Case, Content
from balai.apps.cases.tests.samples import CIKINI_OFFICE, colleague, end, picture, report
from balai.apps.cases.tests.things import parts_of_addresses as parts_of_documents
from balai.apps.requests.tests.things import parts_of_addresses as parts_of_requests
from balai.apps.supervision.tests.things import parts_of_addresses
from balai.apps.votes.tests.things import parts_of_addresses as parts_of_votes
from balai.base import clock
from balai.base.people.models import Role, User
from balai.engines.pictures.tests.samples import encoded, street

PASSWORD = "tiga kata acak sekali"
ELSEWHERE = "kelurahan-31.71.06.1001"
VISITOR, REPORTER, NEIGHBOUR = "visitor", "reporter", "neighbour"
STAFF = {role: role for role in Role.values}
STRANGERS = {f"{role} elsewhere": role for role in Role.values}
EVERYONE = (VISITOR, REPORTER, NEIGHBOUR, *STAFF, *STRANGERS)
SOME = (VISITOR, REPORTER, NEIGHBOUR, "officer", "auditor elsewhere")
"""Enough of them where roles make no difference."""


@dataclass(frozen=True, slots=True)
class Address:
    """One address of the city: its name, and the parts that must be filled in."""

    name: str
    pattern: str
    parts: tuple[str, ...]


def addresses(resolver: URLResolver | None = None, space: str = "", before: str = "") -> Iterator[Address]:
    """Every address that the city answers to."""
    for part in (resolver or get_resolver()).url_patterns:
        path = before + str(part.pattern).removeprefix("^").removesuffix("$")
        if isinstance(part, URLResolver):
            yield from addresses(part, f"{space}{part.namespace}:" if part.namespace else space, path)
        elif isinstance(part, URLPattern):
            yield Address(f"{space}{part.name}", path, tuple(part.pattern.converters or part.pattern.regex.groupindex))


@dataclass(slots=True)
class Scene:
    """A private and a public report in Cikini, with photos, on which work has begun; a draft; and people."""

    people: Mapping[str, User] = field(default_factory=dict)
    private: Case = field(init=False)
    public: Case = field(init=False)
    secret: str = field(init=False)
    private_picture: UUID = field(init=False)
    public_picture: UUID = field(init=False)
    draft: UUID = field(init=False)
    draft_picture: UUID = field(init=False)
    passkey: int = field(init=False)
    supervised: Mapping[str, Mapping[str, object]] = field(init=False)
    asked: Mapping[str, Mapping[str, object]] = field(init=False)
    _sessions: dict[str, str] = field(default_factory=dict)

    def browser(self, who: str, *, language: str = "en") -> Client:
        """A new browser of somebody, who has just shown password and second factor."""
        client = Client(headers={"accept-language": language}, raise_request_exception=False)
        if who == VISITOR:
            return client
        if who in self._sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self._sessions[who]
            return client
        user = self.people[who]
        client.force_login(user)
        now = clock.now().timestamp()
        session = client.session
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [
            {"method": "mfa", "type": "totp", "at": now},
            {"method": "password", "reauthenticated": True, "at": now},
        ]
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
        session.save()
        self._sessions[who] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return client


def make_scene() -> Scene:
    """Everything that a test of all addresses looks for."""
    people = {name: _citizen(name) for name in (REPORTER, NEIGHBOUR, "stranger")}
    people |= {name: colleague(role, CIKINI_OFFICE).user for name, role in STAFF.items()}
    people |= {name: colleague(role, ELSEWHERE).user for name, role in STRANGERS.items()}
    for user in people.values():
        user.set_password(PASSWORD)
        user.save(update_fields=["password"])
    scene = Scene(people)
    officer = colleague("officer")
    for name, is_public in (("private", False), ("public", True)):
        files = {"photo": [picture(people[REPORTER], seed=10 + is_public)]}
        opened = report(by=people[REPORTER], is_public=is_public, files=files, now=clock.now())
        end(opened.id, officer, "intake", "accept", clock.now())
        setattr(scene, name, Case.objects.get(id=opened.id))
        setattr(scene, f"{name}_picture", Content.objects.get(case_id=opened.id, question="photo").file.public_id)  # type: ignore[union-attr]
        if not is_public:
            scene.secret = opened.secret
    scene.draft, scene.draft_picture = _draft(scene)
    scene.supervised = parts_of_addresses(people, scene.private)
    scene.asked = {**parts_of_requests(scene.browser(REPORTER)), **parts_of_documents(scene.private)}
    scene.asked |= parts_of_votes(people, scene.private)
    data = {"name": "Ponsel", "credential": {}}
    scene.passkey = Authenticator.objects.create(user=people["stranger"], type="webauthn", data=data).pk
    return scene


def _citizen(name: str) -> User:
    return add_person(email=f"{name}@example.org", name=name.title(), password=PASSWORD, language="en")


def _draft(scene: Scene) -> tuple[UUID, UUID]:
    """The reporter's unsent report, with a photo."""
    photo = SimpleUploadedFile("x.jpg", encoded(street(30), "JPEG"), content_type="image/jpeg")
    answer: Any = scene.browser(REPORTER).post("/lapor/", {"photo": photo})
    number = UUID(answer.headers["Location"].split("/")[2])
    from balai.apps.cases.models import Draft

    return number, UUID(Draft.objects.get(id=number).answers["pictures"][0]["public_id"])
