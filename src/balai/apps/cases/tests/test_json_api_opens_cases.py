"""Machines send what people send: checked in the same way, opened once, private to whoever holds the secret."""

from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from balai.apps.cases.actions.working import ask_reporter
from balai.apps.cases.models import Case, Draft, Reporter
from balai.apps.cases.tests.samples import CIKINI, CIKINI_POINT, NOW, VERIFIERS, colleague, end, finish_work, report
from balai.base import clock
from balai.base.files.models import StoredFile
from balai.engines.pictures.tests.samples import encoded, street

pytestmark = pytest.mark.usefixtures("jakarta")
API = "/api/v1"


def body(**changes: Any) -> dict[str, Any]:
    longitude, latitude = CIKINI_POINT
    return {
        "service": "report.road",
        "answers": {"category": "pothole", "danger": True, "words": "Lubang besar di depan sekolah."},
        "place": {"longitude": longitude, "latitude": latitude, "words": "Depan stasiun"},
        "reporter": {"name": "Ratih", "email": "ratih@example.org"},
        **changes,
    }


def post(path: str, data: Any, *, key: object = "", secret: str = "", language: str = "en") -> tuple[int, Any]:
    headers = {"accept-language": language}
    if key:
        headers["idempotency-key"] = str(key)
    if secret:
        headers["authorization"] = f"Bearer {secret}"
    answer = Client().post(f"{API}{path}", json.dumps(data), content_type="application/json", headers=headers)
    return answer.status_code, answer.json()


def get(path: str, secret: str = "") -> tuple[int, Any]:
    headers = {"accept-language": "en"} | ({"authorization": f"Bearer {secret}"} if secret else {})
    answer = Client().get(f"{API}{path}", headers=headers)
    return answer.status_code, answer.json()


def photo(seed: int = 1) -> str:
    file = SimpleUploadedFile("x.jpg", encoded(street(seed), "JPEG"), content_type="image/jpeg")
    answer = Client().post(f"{API}/uploads", {"file": file})
    assert answer.status_code == 201, answer.content
    return str(answer.json()["upload"])


def test_a_case_with_a_photo_is_opened_once() -> None:
    key, sent = uuid4(), body(uploads={"photo": [photo()]})
    status, opened = post("/cases", sent, key=key)
    assert (status, opened["is_new"]) == (201, True)
    again = post("/cases", sent, key=key)
    assert again == (200, {**opened, "is_new": False})
    case = Case.objects.get()
    assert (case.reference, case.channel, case.category) == (opened["reference"], "api", "pothole")
    assert case.contents.filter(file__isnull=False).count() == 1
    assert Reporter.objects.get().email == "ratih@example.org"
    assert not Draft.objects.exists(), "the upload is used up"
    status, whole = get(f"/cases/{case.reference}")
    assert status == 200
    assert (whole["answers"], len(whole["pictures"])) == (
        {"place": "Depan stasiun", "category": "pothole", "danger": True},
        1,
    )
    assert "ratih" not in json.dumps(whole).lower()


def test_an_upload_is_used_once_and_only_by_who_has_its_token() -> None:
    upload = photo()
    assert post("/cases", body(uploads={"photo": [upload]}), key=uuid4())[0] == 201
    assert post("/cases", body(uploads={"photo": [upload]}), key=uuid4())[1]["code"] == "api.upload_unknown"
    other = f"{photo(2).partition('.')[0]}.{'x' * 22}"
    assert post("/cases", body(uploads={"photo": [other]}), key=uuid4())[1]["code"] == "api.upload_unknown"
    assert Case.objects.count() == 1


def test_a_key_of_another_request_is_refused_and_a_draft_of_the_pages_opens_nothing() -> None:
    key = uuid4()
    post("/cases", body(), key=key)
    moved = body(place={"area": CIKINI, "words": "Depan pasar"})
    assert post("/cases", moved, key=key)[1]["code"] == "api.key_reused"
    web = report()
    draft = Case.objects.get(id=web.id).submission_key
    status, opened = post("/cases", body(), key=draft)
    assert (status, opened["is_new"]) == (201, True)
    assert opened["secret"] != web.secret, "whoever learns the number of a draft does not get its case"


def test_everything_that_is_wrong_is_said_at_once_in_the_readers_language() -> None:
    wrong = body(
        answers={"category": "volcano", "danger": "yes", "colour": "red"},
        place={"longitude": 106.8},
        reporter={"email": "no address"},
        uploads={"video": [photo()]},
    )
    status, problem = post("/cases", wrong, key=uuid4())
    assert (status, problem["code"], problem["status"]) == (422, "api.not_valid", 422)
    found = {(error["field"], error["code"]) for error in problem["errors"]}
    assert {("answers.danger", "wrong_type"), ("answers.colour", "unknown_question")} <= found
    assert {("place", "place"), ("reporter.email", "not_an_email"), ("uploads.video", "files")} <= found
    wrong = body(answers={"category": "volcano", "words": "pendek"})
    _, problem = post("/cases", wrong, key=uuid4(), language="id")
    assert problem["title"] == "Ada yang perlu diperbaiki dalam permintaan ini"
    assert {error["field"] for error in problem["errors"]} == {"answers.category", "answers.words"}
    assert not Case.objects.exists()


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"service": "report.nothing"}, "cases.unknown_service"),
        ({"place": {"longitude": 0, "latitude": 0, "words": "Laut"}}, "cases.outside_city"),
        ({"place": {"area": "99", "words": "Entah"}}, "cases.area_unclear"),
        ({"surprise": True}, "api.not_valid"),
        ({"place": {"longitude": 1e9, "latitude": 0}}, "api.not_valid"),
    ],
)
def test_each_refusal_has_its_code(change: dict[str, Any], code: str) -> None:
    status, problem = post("/cases", body(**change), key=uuid4())
    assert problem["code"] == code
    assert 400 <= status < 500
    assert problem["detail"]
    assert not Case.objects.exists()


