"""Log in, open an account, confirm the address, prove oneself again, log out."""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar

from allauth.account import views as account
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from balai.apps.accounts import forms
from balai.web.languages import KeepsTypedValues


class LogIn(KeepsTypedValues, account.LoginView):
    template_name = "accounts/log_in.html"
    form_class = forms.LogInForm
    extra_context: ClassVar = {"demo_log_ins": settings.DEMO_LOG_INS}


class SignUp(KeepsTypedValues, account.SignupView):
    template_name = "accounts/sign_up.html"
    form_class = forms.SignUpForm


class ConfirmAddress(KeepsTypedValues, account.ConfirmEmailVerificationCodeView):
    template_name = "accounts/address_code.html"
    form_class = forms.EmailCodeForm


class ProveAgain(KeepsTypedValues, account.ReauthenticateView):
    template_name = "accounts/password_again.html"
    form_class = forms.ReauthenticateForm


class LogOut(account.LogoutView):
    template_name = "accounts/log_out.html"


class Inactive(account.AccountInactiveView):
    template_name = "accounts/inactive.html"


def confirm_address(request: HttpRequest) -> HttpResponseBase:
    """The page where the code from the mail is typed: right after signing up, and when the address changes."""
    response: HttpResponseBase = ConfirmAddress.as_view()(request)
    return response


def too_many(_request: HttpRequest) -> HttpResponse:
    """What allauth answers when a rate limit is used up; the middleware for error pages fills the empty page."""
    return HttpResponse(status=HTTPStatus.TOO_MANY_REQUESTS)
