"""The forms of the account pages: allauth's checks, our words."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any, ClassVar

from allauth.account import forms as account
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from allauth.mfa.webauthn import forms as webauthn
from allauth.socialaccount import forms as social
from django import forms
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.validators import MaxLengthValidator
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from balai.apps.accounts.gate import freshen
from balai.apps.accounts.rules import works_for_city
from balai.base import clock
from balai.base.people.models import User
from balai.web.words import clean_line

EMAIL = (_("E-mail address"), "")
CODE = (_("Code"), _("Eight letters from the mail that we sent you. It may take a minute to arrive."))
APP_CODE = (_("Code"), _("Six digits from your authenticator app, or one of your recovery codes."))
NEW_PASSWORD = (
    _("New password"),
    _("At least 10 characters. Three words that do not belong together are easy to remember."),
)
NAME_HINT = _("What the city may call you. Officers see it only with a reason, which is recorded.")
Words = tuple[Any, Any]
LONGEST_EMAIL, LONGEST_WORDS = 254, 500


class PlainWords:
    """Our labels and hints in place of allauth's, and no placeholder: it vanishes when one begins to type."""

    words: ClassVar[dict[str, Words]] = {}
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field, forms.CharField) and not isinstance(field, forms.JSONField):
                longest = LONGEST_EMAIL if isinstance(field, forms.EmailField) else LONGEST_WORDS
                field.validators.append(MaxLengthValidator(longest))
            if name in self.words:
                field.label, field.help_text = self.words[name]


class LogInForm(PlainWords, account.LoginForm):
    words: ClassVar = {
        "login": EMAIL,
        "password": (_("Password"), ""),
        "remember": (_("Stay logged in on this device"), _("Not on a phone or computer that others use.")),
    }

    def login(self, request: HttpRequest, redirect_url: str | None = None) -> HttpResponse:
        """An officer's session ends after idle hours, whatever was ticked."""
        response: HttpResponse = super().login(request, redirect_url)
        if isinstance(request.user, User) and works_for_city(request.user, clock.now()):
            freshen(request, at_once=True)
        return response


class SignUpForm(PlainWords, account.SignupForm):
    name = forms.CharField(
        max_length=150, required=False, widget=forms.TextInput(attrs={"autocomplete": "name"}), label=_("Name")
    )
    words: ClassVar = {
        "name": (_("Name"), NAME_HINT),
        "email": (_("E-mail address"), _("We send you a code to confirm it, and news about your reports.")),
        "password1": (_("Password"), NEW_PASSWORD[1]),
    }
    field_order: ClassVar = ["name", "email", "password1"]

    def try_save(self, request: HttpRequest) -> Any:
        """Takes as long for an address that has an account: hashing a password is what takes time."""
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)

    def save(self, request: HttpRequest) -> User:
        user: User = super().save(request)
        user.name, user.language = clean_line(self.cleaned_data["name"]), translation.get_language() or ""
        user.save(update_fields=["name", "language"])
        return user


class ResetPasswordForm(PlainWords, account.ResetPasswordForm):
    words: ClassVar = {"email": EMAIL}


class ResetPasswordCodeForm(PlainWords, account.ConfirmPasswordResetCodeForm):
    words: ClassVar = {"code": CODE}


class NewPasswordForm(PlainWords, account.ResetPasswordKeyForm):
    """One field: a password manager or the eye of the person is a better check than typing it twice."""

    words: ClassVar = {"password1": NEW_PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class ChangePasswordForm(PlainWords, account.ChangePasswordForm):
    words: ClassVar = {"oldpassword": (_("Present password"), ""), "password1": NEW_PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class SetPasswordForm(PlainWords, account.SetPasswordForm):
    words: ClassVar = {"password1": NEW_PASSWORD}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["password2"]


class ReauthenticateForm(PlainWords, account.ReauthenticateForm):
    words: ClassVar = {"password": (_("Password"), "")}


class EmailForm(PlainWords, account.AddEmailForm):
    words: ClassVar = {
        "email": (
            _("New e-mail address"),
            _("We send a code to it. The present address stays until you type that code."),
        )
    }


class EmailCodeForm(PlainWords, account.ConfirmEmailVerificationCodeForm):
    words: ClassVar = {"code": CODE}


class SecondStepForm(PlainWords, mfa.AuthenticateForm):
    words: ClassVar = {"code": APP_CODE}


class SecondStepAgainForm(PlainWords, mfa.ReauthenticateForm):
    words: ClassVar = {"code": APP_CODE}


class ActivateAppForm(PlainWords, totp.ActivateTOTPForm):
    words: ClassVar = {"code": (_("Code"), _("Six digits that the app shows for this city."))}


def read_safely(read: Callable[[], Any]) -> Any:
    """What `read` makes of a device's message. The library that reads it takes much on trust and fails in many ways.

    Raises:
        ValidationError: the message is not what a device says.
    """
    try:
        return read()
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error) as error:
        raise get_adapter().validation_error("incorrect_code") from error


class ReadsCredential:
    """Before a form that takes what a passkey has signed."""

    def clean_credential(self) -> Any:
        return read_safely(super().clean_credential)  # type: ignore[misc]


class LogInWithPasskeyForm(ReadsCredential, webauthn.LoginWebAuthnForm):
    """The passkey alone."""


class PasskeyStepForm(ReadsCredential, webauthn.AuthenticateWebAuthnForm):
    """After the password."""


class PasskeyAgainForm(ReadsCredential, webauthn.ReauthenticateWebAuthnForm):
    """Before something weighty."""


class AddPasskeyForm(PlainWords, webauthn.AddWebAuthnForm):
    words: ClassVar = {
        "name": (_("Name of this passkey"), _('So that you can tell it apart later, such as "work phone".')),
        "passwordless": (
            _("Log in with this passkey alone"),
            _("Without the password. Your device asks for your finger, face or PIN."),
        ),
    }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = read_safely(super().clean)
        return cleaned


class EditPasskeyForm(PlainWords, webauthn.EditWebAuthnForm):
    words: ClassVar = {"name": (_("Name of this passkey"), "")}


class ConnectedSignUpForm(PlainWords, social.SignupForm):
    words: ClassVar = {"email": EMAIL}


class ProfileForm(forms.Form):
    """What a person may say about themselves."""

    name = forms.CharField(
        max_length=150,
        required=False,
        label=_("Name"),
        help_text=NAME_HINT,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    language = forms.ChoiceField(
        choices=settings.LANGUAGES, widget=forms.RadioSelect, label=_("Language of pages and messages")
    )
