"""One line for each request: what was asked for by its route's name, how it went, how long it took."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from balai.base.middleware.request_id import HEADER, current_request, request_id

logger = logging.getLogger("balai.request")

QUIET = frozenset({"healthz", "readyz", "(static)"})
"""Asked every few seconds by machines, or many times for each page: logged only when wanted or failing."""


class RequestLogMiddleware:
    """The outermost one. Never the path: references and secret links stand in it. Nobody's name, nobody's address."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        given = request.headers.get(HEADER, "") if settings.CONFIGURATION.proxies else ""
        identifier = request_id(given)
        counter = _Counter()
        begun = time.perf_counter()
        token = current_request.set(identifier)
        try:
            with connection.execute_wrapper(counter):
                response = self.get_response(request)
            milliseconds = (time.perf_counter() - begun) * 1000
            response.headers[HEADER] = identifier
            _log(request, response, identifier, milliseconds, counter.statements)
        finally:
            current_request.reset(token)
        return response


class _Counter:
    """Counts the statements that views and middleware send; BEGIN and COMMIT are not among them."""

    def __init__(self) -> None:
        self.statements = 0

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:  # noqa: FBT001 (Django's signature)
        self.statements += 1
        return execute(sql, params, many, context)


def _log(
    request: HttpRequest, response: HttpResponseBase, identifier: str, milliseconds: float, statements: int
) -> None:
    route = route_of(request)
    facts = {
        "request_id": identifier,
        "method": request.method,
        "route": route,
        "status": response.status_code,
        "milliseconds": round(milliseconds, 1),
        "statements": statements,
    }
    usual = logging.DEBUG if route in QUIET else logging.INFO
    logger.log(logging.WARNING if response.status_code >= 500 else usual, "request", extra=facts)


def route_of(request: HttpRequest) -> str:
    """The name of the view, or of its function: never what was typed."""
    match = request.resolver_match
    if match is not None:
        return match.view_name
    return "(static)" if request.path_info.startswith(settings.STATIC_URL) else "(none)"
