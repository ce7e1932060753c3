"""What the account pages read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes

from balai.apps.accounts.rules import SECOND_FACTORS
from balai.base.audit.models import Disclosure
from balai.base.audit.queries import looks_at
from balai.base.city import city_zone
from balai.base.people.models import Membership, User

LOOKS_ON_A_PAGE = 20


@dataclass(frozen=True, slots=True)
class Passkey:
    id: int
    name: str
    added_at: datetime
    used_at: datetime | None


@dataclass(frozen=True, slots=True)
class Held:
    """The second steps of an account."""

    app_since: datetime | None
    passkeys: Sequence[Passkey]
    recovery_codes_left: int

    @property
    def any(self) -> bool:
        return self.app_since is not None or bool(self.passkeys)


def authenticators_of(user: User) -> Held:
    """One statement."""
    rows = list(Authenticator.objects.filter(user_id=user.pk).order_by("id"))
    app = next((row.created_at for row in rows if row.type == Authenticator.Type.TOTP), None)
    passkeys = [
        Passkey(row.pk, row.wrap().name, row.created_at, row.last_used_at)
        for row in rows
        if row.type == Authenticator.Type.WEBAUTHN
    ]
    left = sum(
        len(RecoveryCodes(row).get_unused_codes()) for row in rows if row.type == Authenticator.Type.RECOVERY_CODES
    )
    return Held(app, passkeys, left)


def with_second_factor(people: Collection[int]) -> frozenset[int]:
    """Who of these people has set up an authenticator app or a passkey. One statement."""
    rows = Authenticator.objects.filter(user_id__in=people, type__in=SECOND_FACTORS)
    return frozenset(rows.values_list("user_id", flat=True))


def memberships_of(user: User, now: datetime) -> list[Membership]:
    """The roles that a person holds today, with organisation and area: one statement."""
    held = Membership.objects.held_on(now.astimezone(city_zone()).date()).filter(user_id=user.pk)
    rows = held.select_related("organisation", "area").defer("area__boundary")
    return list(rows.order_by("organisation__path", "role"))


@dataclass(frozen=True, slots=True)
class Looks:
    """Some looks at a person's data, newest first, and where the next page begins, if there is one."""

    rows: Sequence[Disclosure]
    following: str


def looks_of(user: User, *, before: str = "", size: int = LOOKS_ON_A_PAGE) -> Looks:
    """One page of the looks at this person's data: one statement. `before` is what `following` was."""
    looks = looks_at(user).order_by("-pk")
    if before.isdecimal() and len(before) < 18:
        looks = looks.filter(pk__lt=int(before))
    found = list(looks[: size + 1])
    shown = found[:size]
    return Looks(shown, str(shown[-1].pk) if len(found) > size else "")