def test_a_case_needs_a_key_and_readable_json() -> None:
    assert post("/cases", body())[1]["errors"][0]["field"].lower() == "header.idempotency-key"
    answer = Client().post(
        f"{API}/cases", "{", content_type="application/json", headers={"idempotency-key": str(uuid4())}
    )
    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")


def test_what_is_no_photo_is_not_kept() -> None:
    file = SimpleUploadedFile("x.jpg", b"<svg onload=alert(1)>", content_type="image/jpeg")
    answer = Client().post(f"{API}/uploads", {"file": file})
    assert (answer.status_code, answer.json()["code"]) == (415, "picture.unknown_kind")
    assert not StoredFile.objects.exists()
    assert not Draft.objects.exists()


def test_the_reporter_answers_and_reviews_with_the_secret() -> None:
    opened = report(now=clock.now())
    officer, verifier = colleague("officer"), colleague("verifier", VERIFIERS)
    path = f"/cases/{opened.reference}"
    assert post(f"{path}/answer", {"words": "Di sini"}, secret=opened.secret)[1]["code"] == "cases.nothing_asked"
    end(opened.id, officer, "intake", "accept", clock.now())
    ask_reporter(case_id=opened.id, step="work", words="Di mana?", actor=officer.actor, now=clock.now())
    assert get(f"{path}/private", opened.secret)[1]["can"] == ["answer"]
    key, words = uuid4(), {"words": "Di depan toko.", "uploads": [photo(5)]}
    status, whole = post(f"{path}/answer", words, secret=opened.secret, key=key)
    assert (status, whole["can"], whole["story"][-1]["words"]) == (200, [], ["Di depan toko."])
    end(opened.id, officer, "work", "finish", clock.now(), words="Sudah.", files=(_evidence(),))
    end(opened.id, verifier, "verify", "confirm", clock.now())
    assert get(f"{path}/private", opened.secret)[1]["can"] == ["review", "reopen"]
    status, whole = post(f"{path}/review", {"rating": 5, "words": "Bagus"}, secret=opened.secret, key=key)
    assert (status, whole["is_open"], whole["state"]) == (200, False, "done")
    assert post(f"{path}/review", {"rating": 1}, secret=opened.secret, key=key)[0] == 200, "the same send again"
    assert post(f"{path}/review", {"rating": 1}, secret=opened.secret)[1]["code"] == "cases.step_not_open"


def _evidence() -> int:
    return StoredFile.objects.values_list("id", flat=True).order_by("-id")[0]


def test_reopening_is_possible_once() -> None:
    opened = report(now=NOW)
    officer, verifier = colleague("officer"), colleague("verifier", VERIFIERS)
    finish_work(opened.id, officer)
    end(opened.id, verifier, "verify", "confirm")
    status, whole = post(f"/cases/{opened.reference}/reopen", {"words": "Belum beres"}, secret=opened.secret)
    assert (status, whole["reopened"], whole["state"]) == (200, 1, "in_progress")
    assert post(f"/cases/{opened.reference}/reopen", {"words": "Belum beres"}, secret=opened.secret)[0] == 409


def test_without_the_secret_a_private_case_is_not_there() -> None:
    private, other = report(is_public=False), report()
    assert get(f"/cases/{private.reference}")[0] == 404
    for path in ("private", "answer", "review", "reopen"):
        for secret in (other.secret, "x" * 22, "ü"):
            where, data = f"/cases/{private.reference}/{path}", {"words": "halo halo", "rating": 5}
            if path in {"answer", "reopen"}:
                del data["rating"]
            status, problem = get(where, secret) if path == "private" else post(where, data, secret=secret)
            assert (status, problem["code"]) == (401, "api.wrong_secret")
            assert (status, problem) == get("/cases/JKT-0000-0000/private", secret)
    assert get(f"/cases/{private.reference}/private")[0] == 401
    status, whole = get(f"/cases/{private.reference}/private", private.secret)
    assert (status, whole["is_public"], whole["url"]) == (200, False, "")
    listed = {item["reference"] for item in get("/cases")[1]["items"]}
    assert listed == {other.reference}
    longitude, latitude = CIKINI_POINT
    near = get(f"/cases/nearby?service=report.road&longitude={longitude}&latitude={latitude}")[1]
    assert private.reference not in {item["reference"] for item in near}


def test_a_cookie_counts_for_nothing() -> None:
    person = colleague("supervisor", "dki").user
    private = report(by=person, is_public=False)
    client = Client(enforce_csrf_checks=True)
    client.force_login(person)
    assert client.get(f"{API}/cases/{private.reference}").status_code == 404
    assert client.get(f"{API}/cases/{private.reference}/private").status_code == 401
    headers = {"idempotency-key": str(uuid4())}
    answer = client.post(f"{API}/cases", json.dumps(body()), content_type="application/json", headers=headers)
    assert answer.status_code == 201, "no token is asked for where no cookie counts"
    assert Reporter.objects.get(case__reference=answer.json()["reference"]).user is None
