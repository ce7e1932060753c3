"""A GET cannot write: whoever follows a link, a crawler or a mail scanner, changes nothing in the city."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from typing import Any

from django.db import connection, transaction
from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from psycopg.errors import ReadOnlySqlTransaction

from balai.base.limits.tables import SAFE_METHODS

logger = logging.getLogger("balai.read_only")

_STACK = "balai.read_only"

EXCEPTIONS: Mapping[str, str] = {
    "healthz": "Answers while the database is away.",
    "readyz": "Says itself that the database is away.",
    "openid_connect_callback": "Logs somebody in: the other side sends the browser back by a GET (OpenID Connect Core, 3.1.2.5).",
}
"""The views that a GET reaches outside a read-only transaction, by name, and why."""


class ReadOnlyMiddleware:
    """The innermost one. Safe requests run in a read-only transaction from the view to the rendered page.

    It opens after the user is resolved, because a stale session is removed then, and it is closed before the session
    is saved. A page that tries to write raises, and is a 500 with a line that names its route.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with ExitStack() as stack:
            request.META[_STACK] = stack
            response = self.get_response(request)
        if request.method in SAFE_METHODS and isinstance(response, StreamingHttpResponse):
            _read_only_while_streaming(request, response)
        return response

    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., HttpResponseBase],
        _arguments: tuple[Any, ...],
        _named: dict[str, Any],
    ) -> None:
        if request.method not in SAFE_METHODS or _is_exception(request):
            return
        _ = request.user.is_authenticated
        stack: ExitStack = request.META[_STACK]
        stack.enter_context(read_only())

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        """Say which page tried to write; the error page is made by others."""
        if is_refused_write(exception):
            match = request.resolver_match
            facts = {
                "method": request.method,
                "route": match.view_name if match else "",
                "code": "read_only",
            }
            logger.error("A page that is only looked at tried to write", extra=facts)


@contextmanager
def read_only() -> Iterator[None]:
    """A transaction in which PostgreSQL refuses every write."""
    if connection.in_atomic_block:
        with _read_only_from_here():
            yield
        return
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    driver = connection.connection
    driver.read_only = True  # BEGIN says it, which saves a statement
    try:
        with transaction.atomic():
            yield
    finally:
        if not driver.closed:
            driver.read_only = None


@contextmanager
def _read_only_from_here() -> Iterator[None]:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        yield


def is_refused_write(error: BaseException | None) -> bool:
    """Whether `error` comes from a write inside `read_only`."""
    while error is not None:
        if isinstance(error, ReadOnlySqlTransaction):
            return True
        error = error.__cause__
    return False


def _is_exception(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name in EXCEPTIONS


def _read_only_while_streaming(request: HttpRequest, response: StreamingHttpResponse) -> None:
    """What a stream still asks of the database, it asks after the view has returned."""
    # A file is read from the disk, and wrapping it would take it out of the server's hands.
    parts = response.streaming_content
    if isinstance(parts, Iterator) and not isinstance(response, FileResponse) and not _is_exception(request):
        response.streaming_content = _guarded(parts)


def _guarded(parts: Iterator[bytes]) -> Iterator[bytes]:
    with read_only():
        yield from parts
