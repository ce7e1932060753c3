"""The log's keys: made once, kept encrypted, rotated with overlap."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import Q

from balai.apps.transparency.models import LogKey
from balai.engines.transparency.notes import SigningKey, VerifierKey

LOG = "log"
"""The part of the city's address below which the log lies."""
OVERLAP = timedelta(days=30)
"""How long an old key goes on signing beside the new one."""


def origin() -> str:
    """The log's name: the city's address without its scheme, and the log's part."""
    parts = urlsplit(settings.CONFIGURATION.address)
    return f"{parts.netloc}/{LOG}"


def signing_keys(now: datetime) -> list[SigningKey]:
    """The keys that sign at that moment, the newest last. The first one is made when there is none."""
    rows = list(LogKey.objects.filter(Q(until__isnull=True) | Q(until__gt=now)).order_by("since"))
    return [SigningKey(origin(), _opened(row)) for row in rows or [new_key(now)]]


def verifier_keys() -> list[VerifierKey]:
    """Every key that ever signed the log, the oldest first."""
    rows = LogKey.objects.order_by("since").values_list("public", flat=True)
    return [VerifierKey(origin(), bytes(public)) for public in rows]


def new_key(now: datetime) -> LogKey:
    """A new key; those before it sign for `OVERLAP` longer."""
    LogKey.objects.filter(until__isnull=True).update(until=now + OVERLAP)
    private = Ed25519PrivateKey.generate()
    return LogKey.objects.create(
        public=private.public_key().public_bytes_raw(),
        private=_box().encrypt(private.private_bytes_raw()),
        since=now,
    )


def _opened(row: LogKey) -> bytes:
    return _box().decrypt(bytes(row.private))


def _box() -> Fernet:
    key = HKDF(hashes.SHA256(), 32, None, b"balai: the keys of the log").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
