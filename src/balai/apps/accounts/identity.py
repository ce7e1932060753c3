"""The city as a place to log in at: what other city systems are told of a person, and nothing beyond."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar
from uuid import UUID

from allauth.account.models import EmailAddress
from allauth.idp.oidc.adapter import DefaultOIDCAdapter
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balai.base import clock
from balai.base.city import city_zone
from balai.base.people.models import User
from balai.base.people.queries import roles_of

SCOPES: dict[str, Promise] = {
    "openid": _("A number that stands for you, the same at every log-in"),
    "email": _("Your e-mail address"),
    "profile": _("Your name and language"),
    "roles": _("Your roles in the city’s offices"),
}
"""What a client may ask for, in the words of the page on which the person agrees."""


class IdentityAdapter(DefaultOIDCAdapter):
    """Our answers to allauth's questions about the people of this city."""

    scope_display: ClassVar = SCOPES

    def get_issuer(self) -> str:
        """The city's own address, whatever a request calls it."""
        return str(settings.CONFIGURATION.address)

    def get_user_sub(self, client: Any, user: User) -> str:  # noqa: ARG002 (allauth's signature)
        """The public id: it tells nothing, and stays when name and address change."""
        return str(user.public_id)

    def get_user_by_sub(self, client: Any, sub: str) -> User | None:  # noqa: ARG002 (allauth's signature)
        try:
            return User.objects.filter(public_id=UUID(sub), is_active=True).first()
        except ValueError:
            return None

    def get_claims(
        self,
        purpose: str,  # noqa: ARG002 (allauth's signature)
        user: User,
        client: Any,
        scopes: Iterable[str],
        email: str | None = None,  # noqa: ARG002 (we name the first address only)
        **_more: Any,
    ) -> dict[str, Any]:
        """What the person agreed to (OpenID Connect Core, section 5.1), and the roles that they hold today."""
        claims: dict[str, Any] = {"sub": self.get_user_sub(client, user)}
        if "email" in scopes:
            verified = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True).exists()
            claims |= {"email": user.email, "email_verified": verified}
        if "profile" in scopes:
            told = {"name": user.name, "locale": user.language}
            claims |= {name: value for name, value in told.items() if value}
        if "roles" in scopes:
            today = clock.now().astimezone(city_zone()).date()
            claims["roles"] = [
                {"role": str(held.role), "organisation": held.organisation_code} for held in roles_of(user, day=today)
            ]
        return claims
