"""Pages with somebody's own words: nobody may keep them, and their addresses are told to nobody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation

View = Callable[..., HttpResponse]
INVALID = 422
"""The status of a page that comes back because something in its form must be mended."""
REFERRER_POLICY = "strict-origin"
"""The address of a page, with its secret, is told to nobody, not even to this city's own logs of referrers.

"no-referrer" would also make browsers send "Origin: null" with forms, which the token check rightly refuses.
"""


def active_language() -> str:
    return translation.get_language() or settings.LANGUAGE_CODE


def keep_private(view: View) -> View:
    """Pages with a secret or with somebody's own words: not kept by any cache, not told to other sites, not indexed."""

    @wraps(view)
    def wrapped(request: HttpRequest, *arguments: Any, **options: Any) -> HttpResponse:
        response = view(request, *arguments, **options)
        response.headers["Cache-Control"] = "no-store, private"
        response.headers["Referrer-Policy"] = REFERRER_POLICY
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return wrapped
