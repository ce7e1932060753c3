"""A form that is sent twice is one act, and the second answer is as friendly as the first."""

from __future__ import annotations

from uuid import uuid4

import pytest

from balai.apps.cases.models import Event
from balai.apps.cases.tests.desk import act_url, case_url, officer, photo, report_now, text
from balai.apps.cases.tests.samples import end
from balai.base import clock
from balai.base.files.models import StoredFile

pytestmark = pytest.mark.usefixtures("jakarta")
ROADS = "dinas-bina-marga"


@pytest.mark.parametrize(
    ("name", "more", "fields"),
    [
        ("outcome", ("intake", "accept"), {}),
        ("outcome", ("intake", "transfer"), {"organisation": ROADS, "words": "Jalan kota."}),
        ("outcome", ("intake", "refuse"), {"reason": "unclear", "words": "Kurang jelas."}),
        ("ask", ("intake",), {"words": "Di sisi yang mana?"}),
        ("note", (), {"words": "Sudah ditelepon."}),
        ("visibility", (), {"words": "Ada pelat nomor."}),
    ],
)
def test_twice_is_once(name: str, more: tuple[str, ...], fields: dict[str, str]) -> None:
    case = report_now()
    _, client = officer()
    address, sent = act_url(name, case, *more), {"key": str(uuid4()), **fields}
    answers = [client.post(address, sent) for _ in range(2)]
    assert [(answer.status_code, answer.headers["Location"]) for answer in answers] == [(302, case_url(case))] * 2
    assert Event.objects.filter(case_id=case.id, key=sent["key"]).count() == 1
    kind = Event.objects.get(key=sent["key"]).kind
    assert Event.objects.filter(case_id=case.id, kind=kind).count() == 1


def test_a_photo_that_is_sent_twice_is_looked_at_once() -> None:
    case = report_now()
    who, client = officer()
    end(case.id, who, "intake", "accept", clock.now())
    key = str(uuid4())
    for _ in range(2):
        fields = {"key": key, "words": "Sudah.", "evidence": photo()}
        assert client.post(act_url("outcome", case, "work", "finish"), fields).status_code == 302
    assert StoredFile.objects.count() == 1


def test_what_is_refused_leaves_no_photo_behind() -> None:
    case = report_now()
    who, client = officer()
    end(case.id, who, "intake", "accept", clock.now())
    for _ in range(2):
        fields = {"key": str(uuid4()), "words": "Sudah.", "evidence": photo()}
        client.post(act_url("outcome", case, "work", "finish"), fields)
    assert StoredFile.objects.count() == 1


def test_a_form_without_a_key_is_not_taken() -> None:
    case = report_now()
    _, client = officer()
    for key in ("", "x", "1" * 400):
        response = client.post(act_url("outcome", case, "intake", "accept"), {"key": key})
        assert response.status_code == 422
    assert Event.objects.filter(case_id=case.id, kind="task_done").count() == 0


def test_each_page_gives_a_new_key() -> None:
    case = report_now()
    _, client = officer()
    pages = [client.get(act_url("note", case)) for _ in range(2)]
    assert len({text(page) for page in pages}) == 1
    assert pages[0].content != pages[1].content
