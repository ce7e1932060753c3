"""Officers at work, for the tests of votes."""

from __future__ import annotations

from datetime import date
from uuid import uuid4

from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.test import Client

from balai.apps.votes.tests.things import OFFICE
from balai.base import clock
from balai.base.people.models import Membership, Organisation, User


def desk_of(role: str, organisation: str = OFFICE) -> Client:
    """A browser of somebody who holds a role and has shown password and second step."""
    user = User.objects.create_user(f"{uuid4().hex}@example.org", name=role)
    office = Organisation.objects.get(code=organisation)
    Membership.objects.create(user=user, organisation=office, role=role, since=date(2026, 1, 1))
    client = Client(headers={"accept-language": "en"})
    client.force_login(user)
    now = clock.now().timestamp()
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "type": "totp", "at": now},
        {"method": "password", "reauthenticated": True, "at": now},
    ]
    session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = str(user.pk)
    session.save()
    return client
