"""Asks others over HTTP, and trusts none of them: bounded in time, in size, and in where it goes.

A redirect is not followed: things lie where it was said. Nothing is unpacked. However slowly an answer drips, the
connection is cut when its time is over.
"""

from __future__ import annotations

import http.client
import socket
import ssl
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from time import monotonic

from balai.base.outside.places import NotAllowed, Site, resolved

PIECE = 65_536
CONNECT_SECONDS = 5.0
AGENT = "Balai"
_LONGEST_MARK = 200
_FOUND = frozenset({200, 304})
_ANSWERED = frozenset({*range(200, 300), *range(400, 500)})


class Failed(Exception):
    """There is no answer that can be used. `code` is stable."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `etag` and `modified` (Last-Modified) are sent along the next time."""

    status: int
    body: bytes = b""
    etag: str = ""
    modified: str = ""

    @property
    def is_unchanged(self) -> bool:
        return self.status == http.client.NOT_MODIFIED


@dataclass(frozen=True, slots=True)
class _Question:
    """A request, how large its answer may be, and which statuses answer it."""

    method: str
    path: str
    body: bytes | None
    most: int
    headers: Mapping[str, str]
    wanted: frozenset[int]


@dataclass(slots=True)
class Fetcher:
    """Asks one site. `seconds` and `octets` are what all its answers together may take; both are used up."""

    site: Site
    loopback: bool
    seconds: float
    octets: int
    asked: int = 0
    received: int = 0
    _address: str = ""
    _until: float = 0.0

    def get(self, path: str, *, most: int, etag: str = "", modified: str = "") -> Answer:
        """What lies at a path, at most `most` bytes; with `etag` or `modified`, only if it is another by now.

        Raises:
            Failed: there is no such answer.
        """
        known = {"If-None-Match": etag, "If-Modified-Since": modified}
        headers = {name: value for name, value in known.items() if value}
        answer = self._ask(_Question("GET", path, None, most, headers, _FOUND))
        if answer.is_unchanged and not headers:
            raise Failed("fetch.status_304")
        return answer

    def post(self, path: str, body: bytes, *, most: int, kind: str = "text/plain; charset=utf-8") -> Answer:
        """What is answered to a body, whatever its status below 500.

        Raises:
            Failed: there is no answer.
        """
        return self._ask(_Question("POST", path, body, most, {"Content-Type": kind}, _ANSWERED))

    def _ask(self, question: _Question) -> Answer:
        if self.seconds <= 0:
            raise Failed("fetch.slow")
        began = monotonic()
        self.asked += 1
        try:
            with self._connection() as connection:
                return self._exchange(connection, question)
        except NotAllowed as error:
            raise Failed(error.code) from error
        except (OSError, http.client.HTTPException, ValueError) as error:
            late = monotonic() - began >= self.seconds
            code = "fetch.slow" if late else "fetch.tls" if isinstance(error, ssl.SSLError) else "fetch.connection"
            raise Failed(code) from error
        finally:
            self.seconds -= monotonic() - began

    def _exchange(self, connection: http.client.HTTPConnection, question: _Question) -> Answer:
        usual = {"Host": self.site.netloc, "User-Agent": AGENT, "Accept-Encoding": "identity", "Connection": "close"}
        connection.request(question.method, question.path, question.body, {**usual, **question.headers})
        with closing(connection.getresponse()) as response:
            return self._taken(response, question)

    def _taken(self, response: http.client.HTTPResponse, question: _Question) -> Answer:
        if response.status not in question.wanted:
            is_redirect = http.client.MULTIPLE_CHOICES <= response.status < http.client.BAD_REQUEST
            raise Failed("fetch.redirect" if is_redirect else f"fetch.status_{response.status}")
        if response.headers.get("Content-Encoding", "identity").lower() != "identity":
            raise Failed("fetch.encoding")
        content = b"" if response.status == http.client.NOT_MODIFIED else self._bounded(response, question.most)
        return Answer(response.status, content, *(_mark_in(response, name) for name in ("ETag", "Last-Modified")))

    def _bounded(self, response: http.client.HTTPResponse, most: int) -> bytes:
        most = min(most, self.octets)
        if response.length is not None and response.length > most:
            raise Failed("fetch.large")
        pieces, size = [], 0
        while piece := response.read1(PIECE):
            size += len(piece)
            self.octets -= len(piece)
            self.received += len(piece)
            if size > most:
                raise Failed("fetch.large")
            pieces.append(piece)
        if monotonic() >= self._until:
            raise Failed("fetch.slow")  # what was cut looks like an end
        if response.length:
            raise Failed("fetch.cut_off")
        return b"".join(pieces)

    @contextmanager
    def _connection(self) -> Iterator[http.client.HTTPConnection]:
        """A connection to the very address that was examined, cut when the time is over, whatever it is doing."""
        self._address = self._address or resolved(self.site, loopback=self.loopback)
        plain = socket.create_connection((self._address, self.site.port), min(CONNECT_SECONDS, self.seconds))
        guard = plain.dup()  # the same connection, also once TLS has taken over the first handle
        cut = threading.Timer(self.seconds, _cut, [guard])
        cut.daemon = True
        self._until = monotonic() + self.seconds
        cut.start()
        connection = http.client.HTTPConnection(self.site.host, self.site.port)
        try:
            plain.settimeout(self.seconds)
            connection.sock = self._secured(plain) if self.site.secure else plain
            yield connection
        finally:
            cut.cancel()
            connection.close()
            plain.close()
            guard.close()

    def _secured(self, plain: socket.socket) -> ssl.SSLSocket:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=self.site.host)


def _cut(guard: socket.socket) -> None:
    try:
        guard.shutdown(socket.SHUT_RDWR)
    except OSError:
        return


def _mark_in(response: http.client.HTTPResponse, name: str) -> str:
    mark = response.headers.get(name, "")
    return mark if len(mark) <= _LONGEST_MARK and mark.isascii() and mark.isprintable() else ""
