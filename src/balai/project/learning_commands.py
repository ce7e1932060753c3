"""`balai network learn`: how another city does it, beside how we do it, and as a draft of our own."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from balai.base.clock import now
from balai.base.errors import Refusal
from balai.base.failures import Failure
from balai.engines.casework.differences import differences
from balai.engines.casework.preview import preview_text
from balai.project.ready import city
from balai.project.terminal import say, say_json


def learn(arguments: list[str]) -> int:
    """Show a service of another city beside our own; with --draft, write it as a file to work on, with credit."""
    parser = argparse.ArgumentParser(prog="balai network learn", description=learn.__doc__)
    parser.add_argument("address", help="a trusted city's address")
    parser.add_argument("code", help="the service there, such as report.road")
    parser.add_argument("--beside", default="", help="our service to hold it against; the same code unless told")
    parser.add_argument("--draft", type=Path, help="a new file for our own draft")
    parser.add_argument("--as", dest="name", default="", help="the draft's own code")
    parser.add_argument("--language", default="id", help="the language of its texts; id unless told")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    with city():
        from balai.apps.network import service as network  # noqa: PLC0415 (needs Django)

        try:
            found = network.learn(address=options.address, code=options.code, beside=options.beside)
        except Refusal as refusal:
            say_json({"code": refusal.code, "refused": str(refusal)}) if options.json else say(f"✗ {refusal}")
            return 1
    changes = differences(found.own, found.service, options.language) if found.own else []
    if options.draft:
        _write(options.draft, draft_of(found, options.name))
    if options.json:
        own = found.own.version if found.own else None
        say_json({"theirs": found.service.version, "ours": own, "changes": list(map(asdict, changes))})
    elif found.own:
        say("\n".join(map(str, changes)) or "Both are alike.")
    else:
        say(preview_text(found.service, options.language))
    return 0


def draft_of(found: Any, name: str) -> str:
    """The other city's file under our own name; who thought of it stands at its head."""
    from balai.apps.network.service import service_draft  # noqa: PLC0415 (needs Django)

    return service_draft(found.source, names=found.city, address=found.address, code=name, day=now().date())


def _write(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8") as file:
            file.write(text)
    except OSError as error:
        raise Failure(
            "balai.N005", f"{path} cannot be written.", "Name a new file in a folder that is there."
        ) from error
