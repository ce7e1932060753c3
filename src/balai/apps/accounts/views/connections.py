"""Other ways to log in (OpenID Connect), served only where the installation is told of one."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from http import HTTPStatus

from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as openid_connect
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from requests.exceptions import RequestException

from balai.apps.accounts import forms
from balai.web.languages import KeepsTypedValues

logger = logging.getLogger("balai.accounts")


class Finish(KeepsTypedValues, social.SignupView):
    """Somebody comes for the first time; asks for what the other side did not tell."""

    template_name = "accounts/connections/finish.html"
    form_class = forms.ConnectedSignUpForm


class Cancelled(social.LoginCancelledView):
    template_name = "accounts/connections/cancelled.html"


class Failed(social.LoginErrorView):
    template_name = "accounts/connections/failed.html"


class Connections(social.ConnectionsView):
    template_name = "accounts/connections/list.html"


def begin(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Send the browser to the other side."""
    return _unless_unreachable(request, partial(openid_connect.login, request, provider_id))


def come_back(request: HttpRequest, provider_id: str) -> HttpResponseBase:
    """Take what the other side says about who came."""
    return _unless_unreachable(request, partial(openid_connect.callback, request, provider_id))


def _unless_unreachable(request: HttpRequest, view: Callable[[], HttpResponseBase]) -> HttpResponseBase:
    """A side that cannot be reached is told on a page; allauth leaves that to us when it asks how to reach it."""
    try:
        return view()
    except RequestException as error:
        logger.warning("The sign-in provider cannot be reached: %s", type(error).__name__)
        return render(request, "accounts/connections/failed.html", status=HTTPStatus.BAD_GATEWAY)
