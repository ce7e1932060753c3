"""While the database is away, every page is a clear 503 with a hint when to come back; then it recovers by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from balai.web.away import is_away
from balai.web.errors import DATABASE_AWAY, trouble_page

logger = logging.getLogger("balai.database")


class DatabaseAwayMiddleware:
    """Outermost but for the log. What other middleware raises reaches `balai.web.errors.server_error` instead."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if request.META.get("balai.database_away"):
            close_connections()
        return response

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What a view raised."""
        if not is_away(exception):
            return None
        logger.warning("The database is away: %s", type(exception).__name__)
        request.META["balai.database_away"] = True
        return trouble_page(request, DATABASE_AWAY)


def close_connections() -> None:
    """Drop this thread's connections, so that the next request opens new ones."""
    for connection in connections.all(initialized_only=True):
        try:
            connection.close()
        except Exception:  # noqa: BLE001 (a broken connection may fail to close in any way; it is given up)
            connection.connection = None
