"""The crew's phone: what is to be done, and work that arrives once, now or hours later."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from balai.apps.cases.actions.opening import OpenedCase
from balai.apps.cases.actions.working import assign_task
from balai.apps.cases.models import Content, Event, Task
from balai.apps.cases.tests.desk import act_url, browser_of, officer, photo, report_now, text
from balai.apps.cases.tests.samples import VERIFIERS, Colleague, colleague, end, picture
from balai.base import clock

pytestmark = pytest.mark.usefixtures("jakarta")
JSON = {"accept": "application/json"}


def job(**changes: object) -> OpenedCase:
    case = report_now(**changes)
    end(case.id, colleague("officer"), "intake", "accept", clock.now())
    return case


def crew() -> tuple[Colleague, Client]:
    return officer("crew")


def finish(case: OpenedCase) -> str:
    return act_url("crew_outcome", case, "work", "finish")


def work(**changes: object) -> dict[str, object]:
    return {"key": str(uuid4()), "words": "Sudah ditambal.", "evidence": photo(), **changes}


def test_jobs_are_field_work_of_ones_own_or_of_nobody() -> None:
    mine, free, other, waiting = job(), job(), job(), report_now()
    who, client = crew()
    colleague_of_mine = colleague("crew")
    for case, person in ((mine, who), (other, colleague_of_mine)):
        actor = colleague("officer").actor
        assign_task(case_id=case.id, step="work", assignee=person.user, actor=actor, now=clock.now())
    page = client.get("/lapangan/").content.decode()
    assert [case.reference in page for case in (mine, free, other, waiting)] == [True, True, False, False]


def test_a_job_shows_what_was_reported_and_why_it_came_back() -> None:
    case = job(files={"photo": [picture(seed=4)]})
    worker, verifier = colleague("crew"), colleague("verifier", VERIFIERS)
    end(case.id, worker, "work", "finish", clock.now(), words="Sudah.", files=(picture(worker.user),))
    end(case.id, verifier, "verify", "return", clock.now(), words="Sisi utara masih berlubang.")
    _, client = crew()
    page = client.get("/lapangan/")
    assert "Lubang besar di depan sekolah." in text(page)
    assert "Depan stasiun" in text(page)
    assert "Sisi utara masih berlubang." in text(page)
    assert 'href="geo:-6.191,106.839?q=-6.191,106.839"' in page.content.decode()
    assert "?small=1" in page.content.decode()


def test_start_and_finish_with_plain_forms() -> None:
    case = job()
    who, client = crew()
    started = client.post(act_url("crew_start", case, "work"), {"key": str(uuid4())})
    assert (started.status_code, started.headers["Location"]) == (302, "/lapangan/")
    assert Task.objects.get(case_id=case.id).assignee == who.user
    finished = client.post(finish(case), work(), follow=True)
    assert "Recorded: Work finished." in text(finished)
    assert "No field work waits for you" in text(finished)


def test_a_plain_form_that_lacks_its_photo_comes_back_open_with_its_words() -> None:
    case = job()
    _, client = crew()
    response = client.post(finish(case), {"key": str(uuid4()), "words": "Sudah ditambal."})
    page = response.content.decode()
    assert response.status_code == 422
    assert "<details open>" in page
    assert "Sudah ditambal." in page
    assert "Add a photo to “Photo of the result”." in text(response)


def test_a_script_is_told_once_recorded_however_often_it_sends() -> None:
    case = job()
    _, client = crew()
    key = str(uuid4())
    answers = [client.post(finish(case), work(key=key), headers=JSON) for _ in range(3)]
    assert [answer.json()["code"] for answer in answers] == ["recorded"] * 3
    assert Event.objects.filter(case_id=case.id, kind="task_done", step="work").count() == 1
    assert Content.objects.filter(case_id=case.id, question="evidence").count() == 1


def test_a_script_is_told_why_work_is_not_taken() -> None:
    case = job()
    _, late = crew()
    end(case.id, colleague("officer"), "work", "finish", clock.now(), words="Sudah.", files=(picture(),))
    refused = late.post(finish(case), work(), headers={**JSON, "accept-language": "id"})
    assert (refused.status_code, refused.json()["code"]) == (409, "cases.step_not_open")
    assert refused.json()["detail"].startswith("Langkah ini sudah diselesaikan orang lain.")
    other = job()
    missing = late.post(finish(other), {"key": str(uuid4())}, headers=JSON)
    assert (missing.status_code, missing.json()["code"]) == (422, "form.invalid")
    assert "Photo of the result" in missing.json()["detail"]
    stranger = browser_of(colleague("crew", "kelurahan-31.71.06.1001"))
    assert stranger.post(finish(other), work(), headers=JSON).status_code == 404


def test_a_session_that_ended_is_said_so_and_nothing_is_lost() -> None:
    case = job()
    for address in ("/lapangan/kunci/", finish(case)):
        response = (
            Client().post(address, work(), headers=JSON) if "hasil" in address else Client().get(address, headers=JSON)
        )
        assert (response.status_code, response.json()) == (401, {"code": "desk.log_in"})


def test_a_fresh_token_comes_with_whose_session_it_is() -> None:
    who, client = crew()
    answer = client.get("/lapangan/kunci/", headers=JSON)
    assert answer.json()["person"] == str(who.user.public_id)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    case = job()
    assert strict.post(finish(case), work(), headers=JSON).json()["code"] == "form_expired"
    token = {"X-CSRFToken": strict.get("/lapangan/kunci/", headers=JSON).json()["token"]}
    assert strict.post(finish(case), work(), headers={**JSON, **token}).json()["code"] == "recorded"


def test_the_page_says_whose_it_is() -> None:
    job()
    who, client = crew()
    assert f'data-person="{who.user.public_id}"' in client.get("/lapangan/").content.decode()


def test_the_service_worker_reaches_the_crews_pages_only_and_holds_no_data() -> None:
    script = Client().get("/lapangan/pekerja.js")
    assert script.status_code == 200
    assert script.headers["Content-Type"] == "text/javascript"
    assert script.headers["Cache-Control"] == "no-cache"
    assert "Service-Worker-Allowed" not in script.headers
    assert "import { flush } from" in script.content.decode()
