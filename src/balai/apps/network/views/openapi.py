"""The description (OpenAPI 3.1) of what programs of other cities, or of anyone, can read and send here."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from balai.apps.network.descriptors import schema_of

JSON, TEXT, TURTLE, ATOM, CSV = "application/json", "text/plain", "text/turtle", "application/atom+xml", "text/csv"
NAME = {
    "name": "name",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]+$"},
}
CODE = {"name": "code", "in": "path", "required": True, "schema": {"type": "string"}}
NUMBER = {"name": "number", "in": "path", "required": True, "schema": {"type": "integer"}}
READS: tuple[tuple[str, str, str, str, tuple[dict[str, Any], ...]], ...] = (
    ("/.well-known/balai-city.json", "Who this city is, signed", JSON, "city", ()),
    ("/log/checkpoint", "The newest checkpoint of its log, with the signatures of witnesses", TEXT, "", ()),
    ("/log/checkpoint.witnessed", "The newest checkpoint that a witness signed", TEXT, "", ()),
    ("/log/break", "The city's signed word that its log lost entries, if it ever did", JSON, "", ()),
    ("/log/keys", "Every key that ever signed the log", TEXT, "", ()),
    ("/angka/terbitan.json", "What was published, and where it stands in the log", JSON, "", ()),
    ("/angka/terbitan/{name}.json", "One publication, signed", JSON, "figures", (NAME,)),
    ("/angka/terbitan/{name}.csv", "The rows from which it was computed", CSV, "", (NAME,)),
    ("/angka/definisi.json", "What each indicator means", JSON, "", ()),
    ("/data/katalog.ttl", "The catalogue of open data (DCAT-AP 3)", TURTLE, "", ()),
    ("/jaringan/bandingkan/{code}.json", "Every city's values of one indicator", JSON, "", (CODE,)),
    ("/jaringan/layanan/{code}.json", "The file of a service; the descriptor holds its hash", JSON, "", (CODE,)),
    ("/jaringan/peringatan.json", "Alarms about other cities, with the addresses of their evidence", JSON, "", ()),
    ("/jaringan/peringatan/{number}.json", "The evidence of one alarm", JSON, "", (NUMBER,)),
    ("/jaringan/peringatan.atom", "The same as a feed", ATOM, "", ()),
)
"""Path, what lies there, its media type, the kind of signed document or nothing, and the path's parameters."""
BODIES = {"city": "balai-city", "figures": "balai-figures", "letter": "balai-letter"}


@require_safe
def description(_request: HttpRequest) -> HttpResponse:
    """The description itself."""
    response = JsonResponse(openapi(settings.CONFIGURATION.address))
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cache-Control"] = "public, max-age=300"
    return response


def openapi(address: str) -> dict[str, Any]:
    """The document, for a city at that address."""
    paths: dict[str, Any] = {
        path: {"get": _read(summary, media, kind, parameters)} for path, summary, media, kind, parameters in READS
    }
    paths["/jaringan/surat/"] = {
        "post": _sent(
            "A letter to this city, signed",
            JSON,
            _document("letter"),
            {"202": "Taken", "400": "Not taken: its code says why"},
        )
    }
    paths["/jaringan/saksi/add-checkpoint"] = {
        "post": _sent(
            "A checkpoint to be witnessed (C2SP tlog-witness)", TEXT, {"type": "string"},
            {"200": "Our signature line", "403": "Signed by no key that we know", "404": "Not a log that we witness",
             "409": "The size that we know", "422": "Not consistent"},
        )
    }  # fmt: skip
    return {
        "openapi": "3.1.0",
        "info": {"title": "Balai: the network of cities", "version": "1"},
        "servers": [{"url": address}],
        "paths": paths,
        "components": {"schemas": {name: dict(schema_of(name)) for name in BODIES.values()}},
    }


def _read(summary: str, media: str, kind: str, parameters: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    schema = _document(kind) if kind else {"type": "object"} if media == JSON else {"type": "string"}
    answers = {
        "200": {"description": summary, "content": {media: {"schema": schema}}},
        "404": {"description": "There is none, or none yet"},
    }
    return {"summary": summary, "parameters": list(parameters), "responses": answers}


def _sent(summary: str, media: str, schema: dict[str, Any], answers: dict[str, str]) -> dict[str, Any]:
    return {
        "summary": summary,
        "requestBody": {"required": True, "content": {media: {"schema": schema}}},
        "responses": {status: {"description": words} for status, words in answers.items()},
    }


def _document(kind: str) -> dict[str, Any]:
    """A signed document of that kind, as it is sent."""
    return {
        "type": "object",
        "required": ["kind", "body", "signatures"],
        "properties": {
            "kind": {"const": kind},
            "body": {"$ref": f"#/components/schemas/{BODIES[kind]}"},
            "signatures": {"type": "array", "items": {"type": "string"}, "maxItems": 64},
        },
    }
