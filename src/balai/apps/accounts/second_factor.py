"""What allauth asks us about the second factor: its secrets are kept encrypted under the installation's key."""

from __future__ import annotations

import base64
import hashlib
from typing import ClassVar

from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from balai.base.city import current_city
from balai.base.people.models import User


def cipher() -> Fernet:
    """Depends on the secret key: who changes it makes every officer set up the second factor again."""
    key = hashlib.sha256(b"balai.second-factor:" + settings.SECRET_KEY.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(key))


class SecondFactorAdapter(DefaultMFAAdapter):
    """Our answers to allauth's questions about authenticator apps, passkeys and recovery codes."""

    error_messages: ClassVar = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is not right. Type the newest one that your app shows."),
        "unverified_email": _("Confirm your e-mail address first."),
        "cannot_delete_authenticator": _("This cannot be removed."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
    }

    def get_totp_issuer(self) -> str:
        return f"Balai {current_city().names['id']}"

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 (allauth's name)
        held = Authenticator.objects.filter(user_id=user.pk, type=type).count()
        return gettext("Passkey %(number)s") % {"number": held + 1}

    def encrypt(self, text: str) -> str:
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        return cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {"id": settings.CONFIGURATION.host, "name": self.get_totp_issuer()}

    def get_public_key_credential_user_entity(self, user: User) -> dict[str, object]:
        return {"id": user_pk_to_url_str(user).encode(), "display_name": str(user), "name": user.email}
