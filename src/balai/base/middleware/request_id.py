"""The number of the request that this thread answers. Knows no Django, so that the log formatter may ask."""

from __future__ import annotations

import re
import secrets
from contextvars import ContextVar

HEADER = "X-Request-ID"
_ACCEPTABLE = re.compile(r"[A-Za-z0-9-]{8,64}")

current_request: ContextVar[str] = ContextVar("balai_request", default="")
"""Empty outside a request."""


def request_id(given: str = "") -> str:
    """A new random id, or `given` where a proxy that we trust made one."""
    return given if _ACCEPTABLE.fullmatch(given) else secrets.token_hex(8)
