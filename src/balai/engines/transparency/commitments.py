"""Commitments: what stands in the log of something that must one day be forgettable.

The log holds SHA-256(nonce ‖ record), never the record. Whoever has the nonce and the record can show that they are
meant; once the nonce is erased, the commitment says nothing about anybody, and the tree stands as before.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

NONCE_SIZE = 32


def commitment(nonce: bytes, record: bytes) -> bytes:
    """32 bytes that hide the record and bind to it.

    Raises:
        ValueError: the nonce has not 32 bytes.
    """
    if len(nonce) != NONCE_SIZE:
        raise ValueError("a nonce has 32 bytes")
    return hashlib.sha256(nonce + record).digest()


def opens(committed: bytes, *, nonce: bytes, record: bytes) -> bool:
    """Whether this nonce and record are what was committed to."""
    return len(nonce) == NONCE_SIZE and hmac.compare_digest(commitment(nonce, record), committed)


def canonical(record: Mapping[str, Any]) -> bytes:
    """The one way in which a record is written: JSON with sorted keys, without spaces, in UTF-8."""
    return json.dumps(record, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
