"""Who works for the city, and what such a person must show before seeing other people's reports."""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from balai.base.city import city_zone
from balai.base.people.models import User
from balai.base.people.queries import roles_of
from balai.base.people.rules import is_staff

OFFICER_IDLE = timedelta(hours=12)
"""An officer who does nothing for this long logs in again."""
FRESHEN_AFTER = timedelta(minutes=10)
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def works_for_city(user: User, now: datetime) -> bool:
    """Whether this person holds any role today. One statement."""
    return is_staff(roles_of(user, day=now.astimezone(city_zone()).date()))


def has_second_factor(user: User) -> bool:
    """Whether an authenticator app or a passkey belongs to this account. Recovery codes alone do not count."""
    return bool(Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_FACTORS).exists())


def showed_second_factor(request: HttpRequest, user: User) -> bool:
    """Whether it was shown in this very session. Asks the session only."""
    return any(record.get("method") == "mfa" for record in get_authentication_records(request, user))
