"""Count, and forget."""

from __future__ import annotations

import hashlib
import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.db import connection

from balai.base.limits.models import Bucket
from balai.base.limits.tables import Rate

KEY_BYTES = 16

# Generic cell rate algorithm (ITU-T I.371), all buckets of a request in one statement: what is asked pushes the
# instant of being full again on by its cost, unless that would be later than an empty bucket could mean. Sorted, so
# that two requests lock their rows in the same order.
_SPEND = """
INSERT INTO limits_bucket AS bucket (key, full_at, latest, refused)
SELECT asked.key, %(now)s + make_interval(secs => asked.cost), %(now)s + make_interval(secs => asked.depth), false
FROM unnest(%(keys)s::bytea[], %(costs)s::float8[], %(depths)s::float8[]) AS asked (key, cost, depth)
ORDER BY asked.key
ON CONFLICT (key) DO UPDATE SET
    refused = greatest(bucket.full_at, %(now)s) + (excluded.full_at - %(now)s) > excluded.latest,
    full_at = CASE
        WHEN greatest(bucket.full_at, %(now)s) + (excluded.full_at - %(now)s) > excluded.latest THEN bucket.full_at
        ELSE greatest(bucket.full_at, %(now)s) + (excluded.full_at - %(now)s)
    END,
    latest = excluded.latest
RETURNING key, refused, extract(epoch FROM full_at - latest)::float8
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
    parameters: dict[str, Any] = {
        "now": now,
        "keys": list(rates),
        "costs": [rate.cost for rate in rates.values()],
        "depths": [rate.depth for rate in rates.values()],
    }
    with connection.cursor() as cursor:
        cursor.execute(_SPEND, parameters)
        answers = cursor.fetchall()
    waits = [behind + rates[bytes(key)].cost for key, refused, behind in answers if refused]
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
