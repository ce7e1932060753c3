"""Refusals and empty error responses become pages that say what happened and what to do."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _

from balai.base.errors import Refusal
from balai.web.errors import BY_STATUS, Trouble, trouble_page

REFUSED_TITLE = _("This cannot be done")
KEPT_HEADERS = ("Allow", "Retry-After")


class ErrorPagesMiddleware:
    """Inside the language, outside everything that may refuse a request."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        empty = isinstance(response, HttpResponse) and not response.content
        trouble = BY_STATUS.get(response.status_code)
        if not empty or trouble is None or request.method == "HEAD":
            return response
        page = trouble_page(request, trouble)
        for name in KEPT_HEADERS:
            if name in response.headers:
                page.headers[name] = response.headers[name]
        return page

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A refusal speaks for itself: its sentence and its code."""
        if not isinstance(exception, Refusal):
            return None
        general = BY_STATUS.get(exception.status)
        title = general.title if general else REFUSED_TITLE
        # Without facts the sentence stays lazy: a page that shows every language asks for it in each.
        words = str(exception) if exception.facts else exception.sentence
        return trouble_page(request, Trouble(exception.code, exception.status, title, words))
