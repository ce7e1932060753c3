"""`balai client …`: the list of city systems at which people may log in with an account of this city."""

from __future__ import annotations

import argparse
import secrets
from typing import Any
from urllib.parse import urlsplit

from balai.base.failures import Failure
from balai.project.configuration import LOOPBACK_NAMES
from balai.project.ready import city
from balai.project.terminal import say, say_json

SCOPES = ("openid", "email", "profile", "roles")


def add(arguments: list[str]) -> int:
    """Put a system on the list; its secret is shown once."""
    parser = argparse.ArgumentParser(prog="balai client add", description=add.__doc__)
    parser.add_argument("name", help="what people read before they agree, such as 'Perpustakaan Kota'")
    parser.add_argument("--return-to", required=True, action="append", metavar="URL", help="where people come back to")
    parser.add_argument("--scope", action="append", choices=SCOPES[1:], default=[], help="what it may ask for")
    options = parser.parse_args(arguments)
    with city() as configuration:
        identifier, secret = added(options.name, options.return_to, options.scope)
        say(
            f"{options.name} is on the list.\n  client id:     {identifier}\n  client secret: {secret} (shown only now)"
        )
        if not configuration.identity:
            say("This city does not offer its log-in yet: set BALAI_IDENTITY=1 and start it again.")
    return 0


def added(name: str, addresses: list[str], scopes: list[str]) -> tuple[str, str]:
    """Id and secret of a new client. Django is loaded.

    Raises:
        Failure: an address to come back to is not https.
    """
    from allauth.idp.oidc.models import Client  # noqa: PLC0415 (Django is set up by then)
    from django.db import transaction  # noqa: PLC0415

    from balai.base import clock  # noqa: PLC0415
    from balai.base.audit.actions import record_act  # noqa: PLC0415

    for address in addresses:
        parts = urlsplit(address)
        safe = parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in LOOPBACK_NAMES)
        if not (safe and parts.hostname) or parts.fragment or "*" in address:
            raise Failure(
                "balai.R013", f"{address!r} is no safe address to come back to.", "Write the whole https:// address."
            )
    secret = secrets.token_urlsafe(32)
    client = Client(name=name, type=Client.Type.CONFIDENTIAL)
    client.set_redirect_uris(addresses)
    client.set_scopes(["openid", *dict.fromkeys(scopes)])
    client.set_secret(secret)
    with transaction.atomic():
        client.save()
        record_act(code="client.added", by=None, reference=client.id, now=clock.now())
    return client.id, secret


def list_clients(arguments: list[str]) -> int:
    """Show the list."""
    parser = argparse.ArgumentParser(prog="balai client list", description=list_clients.__doc__)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    with city():
        found = listed()
    if options.json:
        say_json({"clients": found})
    else:
        say(
            "\n".join(f"{row['id']}  {row['name']}  {' '.join(row['scopes'])}" for row in found) or "The list is empty."
        )
    return 0


def listed() -> list[dict[str, Any]]:
    from allauth.idp.oidc.models import Client  # noqa: PLC0415 (Django is set up by then)

    return [
        {"id": row.id, "name": row.name, "scopes": row.get_scopes(), "return_to": row.get_redirect_uris()}
        for row in Client.objects.order_by("name", "id")
    ]


def end(arguments: list[str]) -> int:
    """Take a system off the list; what it was given ends with it."""
    parser = argparse.ArgumentParser(prog="balai client end", description=end.__doc__)
    parser.add_argument("id", help="as `balai client list` shows it")
    options = parser.parse_args(arguments)
    with city():
        ended(options.id)
        say(f"{options.id} is off the list.")
    return 0


def ended(identifier: str) -> None:
    """Django is loaded.

    Raises:
        Failure: there is no such client.
    """
    from allauth.idp.oidc.models import Client  # noqa: PLC0415 (Django is set up by then)
    from django.db import transaction  # noqa: PLC0415

    from balai.base import clock  # noqa: PLC0415
    from balai.base.audit.actions import record_act  # noqa: PLC0415

    with transaction.atomic():
        if not Client.objects.filter(id=identifier).delete()[0]:
            raise Failure("balai.R014", f"There is no client {identifier!r}.", "`balai client list` shows them.")
        record_act(code="client.ended", by=None, reference=identifier, now=clock.now())
