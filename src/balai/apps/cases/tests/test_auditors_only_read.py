"""An auditor reads everything beneath their organisation and changes nothing."""

from __future__ import annotations

import pytest

from balai.apps.cases.actions.working import add_note, assign_task, start_work
from balai.apps.cases.models import Event
from balai.apps.cases.refusals import NotYours
from balai.apps.cases.tests.desk import act_url, case_url, officer, report_now, send, text
from balai.apps.cases.tests.samples import end
from balai.base import clock

pytestmark = pytest.mark.usefixtures("jakarta")


def test_an_auditor_reads_the_whole_story() -> None:
    case = report_now()
    worker, _ = officer()
    add_note(case_id=case.id, words="Sudah ditelepon.", actor=worker.actor, now=clock.now())
    _, client = officer("auditor", organisation="dki")
    page = text(client.get(case_url(case)))
    assert "Sudah ditelepon." in page
    assert "Your role reads along and changes nothing." in page
    assert 'class="act"' not in client.get(case_url(case)).content.decode()


def test_no_form_takes_what_an_auditor_sends() -> None:
    case = report_now()
    _, client = officer("auditor", organisation="dki")
    before = Event.objects.count()
    for name, *more in [("outcome", "intake", "accept"), ("start", "intake"), ("assign", "intake"), ("ask", "intake")]:
        assert send(client, act_url(name, case, *more), words="Saya coba.").status_code == 403
    for name in ("note", "visibility", "reporter"):
        assert send(client, act_url(name, case), words="Saya coba sesuatu.", reason="law").status_code == 403
    assert Event.objects.count() == before


def test_the_actions_themselves_turn_an_auditor_away() -> None:
    case = report_now()
    auditor, _ = officer("auditor", organisation="dki")
    now = clock.now()
    with pytest.raises(NotYours):
        add_note(case_id=case.id, words="Catatan.", actor=auditor.actor, now=now)
    with pytest.raises(NotYours):
        start_work(case_id=case.id, step="intake", actor=auditor.actor, now=now)
    with pytest.raises(NotYours):
        assign_task(case_id=case.id, step="intake", assignee=auditor.user, actor=auditor.actor, now=now)
    with pytest.raises(NotYours):
        end(case.id, auditor, "intake", "accept", now)
