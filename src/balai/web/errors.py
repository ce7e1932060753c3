"""Pages for when something is wrong: what happened, what to do, and a stable code, in the city's languages."""

from __future__ import annotations

import errno
import sys
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balai.web.away import is_away

RETRY_SECONDS = 10
API_PATHS = ("/api/",)


@dataclass(frozen=True, slots=True)
class Trouble:
    """One kind of error: its stable code and what a person is told."""

    code: str
    status: int
    title: str | Promise
    words: str | Promise
    advice: str | Promise = ""


BAD_REQUEST = Trouble(
    "bad_request",
    400,
    _("We could not understand this request"),
    _("Part of what your browser sent is incomplete or not allowed."),
    _("Go back, check what you typed, and send it again."),
)
FORBIDDEN = Trouble(
    "forbidden",
    403,
    _("This page is not open to you"),
    _("You may need to log in, or your role does not allow this."),
    _("Log in with the right account, or ask your supervisor."),
)
FORM_EXPIRED = Trouble(
    "form_expired",
    403,
    _("This form has expired"),
    _("For your safety, a form may be sent only from the page where it was opened, and only for some time."),
    _("Go back, reload the page, and send the form again. Your browser must allow cookies of this site."),
)
SECRETARIAT = Trouble(
    "secretariat",
    404,
    _("This is a secretariat"),
    _("It has no citizens and no services of its own. Please report a problem to your own city."),
)
NOT_FOUND = Trouble(
    "not_found",
    404,
    _("We could not find this page"),
    _("The address may be mistyped, or the page has moved."),
    _("Check the address, or begin at the home page."),
)
METHOD_NOT_ALLOWED = Trouble(
    "method_not_allowed",
    405,
    _("This page cannot be used in this way"),
    _("The link or form that brought you here is not meant for this address."),
    _("Go back to the page before, or begin at the home page."),
)
TOO_LARGE = Trouble(
    "too_large",
    413,
    _("This is too large to send"),
    _("The words, the photos or their number are beyond what we can take at once."),
    _("Go back, choose fewer or smaller files, or shorten your words."),
)
TOO_MANY = Trouble(
    "too_many_requests",
    429,
    _("Too many requests"),
    _("Many requests have come from your connection in a short time."),
    _("Wait a few minutes, then try again. Nothing you sent before is lost."),
)
SERVER_ERROR = Trouble(
    "server_error",
    500,
    _("Something went wrong on our side"),
    _("This is our mistake, not yours. It has been recorded."),
    _("Try again in a few minutes."),
)
DATABASE_AWAY = Trouble(
    "database_away",
    503,
    _("The city’s records cannot be reached right now"),
    _("The page is closed for a short moment. Nothing that was confirmed to you is lost."),
    _("Try again in a moment. If you were sending something, reload this page: your browser sends it once more."),
)
NO_ROOM = Trouble(
    "no_room",
    507,
    _("We have no room for this right now"),
    _("Our disk is full, so nothing new can be kept. This is our fault, and it has been recorded."),
    _("Try again later. Nothing that was confirmed to you is lost."),
)
BY_STATUS = {
    trouble.status: trouble
    for trouble in (
        BAD_REQUEST,
        FORBIDDEN,
        NOT_FOUND,
        METHOD_NOT_ALLOWED,
        TOO_LARGE,
        TOO_MANY,
        SERVER_ERROR,
        DATABASE_AWAY,
        NO_ROOM,
    )
}
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
"""No space on the device; no space left to this user. PostgreSQL's own full disk counts as being away."""


def wants_json(request: HttpRequest) -> bool:
    """Whether a machine asks: a path of the API, or a client that prefers JSON to HTML."""
    return (
        request.path.startswith(API_PATHS)
        or request.get_preferred_type(["text/html", "application/json"]) == "application/json"
    )


def trouble_page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """The page, or for machines a problem document (RFC 9457). Only 4xx pages may ask who is logged in."""
    if wants_json(request):
        return _problem(trouble)
    if trouble.status >= 500:
        return _plain_page(request, trouble)
    return render(request, "web/errors/page.html", {"trouble": trouble}, status=trouble.status)


def _problem(trouble: Trouble) -> HttpResponse:
    facts: dict[str, Any] = {
        "type": "about:blank",
        "title": str(trouble.title),
        "status": trouble.status,
        "detail": str(trouble.words),
        "code": trouble.code,
    }
    response = JsonResponse(facts, status=trouble.status, content_type="application/problem+json")
    return _closed_for_a_moment(response) if trouble.status == HTTPStatus.SERVICE_UNAVAILABLE else response


def _plain_page(request: HttpRequest, trouble: Trouble) -> HttpResponse:
    """Every language on one page, and nothing that could fail again: no database, no session, no context processor."""
    active = translation.get_language() or settings.LANGUAGE_CODE
    codes = sorted((code for code, _name in settings.LANGUAGES), key=lambda code: code != active)
    versions = []
    for code in codes:
        with translation.override(code):
            versions.append(
                {
                    "code": code,
                    "title": str(trouble.title),
                    "words": str(trouble.words),
                    "advice": str(trouble.advice),
                    "again": translation.gettext("Try again"),
                }
            )
    retry = request.get_full_path() if request.method in {"GET", "HEAD"} else ""
    context = {
        "versions": versions,
        "code": trouble.code,
        "language": active,
        "retry": retry,
        "stylesheet": _stylesheet(),
    }
    response = HttpResponse(render_to_string("web/errors/plain.html", context), status=trouble.status)
    return _closed_for_a_moment(response) if trouble.status == HTTPStatus.SERVICE_UNAVAILABLE else response


def _closed_for_a_moment(response: HttpResponse) -> HttpResponse:
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _stylesheet() -> str:
    try:
        return static("web/balai.css")
    except ValueError:  # the list of hashed names is missing: an unstyled page is better than none
        return ""


# the views that Django calls


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return trouble_page(request, TOO_LARGE if too_large else BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django names it)
    return trouble_page(request, FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # noqa: ARG001 (Django names it)
    return trouble_page(request, NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django calls this while it handles the exception, so that a database that is away can be told from a mistake."""
    error = sys.exc_info()[1]
    if is_away(error):
        request.META["balai.database_away"] = True
        return trouble_page(request, DATABASE_AWAY)
    if isinstance(error, OSError) and error.errno in FULL:  # as when a large upload finds no room on its way in
        return trouble_page(request, NO_ROOM)
    return trouble_page(request, SERVER_ERROR)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001 (Django names it)
    return trouble_page(request, FORM_EXPIRED)
