"""The installation's own secret, where no setting gives one."""

from __future__ import annotations

import secrets
from pathlib import Path


def secret_key_of(home: Path) -> str:
    """The installation's own secret, made at first use and readable by its owner only."""
    path = home / "secret.key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=True)
        if not path.read_text():
            path.write_text(secrets.token_urlsafe(64))
    return path.read_text()
