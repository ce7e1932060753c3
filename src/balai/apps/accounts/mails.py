"""The mails about an account: their words, by the names under which allauth asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

Words = tuple[Promise, Promise]

ADDRESS_CODE: Words = (
    gettext_lazy("Your code for %(city)s: %(code)s"),
    gettext_lazy(
        "Type this code on the page that you have open, so that we know this address is yours:\n\n%(code)s\n\nIt is valid for 15 minutes."
    ),
)
CODES: dict[str, Words] = {
    "account/email/email_confirmation": ADDRESS_CODE,
    "account/email/email_confirmation_signup": ADDRESS_CODE,
    "account/email/password_reset_code": (
        gettext_lazy("Your code for a new password: %(code)s"),
        gettext_lazy(
            "Type this code on the page that you have open, then choose a new password:\n\n%(code)s\n\nIt is valid for 15 minutes."
        ),
    ),
    "account/email/account_already_exists": (
        gettext_lazy("You already have an account"),
        gettext_lazy(
            "Somebody, perhaps you, tried to open an account with this address. You already have one.\n\nIf you forgot your password, choose a new one here:\n%(password_reset_url)s"
        ),
    ),
    "account/email/unknown_account": (
        gettext_lazy("There is no account with this address"),
        gettext_lazy(
            "Somebody, perhaps you, asked for a new password for this address. We have no account with it.\n\nYou can open one here:\n%(signup_url)s"
        ),
    ),
}
"""What is sent because somebody typed this address. None of it changes the account by itself."""

CHANGES: dict[str, Promise] = {
    "account/email/email_changed": gettext_lazy("The e-mail address of your account was changed."),
    "account/email/email_confirm": gettext_lazy("Your e-mail address was confirmed."),
    "account/email/email_deleted": gettext_lazy("An e-mail address was removed from your account."),
    "account/email/password_changed": gettext_lazy("The password of your account was changed."),
    "account/email/password_reset": gettext_lazy("A new password was chosen for your account."),
    "account/email/password_set": gettext_lazy("A password was set for your account."),
    "mfa/email/recovery_codes_generated": gettext_lazy("New recovery codes were made for your account."),
    "mfa/email/totp_activated": gettext_lazy("An authenticator app was added to your account."),
    "mfa/email/totp_deactivated": gettext_lazy("The authenticator app was removed from your account."),
    "mfa/email/webauthn_added": gettext_lazy("A passkey was added to your account."),
    "mfa/email/webauthn_removed": gettext_lazy("A passkey was removed from your account."),
    "socialaccount/email/account_connected": gettext_lazy("Another way to log in was connected to your account."),
    "socialaccount/email/account_disconnected": gettext_lazy("A way to log in was removed from your account."),
}
"""What is told after a change, so that nobody's account changes unseen."""


def words_of(name: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text in the active language. `facts` holds `city` and what allauth gives for this mail.

    Raises:
        KeyError: allauth sends a mail that has no words here.
    """
    if name in CODES:
        subject, text = (str(words) % facts for words in CODES[name])
        closing = (
            _("If this was not you, do nothing: without the code nobody can go on.")
            if "code" in facts
            else _("If this was not you, do nothing.")
        )
        return subject, f"{text}\n\n{closing}"
    change = str(CHANGES[name])
    closing = _("If this was not you, choose a new password at once and ask your subdistrict office for help.")
    return _("Your account of %(city)s has changed") % facts, f"{change}\n\n{closing}"
