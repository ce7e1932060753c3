"""Every page of supervision opens for whoever may see it, in both languages, with work there and without."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from balai.apps.cases.actions.working import assign_task
from balai.apps.cases.service import count_open_work
from balai.apps.cases.tests.desk import browser_of, text
from balai.apps.cases.tests.samples import CIKINI_OFFICE, colleague, end, report
from balai.apps.supervision.actions.counting import keep_open_work
from balai.apps.supervision.queries.open_work import open_work
from balai.apps.supervision.tests.scenes import finished, now, supervisor, told
from balai.base.memo import forget_all

pytestmark = pytest.mark.usefixtures("jakarta")
PAGES = ("overview", "list", "workload", "hands", "samples", "draw", "absences", "arrange")


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("busy", [False, True])
def test_supervisors_pages(language: str, busy: bool) -> None:
    who, _ = supervisor()
    client = browser_of(who, language)
    case = report(now=now() - timedelta(days=9))
    if busy:
        doer = colleague("officer")
        finished(doer, at=now() - timedelta(days=2), seed=3)
        assign_task(case_id=case.id, step="intake", assignee=doer.user, actor=who.actor, now=now())
    told(now())
    for name in PAGES:
        for query in ("", "?format=csv") if name in {"overview", "list", "workload", "hands"} else ("",):
            response = client.get(reverse(f"supervision:{name}") + query)
            assert response.status_code == 200, name
    for name, part in (("hands_of_case", case.reference), ("sheet", CIKINI_OFFICE)):
        assert client.get(reverse(f"supervision:{name}", args=[part])).status_code == 200
    assert client.get(reverse("supervision:sheets")).status_code == 302


def test_the_numbers_lead_to_the_lists_that_they_count() -> None:
    _, client = supervisor("dki")
    officer = colleague("officer")
    for days in (0, 2, 5, 10, 20, 40):
        report(now=now() - timedelta(days=days, hours=1))
    done = report(now=now() - timedelta(days=4))
    end(done.id, officer, "intake", "refuse", now(), reason="unclear", words="Mohon sebutkan lokasinya.")
    told(now())
    page = text(client.get(reverse("supervision:overview")))
    assert "6 open" in page
    for band in range(6):
        listed = client.get(reverse("supervision:list"), {"band": band}).content.decode()
        assert listed.count("work__link") == 1
    late = client.get(reverse("supervision:list"), {"watch": "late"}).content.decode()
    assert late.count("work__link") == 5
    assert client.get(reverse("supervision:list"), {"unit": "bpbd"}).content.decode().count("work__link") == 0


def test_a_kept_count_is_the_count() -> None:
    """What the job keeps is what is shown, until it is too old; then whoever looks counts anew."""
    officer = colleague("officer")
    case = report(now=now() - timedelta(days=4))
    assign_task(case_id=case.id, step="intake", assignee=officer.user, actor=officer.actor, now=now())
    counted = count_open_work(now())
    keep_open_work(now=counted.at)
    report(now=now())
    forget_all()
    kept = open_work()
    assert (kept.at, dict(kept.units), kept.people) == (counted.at, dict(counted.units), counted.people)
    keep_open_work(now=now() - timedelta(hours=1))
    forget_all()
    assert sum(unit.open for unit in open_work().units.values()) == 2


def test_an_auditor_looks_and_changes_nothing() -> None:
    _, client = supervisor(role="auditor")
    report(now=now())
    page = client.get(reverse("supervision:list")).content.decode()
    assert "work__link" in page
    assert "watched__tick" not in page
    assert client.post(reverse("supervision:transfer")).status_code == 403
    assert client.get(reverse("supervision:draw")).status_code == 403
