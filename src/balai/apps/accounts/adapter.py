"""What allauth asks us: words of its messages and mails, and where people go after logging in."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balai.apps.accounts.actions import send_account_mail
from balai.apps.accounts.gate import freshen
from balai.apps.accounts.mails import words_of
from balai.apps.accounts.rules import works_for_city
from balai.base import clock
from balai.base.city import current_city
from balai.base.limits.addresses import client_address
from balai.base.people.models import User
from balai.web.languages import codes, remember
from balai.web.templatetags.balai import text_of
from balai.web.words import clean_line

MESSAGES: dict[str, Promise] = {
    "account/messages/email_confirmation_sent.txt": _("We have sent you a code."),
    "account/messages/email_confirmed.txt": _("Your e-mail address is confirmed."),
    "account/messages/email_confirmation_failed.txt": _("This address belongs to another account."),
    "account/messages/email_deleted.txt": _("The address was removed."),
    "account/messages/cannot_delete_primary_email.txt": _("Your only address cannot be removed."),
    "account/messages/primary_email_set.txt": _("Your address was changed."),
    "account/messages/unverified_primary_email.txt": _("Confirm the new address first."),
    "account/messages/logged_out.txt": _("You are logged out."),
    "account/messages/password_changed.txt": _("Your password was changed."),
    "account/messages/password_set.txt": _("Your password is set."),
    "mfa/messages/recovery_codes_generated.txt": _("You have new recovery codes. Keep them in a safe place."),
    "mfa/messages/totp_activated.txt": _("Your authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("Your authenticator app was removed."),
    "mfa/messages/webauthn_added.txt": _("Your passkey was added."),
    "mfa/messages/webauthn_removed.txt": _("Your passkey was removed."),
    "socialaccount/messages/account_connected.txt": _("This way to log in is now connected."),
    "socialaccount/messages/account_connected_other.txt": _("This way to log in belongs to another account."),
    "socialaccount/messages/account_disconnected.txt": _("This way to log in was removed."),
}
"""What allauth says after an act, in our words. What is not here is not worth a message (logged in, say)."""

CONNECTION_ERRORS: dict[str, Promise] = {
    "invalid_token": _("Logging in did not work"),
    "no_password": _("Set a password first: else nothing would open your account."),
    "no_verified_email": _("Confirm your e-mail address first."),
    "disconnect_last": _("This is your only way to log in. Set a password first."),
    "connected_other": _("This way to log in belongs to another account."),
}
PROOFS: dict[str, Promise] = {
    "reauthenticate": _("With my password"),
    "mfa_reauthenticate": _("With a code from my app, or a recovery code"),
    "mfa_reauthenticate:webauthn": _("With my passkey"),
}


class AccountAdapter(DefaultAccountAdapter):
    """Our answers to allauth's questions about accounts."""

    error_messages: ClassVar = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("The e-mail address or the password is not right."),
        "too_many_login_attempts": _("Too many failed attempts. Wait five minutes, then try again."),
        "rate_limited": _("Too many attempts. Wait a moment, then try again."),
        "incorrect_code": _("This code is not right. Check it, or ask for a new one."),
        "incorrect_password": _("This password is not right."),
        "enter_current_password": _("This is not your present password."),
        "duplicate_email": _("This is already the address of your account."),
        "same_as_current": _("This is already the address of your account."),
    }

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """By the worker, so that a slow mail server neither keeps people waiting nor tells known addresses apart."""
        subject, text = words_of(template_prefix, {"city": text_of(current_city().names), **context})
        send_account_mail(to=email, subject=subject, text=text, now=clock.now())

    def get_client_ip(self, request: HttpRequest) -> str:
        return client_address(request, proxies=settings.CONFIGURATION.proxies)

    def add_message(  # noqa: PLR0917 (allauth's signature)
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,  # noqa: ARG002 (allauth's signature)
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        words = message or MESSAGES.get(message_template or "")
        if words:
            messages.add_message(request, level, str(words), extra_tags=extra_tags)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        """Speak the account's own language from here on; an officer's session ends after idle hours."""
        response: HttpResponse = super().post_login(request, user, **kwargs)
        if user.language in codes():
            remember(response, user.language)
        if works_for_city(user, clock.now()):
            freshen(request)
        return response

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Officers to their work list, everyone else to their own reports."""
        user = request.user
        at_work = isinstance(user, User) and works_for_city(user, clock.now())
        for name in ("desk:list" if at_work else "reports:mine", "accounts:profile"):
            try:
                return reverse(name)
            except NoReverseMatch:
                continue  # a part of the city that this installation does not run
        return "/"

    def get_signup_redirect_url(self, request: HttpRequest) -> str:
        return self.get_login_redirect_url(request)

    def get_reauthentication_methods(self, user: User) -> list[dict[str, Any]]:
        methods: list[dict[str, Any]] = super().get_reauthentication_methods(user)
        return [method | {"description": str(PROOFS[method["id"]])} for method in methods]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 (allauth's signature)
        return reverse("accounts:profile")


class ConnectionAdapter(DefaultSocialAccountAdapter):
    """Our answers to allauth's questions about other ways to log in."""

    error_messages: ClassVar = DefaultSocialAccountAdapter.error_messages | CONNECTION_ERRORS

    def populate_user(self, request: HttpRequest, sociallogin: Any, data: dict[str, Any]) -> User:
        user: User = super().populate_user(request, sociallogin, data)
        whole = data.get("name") or f"{data.get('first_name') or ''} {data.get('last_name') or ''}"
        user.name, user.language = clean_line(str(whole))[:150], translation.get_language() or ""
        return user
