"""Answers are kept: on the device, with the account, or by a link in a mail that looking at does not use up."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.cases.models import Draft
from balai.apps.cases.tests.desk import browser_of
from balai.apps.cases.tests.samples import CIKINI, NOW
from balai.apps.requests.actions.later import token_for
from balai.apps.requests.tests.walk import CHECK, HOME_CARE, Walk, citizen, page_of, text
from balai.base.notifications.models import Notification
from balai.base.people.models import User

pytestmark = pytest.mark.usefixtures("jakarta")


def test_the_link_opens_the_answers_on_another_device() -> None:
    walk = Walk().to_check()
    later = reverse("requests:later", args=[HOME_CARE, walk.draft])
    assert walk.client.get(later).status_code == 200
    assert walk.client.post(later, {"email": "sari@example.org"}).status_code == 302
    mail = Notification.objects.get(recipient=f"draft:{walk.draft}")
    link = str((mail.content or {})["link"])
    assert link in str((mail.content or {})["body"])
    path = "/" + link.split("/", 3)[3]
    other = citizen()
    assert "Lanjutkan di sini" in text(other.get(path))
    assert walk.get(CHECK).status_code == 200  # looking at the link took nothing away
    answer = other.post(path)
    assert page_of(answer) == CHECK
    assert "Siti Aminah" in text(other.get(answer.headers["Location"]))
    assert walk.get(CHECK).status_code == 404  # now it is on the other device
    assert page_of(walk.client.post(path)) == CHECK  # and comes back by the same link


def test_a_wrong_link_opens_nothing() -> None:
    walk = Walk().to_check()
    for token in ("x" * 22, token_for(walk.draft)[:-1], "%00", "é"):
        answer = citizen().post(reverse("requests:return", args=[walk.draft, token]))
        assert answer.status_code == 404
    assert walk.get(CHECK).status_code == 200


def test_the_link_of_a_sent_request_opens_nothing_more() -> None:
    walk = Walk().to_check()
    walk.finish()
    answer = citizen().post(reverse("requests:return", args=[walk.draft, token_for(walk.draft)]))
    assert answer.status_code == 404


def test_the_secret_of_the_link_is_not_that_of_the_case() -> None:
    walk = Walk().to_check()
    case = walk.finish()
    address = reverse("reports:private", args=[case.reference, token_for(walk.draft)])
    assert citizen().get(address).status_code == 404


def test_an_account_finds_its_answers_everywhere() -> None:
    person = User.objects.create_user("sari@example.org", name="Sari")
    walk = Walk(client=browser_of(person, "id"))
    walk.start()
    walk.send("urgency", {"urgency": "steady"})
    elsewhere = browser_of(person, "id")
    assert "Belum dikirim: Perawatan di rumah" in text(elsewhere.get(reverse("requests:catalogue")))
    assert "Belum dikirim" not in text(citizen().get(reverse("requests:catalogue")))
    walk.client = elsewhere
    assert walk.get("who").status_code == 200


def test_what_the_city_knows_is_offered_and_can_be_changed() -> None:
    person = User.objects.create_user("sari@example.org", name="Sari")
    first = Walk(client=browser_of(person, "id")).to_check()
    first.finish()
    again = Walk(client=browser_of(person, "id"))
    again.start()
    again.send("urgency", {"urgency": "steady"})
    again.send("who", {"jakarta_card": "yes", "carer": "yes"})
    again.add("patients", {"patient_name": "A", "patient_age": "3", "complaint": "fever", "bedridden": "no"})
    again.send("patients")
    again.send("place", {"place_words": "Rumah", "place_area": CIKINI})
    assert 'value="081234567890"' in again.get("contact").content.decode()
    again.send("contact", {"phone": "021 555 0000"})
    assert 'value="0215550000"' in again.get("contact").content.decode()


def test_answers_that_nobody_comes_back_to_are_thrown_away() -> None:
    from balai.apps.cases.service import expire_drafts

    walk = Walk().to_check()
    Draft.objects.filter(id=walk.draft).update(updated_at=NOW.replace(year=date(2020, 1, 1).year))
    expire_drafts(now=NOW)
    assert walk.get(CHECK).status_code == 404
    assert Client().get(reverse("requests:return", args=[walk.draft, token_for(walk.draft)])).status_code == 200
