"""A reference is found however it is typed; nobody must copy it letter by letter."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from balai.apps.cases.tests.samples import report
from balai.apps.reports.tests.walk import citizen, text
from balai.base import clock
from balai.base.people.models import User

pytestmark = pytest.mark.usefixtures("jakarta")


def find(typed: str, client: Any = None) -> Any:
    return (client or citizen()).get(reverse("reports:find"), {"nomor": typed})


@pytest.mark.parametrize("form", ["{0}", " {1} ", "{2}", "{3}"])
def test_capitals_spaces_and_dashes_do_not_matter(form: str) -> None:
    reference = report(now=clock.now()).reference
    bare = reference.replace("-", "")
    typed = form.format(reference, reference.lower(), bare, bare.replace("", " "))
    answer = find(typed)
    assert answer.headers["Location"] == reverse("reports:public", args=[reference])


def test_letters_that_look_alike_are_taken_for_each_other() -> None:
    for _ in range(40):
        reference = report(now=clock.now()).reference
        if {"0", "1"} & set(reference[4:]):
            break
    typed = reference[:4] + reference[4:].replace("0", "O").replace("1", "l")
    assert find(typed).headers["Location"].endswith(f"/{reference}/")


@pytest.mark.parametrize("typed", ["x", "JKT", "<script>alert(1)</script>", "JKT-0000-0000", "\u202eJKT", "🙂" * 50])
def test_what_is_no_reference_is_said_and_shown_harmlessly(typed: str) -> None:
    answer = find(typed)
    assert answer.status_code == 404
    assert "Tidak ada laporan terbuka" in text(answer)
    assert "<script>alert" not in answer.content.decode()


def test_an_empty_search_shows_the_form() -> None:
    answer = find("")
    assert answer.status_code == 200
    assert "Nomor laporan" in text(answer)


def test_ones_own_report_opens_as_ones_own() -> None:
    person = User.objects.create_user("sari@example.org")
    reference = report(by=person, now=clock.now(), is_public=False).reference
    client = citizen()
    client.force_login(person)
    assert find(reference, client).headers["Location"] == reverse("reports:own", args=[reference])
