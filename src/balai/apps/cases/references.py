"""Names of a case: a short reference for the public page, and a secret for the reporter's private link."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import re
from uuid import UUID

from django.conf import settings

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
TYPED_AMISS = str.maketrans({"I": "1", "L": "1", "O": "0"})


def _keyed(purpose: str, key: UUID, size: int) -> bytes:
    message = f"{purpose}:{key}".encode()
    return hmac.new(settings.SECRET_KEY.encode(), message, hashlib.sha256).digest()[:size]


def reference_for(prefix: str, key: UUID, attempt: int = 0) -> str:
    """A reference of 40 keyed bits, such as JKT-7Q4M-2XK9: not in sequence, so it tells nobody how many there are."""
    number = int.from_bytes(_keyed(f"reference{attempt}", key, 5))
    letters = "".join(ALPHABET[(number >> shift) & 31] for shift in range(35, -1, -5))
    return f"{prefix}-{letters[:4]}-{letters[4:]}"


def tidy_reference(typed: str) -> str:
    """A reference as typed by a person: case, spaces, dashes and look-alike letters do not matter."""
    letters = re.sub(r"[^0-9A-Z]", "", typed.upper()[:40])
    body = letters[-8:].translate(TYPED_AMISS)
    return f"{letters[:-8]}-{body[:4]}-{body[4:]}" if len(letters) > 8 else letters


def secret_for(key: UUID) -> str:
    """The 128-bit secret of the reporter's link. The same submission has the same one, so a repeat loses nothing."""
    return base64.urlsafe_b64encode(_keyed("secret", key, 16)).rstrip(b"=").decode()


def hash_of(secret: str) -> bytes:
    """What is stored of a secret."""
    return hashlib.sha256(secret.encode()).digest()


def person_key(identity: str) -> bytes:
    """A keyed hash of a person or device: tells repeats apart without keeping who it was."""
    return hmac.new(settings.SECRET_KEY.encode(), f"person:{identity}".encode(), hashlib.sha256).digest()


def check_code(number: str) -> str:
    """The code printed on the document of this number, such as 7Q4M-2XK9: 40 keyed bits, kept nowhere."""
    digest = hmac.new(settings.SECRET_KEY.encode(), f"document:{number}".encode(), hashlib.sha256).digest()
    number_of = int.from_bytes(digest[:5])
    letters = "".join(ALPHABET[(number_of >> shift) & 31] for shift in range(35, -1, -5))
    return f"{letters[:4]}-{letters[4:]}"


def receipt_hash(number: str) -> str:
    """A keyed hash of a payment receipt's number, in hexadecimal; spaces, dashes and case do not matter."""
    tidy = re.sub(r"[^0-9A-Z]", "", number.upper())
    return hmac.new(settings.SECRET_KEY.encode(), f"receipt:{tidy}".encode(), hashlib.sha256).hexdigest()


def content_hash(*parts: object) -> str:
    """A keyed hash of words and files, in hexadecimal: for the story, which must not tell what they were."""
    message = json.dumps(["content", *parts], sort_keys=True, ensure_ascii=False, default=str)
    return hmac.new(settings.SECRET_KEY.encode(), message.encode(), hashlib.sha256).hexdigest()
