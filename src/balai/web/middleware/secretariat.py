"""In a secretariat, pages for citizens say that there are none, and the front door leads to the cities."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render

from balai.web.errors import SECRETARIAT, trouble_page
from balai.web.secretariat import is_left_out


class SecretariatMiddleware:
    """After the user is known, before anything is asked of the database."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self,
        request: HttpRequest,
        _view: Callable[..., HttpResponseBase],
        _arguments: tuple[Any, ...],
        _named: dict[str, Any],
    ) -> HttpResponse | None:
        match = request.resolver_match
        if match is None or not is_left_out(match.view_name):
            return None
        if request.path == "/":
            return render(request, "web/secretariat.html")
        return trouble_page(request, SECRETARIAT)
