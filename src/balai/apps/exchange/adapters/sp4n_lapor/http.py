"""Carries questions to SP4N-LAPOR! over HTTPS: bounded in time and size, following nobody elsewhere."""

from __future__ import annotations

import http.client
import json
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from balai.apps.exchange.adapters.sp4n_lapor import assumptions
from balai.apps.exchange.neighbour import Unreachable

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
PIECE = 65_536


class NoAddress(ValueError):
    """The address of SP4N-LAPOR! is not https://:TOKEN@host, or http on loopback."""


@dataclass(frozen=True, slots=True)
class HttpTransport:
    """POST and JSON to one host. A redirect is not followed: it is an answer that we do not understand."""

    host: str
    port: int
    secure: bool
    prefix: str = ""

    def call(self, path: str, body: Mapping[str, Any]) -> Any:
        connection = self._connection()
        try:
            connection.request(
                "POST",
                self.prefix + path,
                json.dumps(body).encode(),
                {"Content-Type": "application/json", "Accept": "application/json"},
            )
            response = connection.getresponse()
            if response.status != http.client.OK:
                raise Unreachable(f"sp4n.http_{response.status}")
            return _parsed(_bounded(response))
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(f"sp4n.{type(error).__name__}") from error
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if self.secure:
            context = ssl.create_default_context()
            return http.client.HTTPSConnection(self.host, self.port, timeout=assumptions.SECONDS, context=context)
        return http.client.HTTPConnection(self.host, self.port, timeout=assumptions.SECONDS)


def _bounded(response: http.client.HTTPResponse) -> bytes:
    pieces: list[bytes] = []
    size, until = 0, time.monotonic() + assumptions.MOST_SECONDS
    while piece := response.read1(PIECE):
        size += len(piece)
        if time.monotonic() > until:
            raise Unreachable("sp4n.too_slow")
        if size > assumptions.LARGEST_ANSWER:
            raise Unreachable("sp4n.too_large")
        pieces.append(piece)
    return b"".join(pieces)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreachable("sp4n.not_json") from error


def address_of(text: str) -> tuple[HttpTransport, str]:
    """The transport and the token of `https://:TOKEN@host/prefix`.

    Raises:
        NoAddress: it is not such an address.
    """
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError as error:
        raise NoAddress(str(error)) from error
    secure = _is_secure(parts)
    if secure is None or not parts.hostname or not parts.password:
        raise NoAddress(text.rsplit("@", maxsplit=1)[-1])
    transport = HttpTransport(parts.hostname, port or (443 if secure else 80), secure, parts.path.rstrip("/"))
    return transport, unquote(parts.password)


def _is_secure(parts: SplitResult) -> bool | None:
    if parts.scheme == "https":
        return True
    return False if parts.scheme == "http" and parts.hostname in LOOPBACK else None
