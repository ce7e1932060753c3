"""Count, and forget."""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Any

from django.conf import settings

from balai.base.limits.models import Bucket
from balai.base.limits.tables import Rate
from balai.base.statements import first_rows_of

KEY_BYTES = 16

# Generic cell rate algorithm (ITU-T I.371), all buckets of a request in one statement: what is asked pushes the
# instant of being full again on by its cost, unless that would be later than an empty bucket could mean.
_ASKED = "(%s::bytea, %s::timestamptz, %s::timestamptz, false)"
_PUSHED = "greatest(bucket.full_at, %s::timestamptz) + (excluded.full_at - %s::timestamptz)"
_SPEND = """
INSERT INTO limits_bucket AS bucket (key, full_at, latest, refused) VALUES {asked}
ON CONFLICT (key) DO UPDATE SET
    refused = {pushed} > excluded.latest,
    full_at = CASE WHEN {pushed} > excluded.latest THEN bucket.full_at ELSE {pushed} END,
    latest = excluded.latest
RETURNING key, refused, full_at - latest
"""


@dataclass(frozen=True, slots=True)
class Charge:
    """One request on one bucket. `limit` names what is counted, `kind` and `value` whose it is ("address", …)."""

    limit: str
    kind: str
    value: str
    rate: Rate


def spend(*, charges: Sequence[Charge], now: datetime) -> int:
    """Take one from each bucket; 0 when all had room, else the whole seconds until they would; one SQL statement.

    Call it outside a transaction, so that what follows cannot undo it. A refused bucket is not charged.
    """
    if not charges:
        return 0
    rates = {key_of(charge, now.date()): charge.rate for charge in charges}
    parameters: list[Any] = []
    # In the order of their keys, so that two requests never wait for each other's rows in a circle.
    for key, rate in sorted(rates.items(), key=itemgetter(0)):
        parameters += [key, now + timedelta(seconds=rate.cost), now + timedelta(seconds=rate.depth)]
    # May run twice: a connection that broke on the way may cost somebody one request of many.
    statement = _SPEND.format(asked=", ".join([_ASKED] * len(rates)), pushed=_PUSHED)
    answers = first_rows_of(statement, [*parameters, *[now] * 6])
    waits = [behind.total_seconds() + rates[bytes(key)].cost for key, refused, behind in answers if refused]
    return max(1, math.ceil(max(waits))) if waits else 0


def purge(*, now: datetime) -> int:
    """Forget every bucket that is full again; how many. Nothing that counts is lost."""
    return Bucket.objects.filter(full_at__lte=now).delete()[0]


def key_of(charge: Charge, day: date) -> bytes:
    """16 bytes from which neither the address nor the account can be read; others the next day (UTC)."""
    text = f"{charge.limit}\n{charge.kind}\n{charge.value}"
    return hmac.digest(_salt_of(day, settings.SECRET_KEY), text.encode(), "sha256")[:KEY_BYTES]


@lru_cache(maxsize=2)
def _salt_of(day: date, secret: str) -> bytes:
    return hmac.digest(secret.encode(), f"balai.limits:{day.isoformat()}".encode(), hashlib.sha256)
