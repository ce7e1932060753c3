"""`balai network …`: who belongs with whom, and what we know of them."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from balai.base.clock import now
from balai.base.errors import Refusal
from balai.base.failures import Failure
from balai.project.ready import city
from balai.project.terminal import say, say_json


def _options(name: str, purpose: str | None, *, asks: bool = False) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=f"balai network {name}", description=purpose)
    parser.add_argument("address", help="the other installation, such as https://balai.example.go.id")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    if asks:
        parser.add_argument("--network", default="", help="a network's code; without it, as neighbours")
        parser.add_argument("--document", type=Path, action="append", default=[], help="a paper that belongs to it")
    return parser


def join(arguments: list[str]) -> int:
    """Ask another installation to take this city in."""
    return _ask("join", join.__doc__, "application", arguments)


def invite(arguments: list[str]) -> int:
    """Invite another installation."""
    return _ask("invite", invite.__doc__, "invitation", arguments)


def _ask(name: str, purpose: str | None, kind: str, arguments: list[str]) -> int:
    parser = _options(name, purpose, asks=True)
    parser.add_argument("--key", default="", help="the fingerprint that their officer told you")
    options = parser.parse_args(arguments)
    papers = [_paper(path) for path in options.document]

    def act() -> Any:
        from balai.apps.network import service as network  # noqa: PLC0415 (needs Django)

        found = network.ask(
            address=options.address,
            kind=network.LetterKind(kind),
            network=options.network,
            now=now(),
            fingerprint=options.key,
            documents=papers,
        )
        return {"peer": found.address, "trust": found.trust, "keys": found.keys}

    return _do(act, as_json=options.json)


def accept(arguments: list[str]) -> int:
    """Accept what was asked or offered from there."""
    parser = _options("accept", accept.__doc__)
    parser.add_argument("--key", default="", help="the fingerprint that their officer told you")
    options = parser.parse_args(arguments)

    def act() -> Any:
        from balai.apps.network import service as network  # noqa: PLC0415 (needs Django)

        found = network.accept(address=options.address, now=now(), fingerprint=options.key)
        return {"peer": found.address, "trust": found.trust, "keys": found.keys}

    return _do(act, as_json=options.json)


def refuse(arguments: list[str]) -> int:
    """Say no to what was asked or offered from there."""
    options = _options("refuse", refuse.__doc__).parse_args(arguments)

    def act() -> Any:
        from balai.apps.network import service as network  # noqa: PLC0415 (needs Django)

        network.refuse(address=options.address, now=now())
        return {"peer": options.address, "refused": True}

    return _do(act, as_json=options.json)


def leave(arguments: list[str]) -> int:
    """Leave a network, or end the trust in a peer."""
    options = _options("leave", leave.__doc__, asks=True).parse_args(arguments)
    papers = [_paper(path) for path in options.document]

    def act() -> Any:
        from balai.apps.network import service as network  # noqa: PLC0415 (needs Django)

        network.leave(address=options.address, network=options.network, now=now(), documents=papers)
        return {"peer": options.address, "left": options.network or "everything"}

    return _do(act, as_json=options.json)


def sync(arguments: list[str]) -> int:
    """Read every peer now, or one, and ask for witnesses; exit 1 when one of them failed."""
    parser = argparse.ArgumentParser(prog="balai network sync", description=sync.__doc__)
    parser.add_argument("address", nargs="?", default="", help="one peer alone")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    with city():
        from balai.apps.network import service as network  # noqa: PLC0415 (needs Django)
        from balai.apps.transparency.service import sequence  # noqa: PLC0415 (needs Django)

        network.describe(now=now())
        sequence(now=now())
        found = network.go_round(now, only=options.address, at_once=True)
    if options.json:
        say_json({"read": found.read, "asked": found.asked, "delivered": found.delivered, "well": found.is_well})
    else:
        rows = (("Read", found.read), ("Asked to witness", found.asked), ("Letter to", found.delivered))
        for word, outcomes in rows:
            for address, failure in outcomes.items():
                say(f"{'✗' if failure else '✓'} {word} {address}{f': {failure}' if failure else ''}")
    return 0 if found.is_well else 1


def status(arguments: list[str]) -> int:
    """Say who our peers are, how fresh, who witnesses our log, and which alarms are open."""
    parser = argparse.ArgumentParser(prog="balai network status", description=status.__doc__)
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    with city():
        from balai.apps.network import service as network  # noqa: PLC0415 (needs Django)

        found = network.status()
    if options.json:
        say_json(found)
        return 0
    say(f"Our log {found['log']['origin']} has {found['log']['size']} entries.")
    if found["log"]["held_since"]:
        say(
            f"It has been held since {found['log']['held_since']}: another city saw more of it, or has not answered yet."
        )
        say('What to do: docs/reference/network.md, "A log that comes out of a back-up".')
    say(f"Its newest checkpoint is witnessed by: {', '.join(found['witnessed_by']) or 'nobody yet'}.")
    for one in found["peers"]:
        told = f" ({one['failures']} failures, last {one['failure']})" if one["failures"] else ""
        say(f"  {one['trust']:<8} {one['address']}: {one['size']} entries seen{told}")
    for one in found["questions"]:
        say(f"  ? {one['kind']} from {one['from']} {one['network']}: balai network accept {one['from']}")
    for one in found["alarms"]:
        say(f"  ! {one['kind']} by {one['peer']} at {one['at']}, {one['times']} times")
    return 0


def _do(act: Callable[[], Any], *, as_json: bool) -> int:
    with city():
        try:
            found = act()
        except Refusal as refusal:
            if as_json:
                say_json({"code": refusal.code, "refused": str(refusal)})
            else:
                say(f"✗ {refusal}")
            return 1
    if as_json:
        say_json(found)
    else:
        for name, value in found.items():
            say(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    return 0


def _paper(path: Path) -> dict[str, Any]:
    """What a letter says of a paper: its name, its size, its hash. The paper itself stays in the office."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise Failure("balai.N001", f"{path} cannot be read.", "Check the path.") from error
    return {"title": path.name[:200], "sha256": hashlib.sha256(content).hexdigest(), "octets": len(content)}
