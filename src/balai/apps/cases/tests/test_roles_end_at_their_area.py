"""A role that is limited to an area acts only on what lies with offices of that area, and with its own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from balai.apps.cases.actions.revealing import reveal_reporter
from balai.apps.cases.actions.showing import change_visibility
from balai.apps.cases.actions.working import add_note
from balai.apps.cases.directory import directory
from balai.apps.cases.refusals import NotYours
from balai.apps.cases.rules import may_work_on
from balai.apps.cases.tests.desk import act_url, browser_of, report_now, send
from balai.apps.cases.tests.samples import CIKINI_OFFICE, NOW, Colleague, colleague, report
from balai.base.areas.models import Area
from balai.base.people.models import Membership
from balai.engines.casework.decisions import Actor

pytestmark = pytest.mark.usefixtures("jakarta")
CENTRE, SOUTH = "31.71", "31.74"
DISTRICT = "kecamatan-31.71.06"
WHY = "Letak lubang belum jelas di foto."


def actor_of(who: Colleague, area: str) -> Actor:
    return replace(who.actor, area=directory().area_paths[area])


def test_the_rule() -> None:
    area = directory().area_paths
    for limit, allowed in (("", True), (area[CENTRE], True), (area[SOUTH], False)):
        actor = Actor(1, "supervisor", DISTRICT, limit)
        assert may_work_on(actor, CIKINI_OFFICE) is allowed
        assert may_work_on(actor, DISTRICT)
    assert not may_work_on(Actor(1, "officer", CIKINI_OFFICE), DISTRICT)


@pytest.mark.parametrize(("area", "allowed"), [(CENTRE, True), (SOUTH, False)])
def test_notes_hiding_and_looks(area: str, allowed: bool) -> None:
    case_id, who = report().id, colleague("supervisor", DISTRICT)
    actor = actor_of(who, area)
    acts: list[Callable[[], object]] = [
        lambda: add_note(case_id=case_id, words="Catatan.", actor=actor, now=NOW),
        lambda: change_visibility(case_id=case_id, is_public=False, words="Wajah.", actor=actor, now=NOW),
        lambda: reveal_reporter(case_id=case_id, reason="contact", words=WHY, actor=actor, by=who.user, now=NOW),
    ]
    for act in acts:
        if allowed:
            act()
            continue
        with pytest.raises(NotYours):
            act()


def test_the_pages_hold_to_it() -> None:
    """With two roles the case can be read in one; it cannot be hidden or looked through in the other."""
    case, who = report_now(), colleague("supervisor", DISTRICT)
    Membership.objects.filter(user=who.user).update(area=Area.objects.get(code=SOUTH))
    second = colleague("auditor", CIKINI_OFFICE)
    Membership.objects.filter(user=second.user).update(user=who.user)
    client = browser_of(who)
    assert client.get(act_url("reporter", case)).status_code in {403, 404}
    for name in ("note", "visibility", "reporter"):
        assert send(client, act_url(name, case), words=WHY, reason="contact").status_code in {403, 404}
