"""Whoever is turned away gets to read why: an answer that comes before the request was read to its end is often lost.

The web server closes the connection after such an answer. A browser that is still sending, as a phone on a slow net
is, then shows "connection reset" instead of our page (RFC 9112, section 9.6, tells of it).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from contextlib import suppress

from django.http import HttpRequest
from django.http.request import UnreadablePostError
from django.http.response import HttpResponseBase

MOST_BYTES: Mapping[int, int] = {413: 1_000_000, 429: 65_536, 503: 13_000_000}
"""What is still read, by the status of the answer: where nobody did wrong, a whole photo; of a flood, only a form."""
MOST_SECONDS = 10.0
CHUNK = 65_536


class WholeRequestMiddleware:
    """Around everything that may answer before the body is read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        most = MOST_BYTES.get(response.status_code, 0)
        if most and request.method == "POST":
            with suppress(UnreadablePostError):  # the other side has gone
                _read_on(request, most)
        return response


def _read_on(request: HttpRequest, most: int) -> None:
    deadline = time.monotonic() + MOST_SECONDS
    while most > 0 and time.monotonic() < deadline:
        piece = request.read(min(CHUNK, most))
        if not piece:
            return
        most -= len(piece)
