"""Machines send what pages ask: groups, persons and documents, with a path and the pages' sentence for each mistake."""

from __future__ import annotations

import io
import json
from typing import Any
from uuid import uuid4

import jsonschema
import pytest
from django.test import Client

from balai.apps.cases.actions.services import activate_services
from balai.apps.cases.models import Case, Content
from balai.apps.cases.tests.samples import CIKINI, NOW
from balai.base.files.tests.test_documents import pdf

pytestmark = pytest.mark.usefixtures("jakarta")
CARE = "request.home_care"
SITI = {"patient_name": "Siti", "patient_age": 71, "complaint": ["wound"], "bedridden": True}
ANSWERS: dict[str, Any] = {
    "urgency": "worse",
    "jakarta_card": True,
    "carer": True,
    "patients": [SITI, {**SITI, "patient_name": "Adi", "patient_age": 9.5}],
    "phone": "081234567890",
}
PLACE = {"area": CIKINI, "words": "Gang Buntu 3"}
TEXT = {"id": "Surat", "en": "Letter"}


def send(answers: Any, language: str = "en", **more: Any) -> Any:
    whole = {"service": CARE, "answers": answers, "place": PLACE, **more}
    headers = {"idempotency-key": str(uuid4()), "accept-language": language}
    return Client().post("/api/v1/cases", json.dumps(whole), content_type="application/json", headers=headers)


def fields_of(answer: Any) -> dict[str, str]:
    assert answer.status_code == 422, answer.content
    return {error["field"]: error["detail"] for error in answer.json()["errors"]}


def test_entries_become_a_case() -> None:
    answer = send(ANSWERS)
    assert answer.status_code == 201, answer.content
    case = Case.objects.get()
    patients: Any = Content.objects.get(case=case, question="patients").data
    assert [entry["patient_age"] for entry in patients] == [71, 9.5]


def test_each_mistake_has_its_path_and_the_sentence_of_the_pages() -> None:
    wrong = [{**SITI, "patient_age": 900}, {"patient_name": "Adi", "nobody": 1}, "Siti"]
    assert set(fields_of(send({**ANSWERS, "patients": wrong[1:]}))) == {
        "answers.patients.0.nobody",
        "answers.patients.1",
    }
    told = fields_of(send({**ANSWERS, "patients": [SITI, wrong[0]]}, "id"))
    assert set(told) == {"answers.patients.1.patient_age"}
    assert told["answers.patients.1.patient_age"].startswith("“Usia (tahun)”")
    assert set(fields_of(send({**ANSWERS, "patients": []}))) == {"answers.patients"}
    assert set(fields_of(send({**ANSWERS, "patients": [SITI] * 9}))) == {"answers.patients"}
    assert set(fields_of(send({**ANSWERS, "patients": [SITI, {}]}))) >= {"answers.patients.1.patient_name"}
    assert not Case.objects.exists()


def test_whoever_cannot_be_served_is_told_in_the_services_own_words() -> None:
    answer = send({**ANSWERS, "carer": False})
    assert answer.status_code in {403, 409, 422}
    assert "somebody at home" in answer.json()["detail"]


def test_the_schema_of_a_service_holds_what_is_taken() -> None:
    whole = Client(headers={"accept-language": "en"}).get(f"/api/v1/services/{CARE}").json()
    jsonschema.Draft202012Validator.check_schema(whole["answers"])
    jsonschema.validate(ANSWERS, whole["answers"])
    entry = whole["answers"]["properties"]["patients"]["items"]
    assert entry["title"] == "Patient"
    assert entry["properties"]["complaint_words"]["x-show-if-words"]["en"] == "“Complaint” is “Something else”"
    assert whole["eligibility"][0]["words"]["en"].endswith("is “Yes”")
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**ANSWERS, "patients": [{}]}, whole["answers"])


def test_every_service_has_a_description_of_its_own() -> None:
    for service in Client().get("/api/v1/services").json():
        described = Client().get(f"/api/v1/services/{service['code']}/openapi.json").json()
        parts = described["components"]["schemas"]
        for schema in parts.values():
            jsonschema.Draft202012Validator.check_schema(schema)
        body = described["paths"]["/cases"]["post"]["requestBody"]["content"]["application/json"]["schema"]
        assert body["$ref"].rsplit("/", 1)[-1] in parts
        assert parts["CaseIn"]["properties"]["service"] == {"const": service["code"]}
    assert Client().get("/api/v1/services/no.such/openapi.json").status_code == 404


def test_a_document_answers_a_file_question_and_no_other() -> None:
    step = {"id": "look", "title": TEXT, "by": ["officer"], "at": "route", "state": "waiting"}
    source = {
        "service": CARE,
        "kind": "request",
        "title": TEXT,
        "summary": TEXT,
        "owner": "dinas-bina-marga",
        "who": ["anonymous"],
        "keep": "2 years",
        "questions": [
            {"id": "letter", "type": "file", "label": TEXT, "required": True},
            {"id": "shop", "type": "photo", "label": TEXT},
            {"id": "owner", "type": "person", "label": TEXT, "required": True},
        ],
        "route": [{"to": "owner"}],
        "start": ["look"],
        "steps": [{**step, "outcomes": [{"code": "done", "label": TEXT, "end": "done"}]}],
    }
    activate_services(sources=[source], now=NOW)
    owner = {"owner": {"name": "Sari", "phone": "081234567890"}}
    names = []
    for _ in range(3):
        answer: Any = Client().post("/api/v1/uploads", {"file": io.BytesIO(pdf())})
        assert answer.json()["kind"] == "document", answer.content
        names.append(answer.json()["upload"])
    photo = send(owner, place={}, uploads={"letter": names[:1], "shop": names[1:2]})
    assert photo.json()["code"] == "api.not_a_photo"
    assert send(owner, place={}, uploads={"letter": names[:1]}).status_code == 201
    assert set(fields_of(send({"owner": {"phone": "x"}}, place={}, uploads={"letter": names[2:]}))) == {"answers.owner"}
    assert set(fields_of(send(owner, place={}))) == {"uploads.letter"}
