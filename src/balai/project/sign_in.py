"""An OpenID Connect provider at which people may log in too, from one address in the settings."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

DEFAULT_NAME = "OpenID Connect"
PROVIDER = "kota"
"""The provider's part in addresses: /akun/lain/kota/kembali/ is what the other side must be told."""


def provider_of(address: str) -> dict[str, Any]:
    """allauth's settings for https://client:secret@issuer/path?name=Shown+name; nothing for an empty address.

    Raises:
        ValueError: the address lacks its client, its secret or its host, or is not https.
    """
    if not address:
        return {}
    parts = urlsplit(address)
    safe = parts.scheme == "https" or parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not (safe and parts.hostname and parts.username and parts.password):
        raise ValueError("Write https://client:secret@issuer.example/path?name=Shown+name")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    issuer = f"{parts.scheme}://{host}{f':{parts.port}' if parts.port else ''}{parts.path}"
    app = {
        "provider_id": PROVIDER,
        "name": parse_qs(parts.query).get("name", [DEFAULT_NAME])[0],
        "client_id": unquote(parts.username),
        "secret": unquote(parts.password),
        "settings": {"server_url": issuer, "oauth_pkce_enabled": True},
    }
    return {"openid_connect": {"APPS": [app]}}
