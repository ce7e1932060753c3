"""Each page in the visitor's language, without a look into the database."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import translation
from django.utils.cache import patch_vary_headers

from balai.web.languages import language_of, remember


class LanguageMiddleware:
    """The cookie's language, else the browser's, else Indonesian; says so in Content-Language and Vary."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        language = language_of(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            chosen = request.META.get("balai.language")
            if chosen:
                remember(response, chosen)
        response.headers.setdefault("Content-Language", chosen or language)
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response
