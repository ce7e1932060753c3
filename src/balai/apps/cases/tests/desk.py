"""Officers at their desk, for the tests of its pages: a browser of theirs, and reports that are open now."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from balai.apps.cases.actions.opening import OpenedCase
from balai.apps.cases.tests.samples import Colleague, colleague, report
from balai.base import clock
from balai.base.people.models import User
from balai.engines.pictures.tests.samples import encoded, street


def browser_of(who: Colleague | User, language: str = "en") -> Client:
    """A browser in which this person is logged in and has shown a second factor."""
    user = who.user if isinstance(who, Colleague) else who
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": clock.now().timestamp()}]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
    return client


def officer(role: str = "officer", **where: Any) -> tuple[Colleague, Client]:
    who = colleague(role, **where)
    return who, browser_of(who)


def report_now(**changes: Any) -> OpenedCase:
    """A report that has just come in."""
    return report(now=clock.now(), **changes)


def case_url(case: OpenedCase) -> str:
    return reverse("desk:case", args=[case.reference])


def act_url(name: str, case: OpenedCase, *more: str) -> str:
    return reverse(f"desk:{name}", args=[case.reference, *more])


def send(client: Client, url: str, **fields: Any) -> Any:
    """Send a form with a key of its own."""
    return client.post(url, {"key": str(uuid4()), **fields})


def photo(seed: int = 1) -> SimpleUploadedFile:
    return SimpleUploadedFile("hasil.jpg", encoded(street(seed), "JPEG"), content_type="image/jpeg")


def text(response: Any) -> str:
    """What a reader reads: the page without tags, white space single."""
    page = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", response.content.decode(), flags=re.DOTALL)
    return " ".join(page.split())


def statements(client: Client, url: str) -> list[str]:
    """What a page asks of the database, without the beginning and end of transactions; what is remembered is warm."""
    client.get(url)
    with CaptureQueriesContext(connection) as asked:
        response = client.get(url)
    assert response.status_code == 200
    counted = (query["sql"] for query in asked.captured_queries)
    return [sql for sql in counted if not re.match(r"(BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK|SET )", sql)]
