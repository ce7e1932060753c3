"""The gate before the desk: logged in, second factor shown, not idle for too long."""

from __future__ import annotations

from collections.abc import Callable
from functools import update_wrapper
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _

from balai.apps.accounts.rules import FRESHEN_AFTER, OFFICER_IDLE, has_second_factor, showed_second_factor
from balai.base import clock
from balai.base.people.models import User

SEEN = "accounts.seen"
Arguments = ParamSpec("Arguments")
View = Callable[Concatenate[HttpRequest, Arguments], HttpResponseBase]


def officer_ready(request: HttpRequest) -> bool:
    """Whether this session may open the desk: logged in, and in a real city with a second factor shown.

    Says nothing about roles; in the usual case it asks no database.
    """
    user = request.user
    if not isinstance(user, User):
        return False
    return settings.CONFIGURATION.demo or showed_second_factor(request, user)


def officer_gate(request: HttpRequest) -> HttpResponseRedirect | None:
    """Where to send somebody who cannot open the desk yet: to log in, to set up a second factor, or to show it.

    None when all is well; then the session's 12 idle hours begin anew.
    """
    if officer_ready(request):
        freshen(request)
        return None
    user = request.user
    if not isinstance(user, User):
        return _to("account_login", request)
    if has_second_factor(user):
        return _to("mfa_reauthenticate", request)
    if request.method in {"GET", "HEAD"}:
        messages.info(request, _("To open reports you need a second step when logging in. Set it up here once."))
    return HttpResponseRedirect(reverse("mfa_index"))


def officers_only(view: View[Arguments]) -> View[Arguments]:
    """Decorator: the view is reached only through the gate. Roles are for the view to check."""

    def guarded(request: HttpRequest, /, *args: Arguments.args, **kwargs: Arguments.kwargs) -> HttpResponseBase:
        return officer_gate(request) or view(request, *args, **kwargs)

    return update_wrapper(guarded, view)


def person(request: HttpRequest) -> User:
    """Who is logged in.

    Raises:
        PermissionDenied: nobody is; views with `login_required` never see it.
    """
    if not isinstance(request.user, User):
        raise PermissionDenied
    return request.user


def freshen(request: HttpRequest, *, at_once: bool = False) -> None:
    """Let the session live 12 more hours; written at most every ten minutes, unless told `at_once`."""
    seen = request.session.get(SEEN, 0)
    instant = clock.now().timestamp()
    if at_once or instant - seen > FRESHEN_AFTER.total_seconds():
        request.session[SEEN] = int(instant)
        request.session.set_expiry(int(OFFICER_IDLE.total_seconds()))


def _to(name: str, request: HttpRequest) -> HttpResponseRedirect:
    here = request.get_full_path() if request.method in {"GET", "HEAD"} else request.path
    return HttpResponseRedirect(f"{reverse(name)}?{urlencode({'next': here})}")
