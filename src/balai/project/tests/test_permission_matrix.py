"""Every address of the city, asked by everyone: visitor, reporter, neighbour, and each role here and elsewhere.

`laws.LAWS` is the table. An address that is not in it fails the test: say who may open it.
"""

from __future__ import annotations

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.urls import reverse

from balai.apps.cases.models import Content, Draft, Event
from balai.base.audit.models import Disclosure
from balai.base.files.models import StoredFile
from balai.base.packs import Pack
from balai.project.tests.everyone import (
    EVERYONE,
    REPORTER,
    SOME,
    VISITOR,
    Address,
    Scene,
    addresses,
    make_scene,
)
from balai.project.tests.laws import DENIED, HIDDEN, LOG_IN, NO_SECRET, OPEN, Desk
from balai.project.tests.laws_of_cities import ALL_LAWS as LAWS

PUBLIC = {
    "reports:public",
    "reports:support",
    "reports:proofs",
    "reports:picture",
    "reports:picture-small",
    "reports:support-instead",
    "api:case",
}
"""Addresses that are about the public report; all others with a reference are about the private one."""


@pytest.fixture
def scene(jakarta: Pack) -> Scene:
    return make_scene()


def path_of(address: Address, scene: Scene, *, public: bool) -> str:
    values: dict[str, object] = {
        "reference": (scene.public if public else scene.private).reference,
        "secret": scene.secret,
        "picture": scene.public_picture if public else scene.private_picture,
        "public_id": scene.private_picture,
        "draft": scene.draft,
        "page": "lokasi",
        "act": "jawab",
        "step": "work",
        "outcome": "finish",
        "pk": scene.passkey,
        "number": 1,
        "key": "unknown-tap",
        "stop": "tj-kota",
        "card": scene.private_picture,
        "path": "0/000",
        "name": "balai-city",
        "period": "2026-10",
        "code": "31.71" if address.name == "api:area" else "report.road",
    }
    values |= {**scene.supervised.get(address.name, {}), **scene.asked.get(address.name, {})}
    if address.name == "reports:draft-picture":
        values["picture"] = scene.draft_picture
    return reverse(address.name, kwargs={part: values[part] for part in address.parts})


def outcome(response: HttpResponse) -> str:
    where = response.headers.get("Location", "")
    if response.status_code in {301, 302} and where.startswith(reverse("account_login")) and "next=" in where:
        return LOG_IN
    return {401: NO_SECRET, 403: DENIED, 404: HIDDEN}.get(response.status_code, OPEN)


def kept() -> tuple[int, ...]:
    """What nobody may change without being let in."""
    tables = (Draft, Event, Content, Disclosure)
    return (*(table.objects.count() for table in tables), StoredFile.objects.filter(erased_at=None).count())


def test_every_address_is_in_the_table_and_no_other() -> None:
    assert {address.name for address in addresses()} == set(LAWS)


@pytest.mark.parametrize("method", ["get", "post"])
def test_everyone_is_let_in_where_the_table_says_and_nowhere_else(scene: Scene, method: str) -> None:
    wrong: list[str] = []
    before = kept()
    for address in addresses():
        path = path_of(address, scene, public=address.name in PUBLIC)
        for who in EVERYONE if isinstance(LAWS[address.name], Desk) else SOME:
            browser, expected = scene.browser(who), LAWS[address.name](who)
            with transaction.atomic():
                response = getattr(browser, method)(path)
                found, after = outcome(response), kept() if method == "post" else before
                if response.streaming:
                    b"".join(response.streaming_content)  # read to its end, a download gives back its place
                transaction.set_rollback(True)
            if response.status_code == 405 and expected != DENIED:
                found = expected  # asked in a way that the address never answers
            if (response.status_code >= 500 and address.name != "readyz") or found != expected:
                wrong.append(
                    f"{method.upper()} {address.name} by {who}: {response.status_code} {found}, not {expected}"
                )
            if expected != OPEN and after != before:
                wrong.append(f"{method.upper()} {address.name} by {who} changed something: {before} to {after}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_private_report_is_nowhere_among_the_public_ones(scene: Scene, method: str) -> None:
    """Not even for its reporter or its officers: they have pages of their own for it."""
    for address in addresses():
        if address.name not in PUBLIC - {"reports:support-instead"}:
            continue
        path = path_of(address, scene, public=False)
        for who in SOME:
            response = getattr(scene.browser(who), method)(path)
            assert response.status_code in {404, 405}, f"{method} {address.name} by {who}"


def test_a_wrong_secret_opens_nothing(scene: Scene) -> None:
    scene.secret = "x" * 22
    for address in addresses():
        if "secret" in address.parts:
            for who in (VISITOR, REPORTER, "officer"):
                for method in ("get", "post"):
                    response = getattr(scene.browser(who), method)(path_of(address, scene, public=False))
                    assert response.status_code in {404, 405}, f"{method} {address.name} by {who}"
