"""The city's JSON API, under /api/v1/: its description is /api/v1/openapi.json, its errors are RFC 9457 problems.

Nobody is logged in here: cookies count for nothing, so that a foreign site cannot make a browser act. What is private
opens with a secret in the Authorization header.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import update_wrapper
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.translation import gettext as _
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation

from balai.apps.cases import api_sending, api_turns  # noqa: F401 (adds its operations to the router)
from balai.apps.cases.api import router
from balai.apps.cases.api_checking import InvalidRequest
from balai.apps.mobility.api import router as journeys
from balai.base.errors import Refusal

PROBLEM = "application/problem+json"
LONGEST_DETAIL = 300


class CityAPI(NinjaAPI):
    """Describes errors with the media type that they have, and operations by their plain names."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return operation.view_func.__name__

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        schema = super().get_openapi_schema(*args, **kwargs)
        for path in schema["paths"].values():
            for operation in path.values():
                for status, response in operation["responses"].items():
                    content = response.get("content", {})
                    if int(status) >= 400 and "application/json" in content:
                        content[PROBLEM] = content.pop("application/json")
        return schema


api = CityAPI(
    title="Balai",
    version="1",
    description=__doc__.partition("\n\n")[2],
    docs_url=None,  # the usual page of documentation needs scripts from elsewhere; the description is for tools
    urls_namespace="api",
    servers=[{"url": settings.CONFIGURATION.address}],
)
api.add_router("", router)
api.add_router("", journeys)


def problem(*, status: int, code: str, title: str, detail: str, errors: Sequence[dict[str, str]] = ()) -> HttpResponse:
    """A problem document. Nothing that was sent is repeated in it."""
    body = {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail[:LONGEST_DETAIL],
        "code": code,
        "errors": list(errors),
    }
    response = HttpResponse(json.dumps(body), status=status, content_type=PROBLEM)
    response.headers["Cache-Control"] = "no-store"
    return response


def titles() -> dict[int, str]:
    return {
        400: _("This request cannot be read"),
        401: _("This needs a secret"),
        403: _("This is not allowed"),
        404: _("There is no such thing here"),
        405: _("This address cannot be used in this way"),
        409: _("This cannot be done now"),
        413: _("This is too large"),
        415: _("This kind of file is not taken"),
        422: _("Something in this request must be mended"),
    }


def title_of(status: int) -> str:
    return titles().get(status, _("This cannot be done now"))


@api.exception_handler(Refusal)
def refused(_request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal speaks for itself: its sentence and its code."""
    errors = refusal.problems if isinstance(refusal, InvalidRequest) else ()
    return problem(
        status=refusal.status, code=refusal.code, title=title_of(refusal.status), detail=str(refusal), errors=errors
    )


@api.exception_handler(ValidationError)
def not_valid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    """The shape of the request: where, and what; never what stood there."""
    errors = [
        {
            "field": ".".join(str(part) for part in found["loc"] if part not in {"payload", "body"})[:200],
            "detail": str(found["msg"])[:LONGEST_DETAIL],
            "code": str(found["type"]),
        }
        for found in error.errors[:20]
    ]
    detail = _("Look at the fields that are named, and at the description of this API.")
    return problem(status=422, code="api.not_valid", title=title_of(422), detail=detail, errors=errors)


@api.exception_handler(Http404)
def not_there(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(status=404, code="api.not_found", title=title_of(404), detail=_("Check the address."))


@api.exception_handler(AuthenticationError)
def no_secret(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    detail = _("Send the secret of the case: Authorization: Bearer …")
    response = problem(status=401, code="api.no_secret", title=title_of(401), detail=detail)
    response.headers["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(HttpError)
def not_readable(_request: HttpRequest, error: HttpError) -> HttpResponse:
    detail = _("The body is not what the description of this API says.")
    return problem(status=error.status_code, code="api.not_readable", title=title_of(error.status_code), detail=detail)


def answering_405(pattern: URLPattern) -> URLPattern:
    """The same address, with a problem document where ninja answers a wrong method in plain words."""
    view = pattern.callback

    def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        response: HttpResponse = view(request, *arguments, **named)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        told = problem(status=405, code="api.method", title=title_of(405), detail=_("Look at the header Allow."))
        told.headers["Allow"] = response.headers["Allow"]
        return told

    return URLPattern(pattern.pattern, update_wrapper(answer, view), pattern.default_args, pattern.name)


_patterns, _application, _namespace = api.urls
urls = ([answering_405(pattern) for pattern in _patterns if isinstance(pattern, URLPattern)], _application, _namespace)
