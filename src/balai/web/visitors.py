"""The device of a visitor: a random value in a cookie, kept on our side only as a keyed hash.

It finds a person's own drafts again and counts their support once. It is set when somebody first sends something,
never on merely reading.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from balai.base.limits.devices import COOKIE, is_ours, new_device
from balai.base.people.models import User

A_YEAR = 365 * 24 * 3600


def device_of(request: HttpRequest) -> str:
    """The value of the cookie, or nothing when there is none or it is not ours."""
    value = request.COOKIES.get(COOKIE, "")
    return value if is_ours(value) else ""


def device_or_new(request: HttpRequest) -> str:
    """The visitor's device, or a fresh value for one that has none; `remember` it with the answer."""
    return device_of(request) or new_device()


def remember(response: HttpResponseBase, device: str) -> None:
    """Keep the value on the device for a year, out of reach of scripts."""
    response.set_cookie(
        COOKIE,
        device,
        max_age=A_YEAR,
        path="/",
        secure=bool(settings.SESSION_COOKIE_SECURE),
        httponly=True,
        samesite="Lax",
    )


def user_of(request: HttpRequest) -> User | None:
    """The person who is logged in, if any. Asks the database only when there is a session."""
    user = getattr(request, "user", None)
    return user if isinstance(user, User) or getattr(user, "is_authenticated", False) else None


def person_of(request: HttpRequest) -> User:
    """The person of a view under `login_required`.

    Raises:
        RuntimeError: the view is not under it.
    """
    person = user_of(request)
    if person is None:
        raise RuntimeError("login_required let nobody through")
    return person
