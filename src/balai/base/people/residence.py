"""Where people live, checked: what being a citizen of this city rests on when it is to count."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date, datetime

from django.conf import settings
from django.db import IntegrityError, transaction

from balai.base.areas.models import Area
from balai.base.audit.actions import record_act
from balai.base.errors import Refusal
from balai.base.people.models import Residence, ResidenceSource, User

NIK = re.compile(r"\d{16}")


class IdentityAmiss(Refusal):
    """An identity number (NIK) has 16 digits. Look at the card once more."""

    code = "people.identity_amiss"
    status = 400


class IdentityTaken(Refusal):
    """Another account has been confirmed with this identity number. One person confirms one account."""

    code = "people.identity_taken"


class NotOnesOwnResidence(Refusal):
    """Nobody confirms where they live themselves. Ask a colleague."""

    code = "people.not_ones_own_residence"
    status = 403


def identity_hash(number: str) -> bytes:
    """The keyed hash of an identity number; spaces and dots do not matter.

    Raises:
        IdentityAmiss: it is not one.
    """
    tidy = re.sub(r"[\s.-]", "", number)
    if not NIK.fullmatch(tidy):
        raise IdentityAmiss
    return hmac.new(settings.SECRET_KEY.encode(), f"identity:{tidy}".encode(), hashlib.sha256).digest()


@transaction.atomic
def confirm_residence(
    *,
    user: User,
    area: Area,
    identity: str,
    born: date | None,
    source: ResidenceSource,
    by: User | None,
    now: datetime,
) -> Residence:
    """Keep that a person lives in an area; a later confirmation takes the place of an earlier one.

    Raises:
        IdentityAmiss: the number is none.
        IdentityTaken: another account was confirmed with it.
        NotOnesOwnResidence: the officer means themselves.
    """
    if by is not None and by.pk == user.pk:
        raise NotOnesOwnResidence
    kept = {
        "area": area, "born": born, "identity": identity_hash(identity), "source": source,
        "confirmed_by": by, "confirmed_at": now,
    }  # fmt: skip
    try:
        with transaction.atomic():
            residence, _made = Residence.objects.update_or_create(user=user, defaults=kept)
    except IntegrityError as error:
        raise IdentityTaken from error
    record_act(code="people.residence_confirmed", by=by, reference=str(user.public_id), now=now)
    return residence


def residence_of(user: User) -> Residence | None:
    """Where the person was confirmed to live, if anybody has checked."""
    return Residence.objects.select_related("area").defer("area__boundary").filter(user=user).first()
