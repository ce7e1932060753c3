"""A small OpenID Connect provider on loopback, that believes whatever a test tells it about who comes."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt

CLIENT, SECRET = "balai", "rahasia-bersama"


class Provider(ThreadingHTTPServer):
    """`person` holds the claims of whoever logs in next; `fails` makes it answer with an error."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.person: dict[str, Any] = {}
        self.fails = False

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def token(self) -> dict[str, Any]:
        claims = {"iss": self.address, "aud": CLIENT, "iat": 1, "exp": 4_000_000_000, **self.person}
        return {
            "access_token": "sekali-pakai",
            "token_type": "Bearer",
            "expires_in": 60,
            "id_token": jwt.encode(claims, "x" * 32, algorithm="HS256"),
        }


class _Handler(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        self._answer(self.server.description() if "openid-configuration" in self.path else self.server.person)

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self._answer(self.server.token())

    def _answer(self, body: dict[str, Any]) -> None:
        content = json.dumps({"error": "server_error"} if self.server.fails else body).encode()
        self.send_response(500 if self.server.fails else 200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: Any) -> None:  # noqa: A002 (the standard library's name)
        """Quiet."""


@contextmanager
def sign_in_provider() -> Iterator[Provider]:
    """A provider that runs while the test does."""
    with Provider() as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()
