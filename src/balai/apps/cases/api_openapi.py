"""How to ask for one service, as OpenAPI 3.1: the general description, narrowed to what this service asks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from balai.apps.cases import schemas
from balai.apps.cases.answers import FILES
from balai.apps.cases.answers_schema import answers_schema
from balai.apps.cases.api_shapes import absolute, eligibility_of, place_required
from balai.engines.casework.definition import QuestionType, Service
from balai.web.problems import Problem
from balai.web.templatetags.balai import text_of

IN_JSON = "application/json"
DEFINITIONS = "#/components/schemas/{model}"


def service_description(service: Service) -> dict[str, Any]:
    """The OpenAPI description of opening a case of this service, alone and complete."""
    parts: dict[str, Any] = {}
    for model in (schemas.PlaceIn, schemas.ReporterIn, schemas.OpenedOut, Problem):
        schema = model.model_json_schema(ref_template=DEFINITIONS)
        parts |= schema.pop("$defs", {})
        parts[model.__name__] = schema
    parts["CaseIn"] = case_schema(service)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": text_of(service.title),
            "description": text_of(service.summary),
            "version": service.version[:12],
            "x-service": service.code,
            "x-eligibility": eligibility_of(service),
        },
        "servers": [{"url": absolute("api:services").removesuffix("/services")}],
        "paths": {"/cases": {"post": _operation(service)}},
        "components": {"schemas": parts},
    }


def _operation(service: Service) -> dict[str, Any]:
    refusals = {400: _("Refused"), 404: _("Not offered now"), 409: _("In conflict"), 422: _("Something must be mended")}
    opened = {"200": _("It was open already"), "201": _("A case was opened")}
    key = {
        "name": "Idempotency-Key",
        "in": "header",
        "required": True,
        "schema": {"type": "string", "format": "uuid"},
        "description": _("A random UUID: the same again gives the same case."),
    }
    return {
        "operationId": f"open_{service.code.replace('.', '_')}",
        "summary": text_of(service.title),
        "parameters": [key],
        "requestBody": {"required": True, "content": {IN_JSON: {"schema": _ref("CaseIn")}}},
        "responses": {
            **{status: _answer(words, "OpenedOut") for status, words in opened.items()},
            **{str(status): _answer(words, "Problem") for status, words in refusals.items()},
        },
    }


def _ref(name: str) -> dict[str, str]:
    return {"$ref": DEFINITIONS.format(model=name)}


def _answer(words: str, model: str) -> dict[str, Any]:
    return {"description": words, "content": {IN_JSON: {"schema": _ref(model)}}}


def case_schema(service: Service) -> dict[str, Any]:
    """What may be sent to open a case of this service."""
    wants_place = any(question.type is QuestionType.PLACE for question in service.questions)
    answers = answers_schema(service)
    required = [
        "service",
        *(["answers"] if answers["required"] else []),
        *(["place"] if place_required(service) else []),
    ]
    whole = schemas.CaseIn.model_json_schema()["properties"]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": {
            "service": {"const": service.code},
            "answers": answers,
            **({"place": _ref("PlaceIn")} if wants_place else {}),
            "uploads": _uploads_schema(service),
            "reporter": _ref("ReporterIn"),
            "public": {"type": "boolean", "default": True},
            "language": whole["language"],
        },
    }


def _uploads_schema(service: Service) -> dict[str, Any]:
    upload = schemas.CaseIn.model_json_schema()["properties"]["uploads"]["additionalProperties"]["items"]
    asked = [question for question in service.questions if question.type in FILES]
    return {
        "type": "object",
        "additionalProperties": False,
        "required": [question.id for question in asked if question.required and question.show_if is None],
        "properties": {
            question.id: {
                "title": text_of(question.label),
                "x-title": dict(question.label),
                "type": "array",
                "items": upload,
                "minItems": int(question.required),
                "maxItems": question.max_files,
            }
            for question in asked
        },
    }
