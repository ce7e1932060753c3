"""The key with which this city signs who somebody is, and the settings that offer it to other systems."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path
from typing import Any

from balai.project.configuration import Configuration

KEY_BITS = 3072
"""Good beyond 2030 (NIST SP 800-57, part 1, table 2)."""


def identity_settings(configuration: Configuration) -> dict[str, Any]:
    """allauth's settings; without a key nothing is signed, and no address leads there."""
    settings: dict[str, Any] = {"IDP_OIDC_ADAPTER": "balai.apps.accounts.identity.IdentityAdapter"}
    if configuration.identity:
        settings["IDP_OIDC_PRIVATE_KEY"] = signing_key_of(configuration.home)
    return settings


def signing_key_of(home: Path) -> str:
    """The RSA key in BALAI_HOME/identity.key (PEM), made at first use and readable by its owner only."""
    path = home / "identity.key"
    if not path.exists():
        home.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_name(f"identity.key.{os.getpid()}")
        unfinished.touch(mode=0o600)
        unfinished.write_text(_new_key())
        with contextlib.suppress(FileExistsError):
            os.link(unfinished, path)  # the first of several processes that begin at once
        unfinished.unlink()
    return path.read_text()


def _new_key() -> str:
    # Loaded only where a key is made: once in an installation's life.
    from cryptography.hazmat.primitives import serialization  # noqa: PLC0415
    from cryptography.hazmat.primitives.asymmetric import rsa  # noqa: PLC0415

    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
