"""Cookies travel by TLS only, except on the developer's own machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ASKED = (
    "import json; from balai.project import settings as s;"
    "print(json.dumps([s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SESSION_COOKIE_HTTPONLY, s.SESSION_COOKIE_SAMESITE]))"
)


@pytest.mark.parametrize(
    ("address", "secure"),
    [("https://balai.example.go.id", True), ("http://localhost:8000", False), ("https://localhost:8000", True)],
)
def test_only_plain_http_on_loopback_lets_cookies_go_in_the_clear(tmp_path: Path, address: str, secure: bool) -> None:
    environment = dict(os.environ) | {"BALAI_ADDRESS": address, "BALAI_HOME": str(tmp_path)}
    answer = subprocess.run([sys.executable, "-c", ASKED], env=environment, capture_output=True, text=True, check=True)
    assert json.loads(answer.stdout) == [secure, secure, True, "Lax"]
