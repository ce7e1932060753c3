"""What witnesses say of the log is kept beside it. The log itself never waits for them."""

from __future__ import annotations

from datetime import datetime

from balai.apps.transparency.models import Cosignature


def keep_cosignature(*, size: int, witness: str, line: str, at: datetime) -> bool:
    """Keep a witness's word on our checkpoint of that size, which the caller has verified; False: we had it."""
    _kept, is_new = Cosignature.objects.get_or_create(
        size=size, witness=witness, defaults={"line": line.rstrip("\n") + "\n", "at": at}
    )
    return is_new
