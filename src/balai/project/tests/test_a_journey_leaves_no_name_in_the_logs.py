"""A whole journey, from signing up to the officer's look at the reporter: no line of the logs says who, or holds a key."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from balai.apps.cases.models import Case
from balai.apps.cases.references import secret_for
from balai.apps.cases.tests.desk import browser_of
from balai.apps.cases.tests.samples import CIKINI, CIKINI_POINT, colleague
from balai.apps.reports.tests.walk import DANGER, Walk
from balai.base import clock
from balai.base.notifications.delivery import deliver_due
from balai.base.notifications.models import Notification
from balai.base.packs import Pack
from balai.engines.pictures.tests.samples import encoded, street
from balai.project.logs import JsonFormatter

NAME, EMAIL, PHONE = "Ratnadewi Kusumaningtyas", "ratnadewi.k@example.org", "081298765432"
PASSWORD, WRONG = "tiga kata acak sekali", "bukan-sandi-saya-77"
WORDS = "Lubang menganga di depan rumah bibi saya"
LANDMARK = "Sebelah warung Mak Ijah"
REASON = "Menanyakan patokan rumah yang disebut"


@pytest.fixture
def lines() -> Iterator[io.StringIO]:
    """Everything that is logged at any level, as it would be written."""
    kept, root = io.StringIO(), logging.getLogger()
    handler, before = logging.StreamHandler(kept), root.level
    handler.setFormatter(JsonFormatter())
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield kept
    root.removeHandler(handler)
    root.setLevel(before)


def sign_up(client: Client) -> str:
    """An account with its code; the code."""
    client.post(reverse("account_signup"), {"name": NAME, "email": EMAIL, "password1": PASSWORD})
    found = re.search(r"^[A-Z]{4}-[A-Z]{4}$", Notification.objects.latest("pk").body, re.MULTILINE)
    assert found
    client.post(reverse("account_email_verification_sent"), {"code": found.group()})
    client.post(reverse("account_logout"))
    client.post(reverse("account_login"), {"login": EMAIL, "password": WRONG})
    client.post(reverse("account_login"), {"login": EMAIL, "password": PASSWORD})
    return found.group()


def send_report(client: Client) -> Case:
    walk = Walk(client)
    walk.start(photo=SimpleUploadedFile("x.jpg", encoded(street(3), "JPEG"), content_type="image/jpeg"))
    longitude, latitude = CIKINI_POINT
    walk.send("lokasi", {"place_longitude": str(longitude), "place_latitude": str(latitude), "place_words": LANDMARK})
    walk.send("jenis", DANGER)
    walk.send("cerita", {"words": WORDS, "visibility": "closed", "email": EMAIL, "phone": PHONE})
    return walk.finish()


def send_by_api() -> Any:
    body = {
        "service": "report.road",
        "answers": {"category": "surface", "words": WORDS},
        "place": {"area": CIKINI, "words": LANDMARK},
        "reporter": {"name": NAME, "email": EMAIL, "phone": PHONE},
    }
    headers = {"idempotency-key": str(uuid4())}
    answer = Client().post("/api/v1/cases", json.dumps(body), content_type="application/json", headers=headers)
    opened = answer.json()
    secret = {"authorization": f"Bearer {opened['secret']}"}
    Client().get(f"/api/v1/cases/{opened['reference']}/private", headers=secret)
    Client().get(opened["private_url"].partition("8000")[2] or opened["private_url"])
    Client().post(f"/api/v1/cases/{opened['reference']}/review", "{", content_type="application/json", headers=secret)
    return opened


def test_nobody_can_be_found_in_the_logs(jakarta: Pack, lines: io.StringIO) -> None:
    browser = Client(raise_request_exception=False)
    code = sign_up(browser)
    case = send_report(browser)
    secret, session = secret_for(case.submission_key), browser.session.session_key
    private = reverse("reports:private", args=[case.reference, secret])
    assert Client().get(private).status_code == 200
    Client().post(private + "jawab/", {"words": WORDS})
    Client(raise_request_exception=False).get(private[:-2] + "x/")
    officer = colleague("officer")
    desk = browser_of(officer)
    look = {"key": str(uuid4()), "reason": "contact", "words": REASON}
    assert NAME in desk.post(reverse("desk:reporter", args=[case.reference]), look, follow=True).content.decode()
    opened = send_by_api()
    deliver_due(now=clock.now(), batch=100)
    browser.get(f"/cari/?nomor={EMAIL}")
    browser.get(f"/nowhere/{EMAIL}/?q={NAME}")
    browser.post(reverse("account_signup"), {"email": EMAIL, "password1": PASSWORD})
    text = lines.getvalue()
    assert text.count("\n") > 20
    told = {
        "name": NAME,
        "first name": "Ratnadewi",
        "e-mail address": EMAIL,
        "telephone": PHONE,
        "password": PASSWORD,
        "wrong password": WRONG,
        "code of a mail": code,
        "words": WORDS,
        "landmark": LANDMARK,
        "reason": REASON,
        "secret": secret,
        "secret of the API": opened["secret"],
        "session": str(session),
        "address of the visitor": "127.0.0.1",
    }
    assert {what for what, said in told.items() if said in text} == set()
    for line in text.splitlines():
        json.loads(line)
