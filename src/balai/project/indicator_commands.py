"""`balai figures publish` and `check`: figures are published with their rows, and anyone computes them again."""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from balai.base.clock import now
from balai.base.failures import Failure
from balai.engines.transparency.documents import NotADocument, verified_document
from balai.engines.transparency.hashing import leaf_hash
from balai.engines.transparency.monitors import Misbehaved, Seen, follow, tree_of
from balai.engines.transparency.notes import NotANote, VerifierKey, read_key
from balai.engines.transparency.proofs import includes
from balai.project.log_commands import LOG, fetching
from balai.project.ready import city, configuration_or_failure, set_up_django
from balai.project.terminal import say, say_json

USUAL_MONTHS = 6


def publish(arguments: list[str]) -> int:
    """Publish the figures of every month that has ended, or of one again."""
    parser = argparse.ArgumentParser(prog="balai figures publish", description=publish.__doc__)
    parser.add_argument("--month", default="", help="such as 2026-10; a correction when it was published before")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    month = _month(options.month) if options.month else None
    with city():
        from balai.apps.indicators import service as figures  # noqa: PLC0415 (needs Django)

        moment = now()
        found = [figures.publish(month=month, now=moment)] if month else figures.publish_what_is_due(now=moment)
    if options.json:
        say_json({"published": [{"name": str(one), "sha256": one.digest} for one in found]})
    else:
        say("\n".join(f"{one}: {one.digest}" for one in found) or "Nothing is due.")
    return 0


def check(arguments: list[str]) -> int:
    """Compute a city's published figures again, from outside; exit 1 when one of them is not what its rows say."""
    parser = argparse.ArgumentParser(prog="balai figures check", description=check.__doc__)
    parser.add_argument("address", help="the city's address, such as https://balai.example.go.id")
    parser.add_argument("--months", type=int, default=USUAL_MONTHS, help="how many of the newest publications")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    set_up_django(configuration_or_failure())
    address = options.address.rstrip("/")
    fetch = fetching(f"{address}/")
    keys, seen = _log_of(fetch, address)
    listed = _parsed(fetch("angka/terbitan.json")).get("publications")
    rows = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    found = {str(one.get("name"))[:20]: _examined(one, fetch, keys, seen) for one in rows[: max(options.months, 1)]}
    is_sound = bool(found) and not any(found.values())
    if options.json:
        say_json({"sound": is_sound, "publications": found})
    else:
        for name, wrong in found.items():
            say(f"✗ {name}: {wrong}" if wrong else f"✓ {name}: signed, in the log, and what its rows say")
        say("" if found else "Nothing is published there yet.")
    return 0 if is_sound else 1


def _log_of(fetch: Callable[[str], bytes], address: str) -> tuple[list[VerifierKey], Seen]:
    try:
        keys = [read_key(line) for line in fetch(f"{LOG}/keys").decode().split()]
        origin = f"{urlsplit(address).netloc}/{LOG}"
        return keys, follow(lambda path: fetch(f"{LOG}/{path}"), origin=origin, keys=keys, before=None)
    except (NotANote, UnicodeDecodeError, Misbehaved) as error:
        raise Failure(
            "balai.N002", f"The log of {address} cannot be believed.", "`balai log verify` says why."
        ) from error


def _examined(row: dict[str, Any], fetch: Callable[[str], bytes], keys: list[VerifierKey], seen: Seen) -> str:
    """What is wrong with a publication; nothing when all is well."""
    from balai.apps.indicators import service as figures  # noqa: PLC0415 (needs Django, loaded by now)

    name = str(row.get("name"))
    if not name.replace("-", "").isdecimal():
        return "not a name"
    try:
        document = verified_document(fetch(f"angka/terbitan/{name}.json"), kind="figures", keys=keys)
        body = dict(document.body)
        content = fetch(f"angka/terbitan/{name}.csv")
        if hashlib.sha256(content).hexdigest() != body["rows"]["sha256"]:
            return "the rows are not those that were signed"
        computed = [one.written() for one in figures.compute(figures.read_rows(content), figures.facts_of(body))]
    except NotADocument as error:
        return f"not signed by the city: {error}"
    except (figures.NotRows, KeyError, TypeError, ValueError) as error:
        return f"not of the form of a publication: {type(error).__name__}"
    known = {one["code"]: one for one in computed}
    unlike = [
        one.get("code")
        for one in body["figures"]
        if known.get(one.get("code"), {}).get("version") == one.get("version") and known[one["code"]] != one
    ]
    if unlike:
        return f"the rows give another value of {', '.join(map(str, unlike))}"
    return _in_log(row, document.digest, fetch, seen)


def _in_log(row: dict[str, Any], digest: str, fetch: Callable[[str], bytes], seen: Seen) -> str:
    index, entry = row.get("index"), row.get("entry")
    if not isinstance(index, int) or not isinstance(entry, str):
        return "not in the log yet"
    size = seen.checkpoint.size
    if not 0 <= index < size or _parsed(entry.encode()).get("public", {}).get("sha256") != digest:
        return "the log says something else"
    proof = tree_of(lambda path: fetch(f"{LOG}/{path}"), size).inclusion(index)
    held = includes(leaf=leaf_hash(entry.encode()), index=index, size=size, proof=proof, root=seen.checkpoint.root)
    return "" if held else "the log does not hold it"


def _parsed(content: bytes) -> dict[str, Any]:
    try:
        found = json.loads(content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _month(text: str) -> date:
    try:
        found = date.fromisoformat(f"{text}-01")
    except ValueError as error:
        raise Failure("balai.N003", f"{text} is no month.", "Write year and month, such as 2026-10.") from error
    if found >= now().date().replace(day=1):
        raise Failure("balai.N004", f"{text} has not ended yet.", "Publish a month that has ended.")
    return found
