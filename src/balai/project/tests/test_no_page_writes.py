"""A GET cannot write: every page of the city that needs no arguments, as a visitor, a citizen and an officer."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from balai.apps.accounts.actions import add_person
from balai.base.packs import Pack
from balai.base.people.models import Membership, Organisation, Role, User


def addresses(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Every address of the city that needs no arguments."""
    for part in resolver.url_patterns:
        path = before + str(part.pattern).lstrip("^").rstrip("$")
        if isinstance(part, URLResolver):
            yield from addresses(part, path)
        elif isinstance(part, URLPattern) and not part.pattern.regex.groups:
            yield path


def browser_of(person: User | None) -> Client:
    browser = Client(raise_request_exception=False)
    if person is not None:
        browser.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return browser


@pytest.fixture
def citizen(jakarta: Pack) -> User:
    return add_person(email="sari@demo.balai.example", name="Sari", password="tiga kata acak", language="id")


@pytest.fixture
def officer(jakarta: Pack) -> User:
    person = add_person(email="rina@demo.balai.example", name="Rina", password="tiga kata acak", language="id")
    office = Organisation.objects.get(code="dki")
    Membership.objects.create(user=person, organisation=office, role=Role.SUPERVISOR, since=date(2026, 1, 1))
    return person


def test_looking_at_every_page_tries_no_write(citizen: User, officer: User, caplog: pytest.LogCaptureFixture) -> None:
    visited = list(addresses(get_resolver()))
    assert len(visited) > 20
    with caplog.at_level(logging.ERROR):
        for person in (None, citizen, officer):
            browser = browser_of(person)
            for path in visited:
                browser.get(path)
    tried = {record.__dict__["route"] for record in caplog.records if record.name == "balai.read_only"}
    assert tried == set()
