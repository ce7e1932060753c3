"""What a person changes about their own account; passwords, addresses and second steps are allauth's."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import uuid4

from allauth.account.models import EmailAddress
from allauth.idp.oidc.models import Token
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q
from django.utils import translation

from balai.base.city import city_zone
from balai.base.errors import Refusal
from balai.base.notifications.actions import NewNotification, erase_notifications, queue_notifications
from balai.base.people.models import Residence, User

NOWHERE = "erased.invalid"
"""The domain of addresses that nobody has (RFC 2606)."""
UNCONFIRMED_KEPT = timedelta(days=7)
FORGOTTEN_DAYS = 30
"""A worker that was off for less than this catches up."""


class StillAtWork(Refusal):
    """You hold a role in the city. Ask an administrator to end it; then you can erase your account."""

    code = "accounts.still_at_work"


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


@transaction.atomic
def close_account(*, person: User, now: datetime) -> None:
    """Leave of an account an empty, closed row, to which acts of the past may still point; every log-in ends.

    Raises:
        StillAtWork: the person holds a role in the city.
    """
    today = now.astimezone(city_zone()).date()
    if person.memberships.filter(Q(until__isnull=True) | Q(until__gte=today)).exists():
        raise StillAtWork
    EmailAddress.objects.filter(user=person).delete()
    Authenticator.objects.filter(user=person).delete()
    SocialAccount.objects.filter(user=person).delete()
    Token.objects.filter(user=person).delete()
    Residence.objects.filter(user=person).delete()
    person.email, person.name, person.language = f"{person.public_id}@{NOWHERE}", "", ""
    person.is_active, person.last_login = False, None
    person.set_unusable_password()
    person.save()


def send_account_mail(*, to: str, subject: str, text: str, now: datetime) -> None:
    """Queue a mail about an account. It may go to an address that nobody here knows, so its key names nobody."""
    mail = NewNotification(
        event=f"{mails_of(now)}{uuid4()}",
        recipient="address",
        channel="email",
        address=to,
        subject=subject,
        body=text,
        language=translation.get_language() or "",
    )
    queue_notifications(rows=[mail], now=now)


def forget_account_mails(*, now: datetime) -> int:
    """Empty the mails about accounts of two days ago and before, with the addresses in them; how many."""
    days = [now - timedelta(days=number) for number in range(2, FORGOTTEN_DAYS)]
    return sum(erase_notifications(event_prefix=mails_of(day), now=now) for day in days)


@transaction.atomic
def forget_unconfirmed(*, now: datetime) -> int:
    """Remove accounts that were opened a week ago and whose address nobody confirmed; how many.

    Such an account never let anybody in, so nothing hangs on it; and the address may be somebody else's.
    """
    unconfirmed = User.objects.filter(created_at__lt=now - UNCONFIRMED_KEPT, last_login=None, memberships=None)
    confirmed = EmailAddress.objects.filter(verified=True).values("user_id")
    opened_here = EmailAddress.objects.filter(verified=False).values("user_id")
    return unconfirmed.exclude(pk__in=confirmed).filter(pk__in=opened_here).delete()[1].get(User._meta.label, 0)


def mails_of(day: datetime) -> str:
    """What the keys of a day's mails begin with."""
    return f"account:{day:%Y-%m-%d}:"
