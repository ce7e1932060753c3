"""The value that tells one browser from the next behind a shared address: made here, and known again without a table."""

from __future__ import annotations

import base64
import hmac
import re
import secrets

from django.conf import settings

COOKIE = "balai_device"
CHANCE_BYTES, MARK_BYTES = 11, 5
"""88 bits that nobody guesses, and 40 by which we know our own: 22 characters in all."""
_WHOLE = re.compile(r"[A-Za-z0-9_-]{22}")


def new_device() -> str:
    """A value for a browser that has none."""
    chance = secrets.token_bytes(CHANCE_BYTES)
    return base64.urlsafe_b64encode(chance + _mark_of(chance)).rstrip(b"=").decode()


def is_ours(value: str) -> bool:
    """Whether this city made the value. Inventing one that passes takes some 2**40 attempts, each a counted request."""
    if not _WHOLE.fullmatch(value):
        return False
    data = base64.urlsafe_b64decode(value + "==")
    return hmac.compare_digest(_mark_of(data[:CHANCE_BYTES]), data[CHANCE_BYTES:])


def _mark_of(chance: bytes) -> bytes:
    return hmac.digest(settings.SECRET_KEY.encode(), b"balai.device:" + chance, "sha256")[:MARK_BYTES]
