"""What a person changes about their own account; passwords, addresses and second steps are allauth's."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from django.db import transaction

from balai.base.people.models import User


@transaction.atomic
def describe_oneself(*, by: User, name: str, language: str) -> None:
    """Keep the name and the language that a person chose."""
    by.name, by.language = name, language
    by.save(update_fields=["name", "language"])


@transaction.atomic
def add_person(*, email: str, name: str, password: str | None, language: str) -> User:
    """An account whose address somebody vouches for (an administrator, or the demo): it needs no code.

    Without a password the person asks for one on the page for forgotten passwords. An account that is there already is kept as it is.
    """
    found = User.objects.filter(email__iexact=email).first()
    if found is not None:
        return found
    user = User.objects.create_user(email=email, password=password, name=name, language=language)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user
