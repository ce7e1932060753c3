"""At the desk: the stand-in sees the work among their own, new assignments warn, and who did does not verify."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from balai.apps.cases.actions.working import assign_task
from balai.apps.cases.refusals import NotTheirs, NotYours
from balai.apps.cases.tests.desk import act_url, browser_of, send, text
from balai.apps.cases.tests.samples import CIKINI_OFFICE, NOW, VERIFIERS, Colleague, colleague, end, report
from balai.apps.supervision.tests import scenes
from balai.apps.supervision.tests.scenes import finished, now, supervisor
from balai.base import clock
from balai.base.city import city_zone
from balai.base.memo import forget_all
from balai.base.people.models import Absence, Organisation

pytestmark = pytest.mark.usefixtures("jakarta")


def away(who: Colleague, stand_in: Colleague) -> Absence:
    today = clock.now().astimezone(city_zone()).date()
    return scenes.away(who, stand_in, since=today, until=today + timedelta(days=2))


def given_to(who: Colleague) -> Any:
    case = report(now=now())
    assign_task(case_id=case.id, step="intake", assignee=who.user, actor=colleague("officer").actor, now=now())
    return case


def test_the_work_of_whoever_is_away_stands_among_ones_own() -> None:
    rina, budi, sari = colleague("officer"), colleague("officer"), colleague("officer")
    case, own = given_to(rina), given_to(budi)
    mine = "/kerja/?show=mine"
    assert case.reference not in text(browser_of(budi).get(mine))
    absence = away(rina, budi)
    page = text(browser_of(budi).get(mine))
    assert case.reference in page
    assert own.reference in page
    assert "Mine 2" in page
    assert case.reference not in text(browser_of(sari).get(mine))
    Absence.objects.filter(pk=absence.pk).update(since="2020-01-01", until="2020-01-02")
    forget_all()
    assert case.reference not in text(browser_of(budi).get(mine))


def test_giving_work_to_somebody_away_is_warned_of() -> None:
    rina, budi = colleague("officer"), colleague("officer")
    away(rina, budi)
    _, client = supervisor()
    case = report(now=now())
    page = text(client.get(act_url("assign", case, "intake")))
    assert f"{budi.user} stands in)" in page


def test_who_did_the_work_does_not_verify_it_by_standing_in() -> None:
    """The check asks who acts, not for whom: a stand-in who did the work is refused like anybody who did."""
    checker = colleague("verifier", VERIFIERS)
    doer = colleague("verifier", VERIFIERS)
    worker = Colleague(doer.user, "officer", CIKINI_OFFICE)
    doer.user.memberships.create(
        organisation=Organisation.objects.get(code=CIKINI_OFFICE), role="officer", since="2026-01-01"
    )
    case = finished(worker, at=NOW, seed=70)
    away(checker, doer)
    with pytest.raises(NotYours):
        end(case.id, doer, "verify", "confirm", NOW)
    with pytest.raises(NotTheirs):
        assign_task(
            case_id=case.id, step="verify", assignee=doer.user, actor=colleague("supervisor", "dki").actor, now=NOW
        )
    end(case.id, checker, "verify", "confirm", NOW)


def test_arranging_and_ending_on_the_pages() -> None:
    rina, budi = colleague("officer"), colleague("officer")
    client = browser_of(rina)
    today = clock.now().astimezone(city_zone()).date()
    fields = {
        "held": f"{rina.user.public_id}:officer:{CIKINI_OFFICE}",
        "stand_in": str(budi.user.public_id),
        "since": today.isoformat(),
        "until": (today + timedelta(days=1)).isoformat(),
    }
    address = reverse("supervision:arrange")
    assert send(client, address, **fields | {"until": "2020-01-01"}).status_code == 400
    assert send(client, address, **fields).status_code == 302
    assert send(client, address, **fields).status_code == 409
    absence = Absence.objects.get()
    assert f"You stand in for {rina.user}" in text(browser_of(budi).get(reverse("desk:notices")))
    other = f"{budi.user.public_id}:officer:{CIKINI_OFFICE}"
    assert send(client, address, **fields | {"held": other}).status_code == 422
    ending = reverse("supervision:end_absence", args=[absence.public_id])
    assert browser_of(colleague("officer")).post(ending).status_code == 404
    assert client.post(ending).status_code == 302
    assert not Absence.objects.exists()
