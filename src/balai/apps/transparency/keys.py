"""The city's keys, for its log and for witnessing others': made once, kept encrypted, rotated with overlap."""

from __future__ import annotations

import base64
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db.models import Q, QuerySet

from balai.apps.transparency.models import LogKey
from balai.engines.transparency.notes import COSIGNATURE, SigningKey, VerifierKey

LOG = "log"
"""The part of the city's address below which the log lies."""
WITNESS = "witness"
OVERLAP = timedelta(days=30)
"""How long an old key goes on signing beside the new one."""


def origin() -> str:
    """The log's name: the city's address without its scheme, and the log's part."""
    parts = urlsplit(settings.CONFIGURATION.address)
    return f"{parts.netloc}/{LOG}"


def signing_keys(now: datetime) -> list[SigningKey]:
    """The keys that sign at that moment, the newest last. The first one is made when there is none."""
    rows = list(_log_keys().filter(Q(until__isnull=True) | Q(until__gt=now)).order_by("since"))
    return [SigningKey(origin(), _opened(row)) for row in rows or [new_key(now)]]


def verifier_keys() -> list[VerifierKey]:
    """Every key that ever signed the log, the oldest first."""
    rows = _log_keys().order_by("since").values_list("public", flat=True)
    return [VerifierKey(origin(), bytes(public)) for public in rows]


def current_keys(now: datetime) -> list[VerifierKey]:
    """The public halves of the keys that sign at that moment, the newest last; none before the log has begun."""
    rows = _log_keys().filter(Q(until__isnull=True) | Q(until__gt=now)).order_by("since")
    return [VerifierKey(origin(), bytes(public)) for public in rows.values_list("public", flat=True)]


def witness_key(now: datetime) -> SigningKey:
    """The key with which this city says that it saw another's log. Made when there is none."""
    row = LogKey.objects.filter(purpose=LogKey.Purpose.WITNESS, until__isnull=True).first()
    return SigningKey(witness_name(), _opened(row or _made(LogKey.Purpose.WITNESS, now)), COSIGNATURE)


def witness_name() -> str:
    """The name under which this city witnesses."""
    return f"{urlsplit(settings.CONFIGURATION.address).netloc}/{WITNESS}"


def new_key(now: datetime) -> LogKey:
    """A new key; those before it sign for `OVERLAP` longer."""
    _log_keys().filter(until__isnull=True).update(until=now + OVERLAP)
    return _made(LogKey.Purpose.LOG, now)


def _log_keys() -> QuerySet[LogKey]:
    return LogKey.objects.filter(purpose=LogKey.Purpose.LOG)


def _made(purpose: str, now: datetime) -> LogKey:
    private = Ed25519PrivateKey.generate()
    return LogKey.objects.create(
        purpose=purpose,
        public=private.public_key().public_bytes_raw(),
        private=_box().encrypt(private.private_bytes_raw()),
        since=now,
    )


def _opened(row: LogKey) -> bytes:
    return _box().decrypt(bytes(row.private))


def _box() -> Fernet:
    key = HKDF(hashes.SHA256(), 32, None, b"balai: the keys of the log").derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
