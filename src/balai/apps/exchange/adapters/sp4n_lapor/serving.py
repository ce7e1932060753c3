"""The simulated national desk behind HTTP on loopback, with a road that may misbehave."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any, ClassVar

from balai.apps.exchange.adapters.sp4n_lapor.adapter import Transport
from balai.apps.exchange.neighbour import Unreachable

LARGEST_QUESTION = 100_000
_BAD_GATEWAY, _TOO_LARGE = 502, 413


class Desk(BaseHTTPRequestHandler):
    """Answers one question over a road. Subclassed with the road and a lock: the desk handles one at a time."""

    timeout = 10
    road: ClassVar[Transport]
    lock: ClassVar[Lock]

    def do_POST(self) -> None:
        size = int(self.headers.get("Content-Length") or 0)
        if size > LARGEST_QUESTION:
            self.send_error(_TOO_LARGE)
            return
        body = json.loads(self.rfile.read(size) or b"{}")
        try:
            with self.lock:
                answer = self.road.call(self.path, body)
        except Unreachable:
            self._trouble()
            return
        self._send(200, answer)

    def _trouble(self) -> None:
        """A lost question or answer: sometimes an error page, sometimes half an answer, sometimes nothing."""
        self.close_connection = True
        if self.client_address[1] % 3 == 0:
            self.send_error(_BAD_GATEWAY)
        elif self.client_address[1] % 3 == 1:
            self.send_response(200)
            self.send_header("Content-Length", "1000")
            self.end_headers()
            self.wfile.write(b'{"berhasil": tr')

    def _send(self, status: int, answer: Any) -> None:
        content = json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_arguments: Any) -> None:
        """Quiet: what people write to the desk reaches no log."""


def server_for(road: Transport, *, port: int = 0) -> ThreadingHTTPServer:
    """A server on 127.0.0.1 that is not running yet; `port` 0 takes a free one."""
    handler = type("DeskOverRoad", (Desk,), {"road": road, "lock": Lock()})
    return ThreadingHTTPServer(("127.0.0.1", port), handler)


@contextmanager
def served(road: Transport) -> Iterator[str]:
    """The server at work; its address without a token, http://127.0.0.1:PORT."""
    server = server_for(road)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=5)
