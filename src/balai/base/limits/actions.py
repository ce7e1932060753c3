"""Count a use, in one SQL statement of its own, and forget what is no longer in use."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.db import connection

from balai.base.limits.models import Allowance
from balai.base.limits.rules import Limit


@dataclass(frozen=True, slots=True)
class Use:
    """One use of one limit: the rule's code, and who is counted (an address, an account, a name)."""

    code: str
    limit: Limit
    who: str


# The generic cell rate algorithm (ITU-T I.371): `used_until` is the theoretical arrival time. The rows are ordered
# by key, so that two requests that count for the same keys never wait for each other in a circle.
_COUNT = """
INSERT INTO limits_allowance AS held (key, used_until, "window", refused)
SELECT wanted.key, %(now)s + wanted.share, wanted."window", false
FROM unnest(%(keys)s::text[], %(shares)s::interval[], %(windows)s::interval[]) AS wanted(key, share, "window")
ORDER BY wanted.key
ON CONFLICT (key) DO UPDATE SET
    refused = greatest(held.used_until, %(now)s) + (excluded.used_until - %(now)s) > %(now)s + excluded."window",
    used_until = CASE
        WHEN greatest(held.used_until, %(now)s) + (excluded.used_until - %(now)s) > %(now)s + excluded."window"
        THEN held.used_until
        ELSE greatest(held.used_until, %(now)s) + (excluded.used_until - %(now)s)
    END
RETURNING key, used_until, refused
"""


def count_uses(uses: Sequence[Use], *, now: datetime) -> timedelta | None:
    """Count uses together. None when all are within their limits, else how long to wait.

    One SQL statement. Call it outside of a transaction, so that it commits by itself and counts also what the
    request then fails to do.
    """
    if not uses:
        return None
    shares = {key_of(use, now=now): timedelta(seconds=use.limit.seconds) / use.limit.count for use in uses}
    windows = {key_of(use, now=now): timedelta(seconds=use.limit.seconds) for use in uses}
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {"now": now, "keys": list(shares), "shares": list(shares.values()), "windows": list(windows.values())},
        )
        rows = cursor.fetchall()
    waits = [used_until + shares[key] - windows[key] - now for key, used_until, refused in rows if refused]
    return max(waits, default=None)


def key_of(use: Use, *, now: datetime) -> str:
    """Under which key a use is counted: a hash with the day's own salt, from which nobody can be read."""
    day = now.astimezone(UTC).date().isoformat()
    salt = hmac.digest(settings.SECRET_KEY.encode(), f"limits:{day}".encode(), "sha256")
    what = f"{use.code}\0{use.limit.per}\0{use.who}"
    return hmac.new(salt, what.encode(), hashlib.sha256).hexdigest()


def purge_allowances(*, now: datetime) -> int:
    """Forget allowances that are whole again; how many."""
    return Allowance.objects.filter(used_until__lt=now).delete()[0]
