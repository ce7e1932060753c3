"""The second step of logging in: authenticator app, passkeys, recovery codes."""

from __future__ import annotations

from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.recovery_codes.internal import flows as recovery_flows
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from balai.apps.accounts import forms
from balai.apps.accounts.gate import person
from balai.apps.accounts.queries import authenticators_of
from balai.web.languages import KeepsTypedValues


@login_required
def overview(request: HttpRequest) -> HttpResponse:
    """Which second steps this account has, and how to add or remove them."""
    return render(request, "accounts/second_step/overview.html", {"held": authenticators_of(person(request))})


class SecondStep(base.AuthenticateView):
    template_name = "accounts/second_step/log_in.html"
    form_class = forms.SecondStepForm
    webauthn_form_class = forms.PasskeyStepForm


class SecondStepAgain(KeepsTypedValues, base.ReauthenticateView):
    template_name = "accounts/second_step/again.html"
    form_class = forms.SecondStepAgainForm


class ActivateApp(KeepsTypedValues, totp.ActivateTOTPView):
    template_name = "accounts/second_step/app.html"
    form_class = forms.ActivateAppForm

    def form_valid(self, form: forms.ActivateAppForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        # The code just typed is the proof: nobody is asked for a second one at once.
        record_authentication(self.request, self.request.user, "mfa", type=Authenticator.Type.TOTP)
        return response


class DeactivateApp(totp.DeactivateTOTPView):
    template_name = "accounts/second_step/app_remove.html"


class AddPasskey(webauthn.AddWebAuthnView):
    template_name = "accounts/second_step/passkey_add.html"
    form_class = forms.AddPasskeyForm

    def form_valid(self, form: forms.AddPasskeyForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        record_authentication(self.request, self.request.user, "mfa", type=Authenticator.Type.WEBAUTHN)
        return response


class Passkeys(webauthn.ListWebAuthnView):
    template_name = "accounts/second_step/passkeys.html"


class EditPasskey(KeepsTypedValues, webauthn.EditWebAuthnView):
    template_name = "accounts/second_step/passkey_edit.html"
    form_class = forms.EditPasskeyForm


class RemovePasskey(webauthn.RemoveWebAuthnView):
    template_name = "accounts/second_step/passkey_remove.html"


class PasskeyAgain(webauthn.ReauthenticateWebAuthnView):
    form_class = forms.PasskeyAgainForm
    template_name = "accounts/second_step/passkey_again.html"


class LogInWithPasskey(webauthn.LoginWebAuthnView):
    """Answers scripts with a challenge, and takes what the device signed; has no page of its own."""

    form_class = forms.LogInWithPasskeyForm


class NewRecoveryCodes(recovery.GenerateRecoveryCodesView):
    template_name = "accounts/second_step/recovery_new.html"


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """How many codes are left; on POST the codes themselves, because showing them is noted down."""
    raise_if_reauthentication_required(request, app="allauth.mfa")
    if not authenticators_of(person(request)).recovery_codes_left:
        raise Http404
    codes = _shown_codes(request) if request.method == "POST" else []
    return render(request, "accounts/second_step/recovery.html", {"codes": codes})


@require_POST
@login_required
@never_cache
def recovery_codes_file(request: HttpRequest) -> HttpResponse:
    """The same as a text file to keep."""
    raise_if_reauthentication_required(request, app="allauth.mfa")
    codes = _shown_codes(request)
    response = HttpResponse("\n".join([*codes, ""]), content_type="text/plain; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="balai-recovery-codes.txt"'
    return response


def _shown_codes(request: HttpRequest) -> list[str]:
    codes, may_view = recovery_flows.view_recovery_codes(request)
    if codes is None or not may_view:
        raise Http404
    return list(codes.get_unused_codes())
