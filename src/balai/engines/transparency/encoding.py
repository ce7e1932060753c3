"""Base64 in its one proper form (RFC 4648 section 4): two texts never stand for the same bytes."""

from __future__ import annotations

import base64
import binascii


class NotBase64(ValueError):
    """The text is not base64, or not as it would be written."""


def encoded(value: bytes) -> str:
    return base64.b64encode(value).decode()


def decoded(text: str) -> bytes:
    """The bytes of a text.

    Raises:
        NotBase64: it has other letters, or bits left over.
    """
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise NotBase64(text[:80]) from error
    if encoded(value) != text:
        raise NotBase64(text[:80])
    return value
