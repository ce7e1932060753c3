"""A transfer of many: by the ordinary act, each case once, with what could not be sent and why; looked at before."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.cases.models import Case, Event, Task
from balai.apps.cases.tests.desk import text
from balai.apps.cases.tests.samples import CIKINI_OFFICE, NOW, Colleague, colleague, end, report
from balai.apps.supervision.actions.transferring import (
    NotForYourRole,
    NothingChosen,
    TooManyAtOnce,
    begin_transfer,
    go_on_with_transfer,
)
from balai.apps.supervision.models import Transfer
from balai.apps.supervision.rules import DONE_WITHIN_THE_REQUEST, MOST_AT_ONCE
from balai.apps.supervision.tasks import go_on
from balai.apps.supervision.tests.scenes import BINA_MARGA, finished, now, supervisor
from balai.base.audit.models import AuditEntry

pytestmark = pytest.mark.usefixtures("jakarta")


def tasks_of(*cases: Any) -> list[tuple[int, str]]:
    return list(Task.objects.filter(case_id__in=[case.id for case in cases]).values_list("case_id", "step"))


def begin(who: Colleague, tasks: list[tuple[int, str]], to: str = BINA_MARGA, **more: Any) -> Transfer:
    fields: dict[str, Any] = {"key": uuid4(), "words": "Jalan kota, bukan jalan lingkungan."} | more
    return begin_transfer(steps=tasks, target=to, actor=who.actor, by=who.user, now=NOW, **fields)


def holders(*cases: Any) -> list[str]:
    return [Case.objects.get(id=case.id).holder.code for case in cases]  # type: ignore[union-attr]


def test_each_case_is_sent_by_the_ordinary_act_and_once() -> None:
    who, _ = supervisor()
    cases = [report(now=NOW - timedelta(hours=1)) for _ in range(3)]
    transfer = begin(who, tasks_of(*cases))
    assert holders(*cases) == [CIKINI_OFFICE] * 3
    go_on_with_transfer(key=transfer.key, now=NOW)
    for _ in range(3):
        transfer.items.update(done_at=None)
        go_on_with_transfer(key=transfer.key, now=NOW)
    assert holders(*cases) == [BINA_MARGA] * 3
    sent = Event.objects.filter(kind="task_done", outcome="transfer")
    assert {event.data["to"] for event in sent} == {BINA_MARGA}
    assert {event.by_id for event in sent} == {who.user.pk}
    assert sent.count() == 3
    assert not transfer.items.exclude(refusal="").exists()


def test_the_same_form_sent_twice_is_one_transfer() -> None:
    who, _ = supervisor()
    tasks, key = tasks_of(report(now=NOW)), uuid4()
    assert begin(who, tasks, key=key) == begin(who, tasks, key=key)
    assert AuditEntry.objects.filter(code="cases.transferred_many").count() == 1
    other, _ = supervisor()
    with pytest.raises(NothingChosen):
        begin(other, tasks, key=key)


def test_what_cannot_be_sent_is_listed_with_the_reason_and_stops_nothing() -> None:
    who, client = supervisor("dki")
    officer = colleague("officer")
    waiting, taken, checked = report(now=NOW), report(now=NOW), finished(officer, at=NOW, seed=50)
    transfer = begin(who, tasks_of(waiting, taken, checked))
    end(taken.id, officer, "intake", "refuse", NOW, reason="unclear", words="Mohon sebutkan lokasinya.")
    go_on_with_transfer(key=transfer.key, now=NOW)
    refused = dict(transfer.items.exclude(refusal="").values_list("case_id", "refusal"))
    assert refused == {taken.id: "cases.step_not_open", checked.id: "cases.no_way_there"}
    assert holders(waiting) == [BINA_MARGA]
    page = text(client.get(reverse("supervision:transfer_result", args=[transfer.key])))
    assert "1 report has been sent." in page
    assert "This step cannot be sent to that organisation." in page
    transfer.refresh_from_db()
    assert (transfer.words, transfer.ended_at) == ("", NOW)


def test_only_supervisors_and_at_most_so_many() -> None:
    who, _ = supervisor()
    tasks = tasks_of(report(now=NOW))
    with pytest.raises(NotForYourRole):
        begin(colleague("officer"), tasks)
    with pytest.raises(NothingChosen):
        begin(who, [])
    with pytest.raises(TooManyAtOnce):
        begin(who, tasks * (MOST_AT_ONCE + 1))


def fields_of(page: str) -> dict[str, str]:
    form = page[page.index('id="act-form"') :]
    return dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', form))


def test_from_the_list_to_the_look_to_the_act(client: Client) -> None:
    _, client = supervisor()
    cases = [report(now=now()) for _ in range(2)]
    other = report(now=now())
    ids = [f"{case}:{step}" for case, step in tasks_of(*cases)]
    url = reverse("supervision:transfer")
    asked = client.post(url, {"task": ids, "choose": "ticked"})
    assert "Transfer 2 reports" in text(asked)
    page = asked.content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
    chosen = {"tasks": ",".join(ids), "key": key, "organisation": BINA_MARGA, "words": "Jalan kota."}
    assert client.post(url, chosen | {"words": ""}).status_code == 422
    look = client.post(url, chosen)
    assert "2 reports go to" in text(look)
    assert holders(*cases) == [CIKINI_OFFICE] * 2
    answers = fields_of(look.content.decode()) | {"confirmed": "yes"}
    for _ in range(2):
        done = client.post(url, answers)
        assert done.status_code == 302
    assert "2 reports have been sent." in text(client.get(done.headers["Location"]))
    assert holders(*cases, other) == [BINA_MARGA, BINA_MARGA, CIKINI_OFFICE]


def test_what_went_on_between_the_look_and_the_act_is_said() -> None:
    who, client = supervisor()
    staying, going = report(now=now()), report(now=now())
    chosen = ",".join(f"{case}:{step}" for case, step in tasks_of(staying, going))
    end(going.id, colleague("officer"), "intake", "accept", now())
    answers = {
        "tasks": chosen,
        "key": str(uuid4()),
        "organisation": BINA_MARGA,
        "words": "Jalan kota.",
        "confirmed": "yes",
    }
    page = text(client.post(reverse("supervision:transfer"), answers, follow=True))
    assert "1 report has been sent." in page
    assert going.reference in page
    assert who.organisation == CIKINI_OFFICE


def test_more_than_a_few_are_sent_by_a_job_while_the_page_shows_how_far_it_is() -> None:
    _, client = supervisor()
    cases = [report(now=now()) for _ in range(DONE_WITHIN_THE_REQUEST + 1)]
    chosen = ",".join(f"{case}:{step}" for case, step in tasks_of(*cases))
    answers = {
        "tasks": chosen,
        "key": str(uuid4()),
        "organisation": BINA_MARGA,
        "words": "Jalan kota.",
        "confirmed": "yes",
    }
    page = client.post(reverse("supervision:transfer"), answers, follow=True)
    assert "0 reports have been sent." in text(page)
    assert 'hx-trigger="every 2s"' in page.content.decode()
    assert set(holders(*cases)) == {CIKINI_OFFICE}
    go_on.func(key=answers["key"])
    state = client.get(page.redirect_chain[-1][0], headers={"HX-Request": "true"})
    assert f"{len(cases)} reports have been sent." in text(state)
    assert "hx-trigger" not in state.content.decode()
    assert "<html" not in state.content.decode()
    assert set(holders(*cases)) == {BINA_MARGA}


def test_all_of_a_list_are_those_that_the_list_shows_and_no_others() -> None:
    _, client = supervisor()
    old, _new = report(now=now() - timedelta(days=5)), report(now=now())
    elsewhere = report(now=now() - timedelta(days=5))
    passed = colleague("officer")
    end(elsewhere.id, passed, "intake", "transfer", now(), words="Bukan kami.", organisation=BINA_MARGA)
    page = client.post(reverse("supervision:transfer"), {"choose": "all", "watch": "late", "unit": "dki"})
    assert "Transfer 1 report" in text(page)
    assert old.reference in text(page)


def test_a_step_outside_of_ones_reach_is_not_chosen() -> None:
    _, client = supervisor("kelurahan-31.71.06.1001")
    ids = [f"{case}:{step}" for case, step in tasks_of(report(now=now()))]
    page = client.post(reverse("supervision:transfer"), {"task": ids, "choose": "ticked"}, follow=True)
    assert "No report is chosen" in text(page)
