"""`balai log verify`: checks a city's log from outside, with nothing but its address."""

from __future__ import annotations

import argparse
import json
import sys
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from balai.base.failures import Failure
from balai.engines.transparency.checkpoints import checkpoint_in
from balai.engines.transparency.monitors import Misbehaved, Seen, Wrong, entries_between, follow
from balai.engines.transparency.notes import NotANote, VerifierKey, read_key, read_note, verified
from balai.project.terminal import say, say_json, step

LARGEST_FILE = 20_000_000
SECONDS = 20.0
LOG = "log"
SAYS = {
    Wrong.NOT_SIGNED: "The checkpoint is not signed by a key of this log.",
    Wrong.SHRUNK: "The log is shorter than when it was checked before.",
    Wrong.FORKED: "The log does not continue what was checked before: its past was rewritten.",
    Wrong.TREE: "The tree does not have the root that the city signed.",
    Wrong.ENTRIES: "An entry is not the one whose hash stands in the tree.",
}


@dataclass(slots=True)
class Remembered:
    """What an earlier check saw: the keys, and the last checkpoint."""

    keys: list[str] = field(default_factory=list)
    note: str = ""


class NoRedirects(urllib.request.HTTPRedirectHandler):
    """A log lies where it says, and nowhere else."""

    def redirect_request(self, *_arguments: object, **_more: object) -> None:
        return None


def verify(arguments: list[str]) -> int:
    """Check a city's log: signature, tree, every entry, and that it continues what was seen before."""
    parser = argparse.ArgumentParser(prog="balai log verify", description=verify.__doc__)
    parser.add_argument("address", help="the city's address, such as https://balai.example.go.id")
    parser.add_argument("--state", type=Path, help="a file that remembers what was seen, for the next check")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    options = parser.parse_args(arguments)
    base = f"{options.address.rstrip('/')}/{LOG}/"
    fetch = fetching(base)
    remembered = _read_state(options.state)
    keys = [_key(line) for line in (remembered.keys or fetch("keys").decode().split())]
    before = _seen(remembered)
    try:
        seen = follow(fetch, origin=_origin_of(base), keys=keys, before=before)
        kinds = _read_entries(fetch, seen, since=before.checkpoint.size if before else 0, quiet=options.json)
    except Misbehaved as error:
        return _accuse(error, as_json=options.json)
    trusted = _trusted(fetch, seen, keys)
    _write_state(options.state, Remembered([str(key) for key in trusted], str(seen.note)))
    _praise(seen, kinds, known=bool(before), as_json=options.json)
    return 0


def _read_entries(fetch: Callable[[str], bytes], seen: Seen, *, since: int, quiet: bool) -> Counter[str]:
    """How many entries of each kind came since; every one is checked against the tree."""
    kinds: Counter[str] = Counter()
    new = seen.checkpoint.size - since
    with nullcontext() if quiet else step("Checking the entries") as bar:
        for index, entry in entries_between(fetch, start=since, checkpoint=seen.checkpoint):
            kinds[_kind_of(entry)] += 1
            if bar is not None:
                bar.advance(index + 1 - since, new)
    return kinds


def _kind_of(entry: bytes) -> str:
    try:
        return str(json.loads(entry)["kind"])[:60]
    except (ValueError, KeyError, TypeError):
        return "?"


def _trusted(fetch: Callable[[str], bytes], seen: Seen, keys: list[VerifierKey]) -> list[VerifierKey]:
    """The keys to trust next time: those that signed now. A new one counts when it signs beside a known one."""
    listed = [_key(line) for line in fetch("keys").decode().split()]
    return verified(seen.note, list(dict.fromkeys([*keys, *listed])))


def _praise(seen: Seen, kinds: Counter[str], *, known: bool, as_json: bool) -> None:
    size = seen.checkpoint.size
    if as_json:
        say_json(
            {"sound": True, "size": size, "root": seen.checkpoint.root.hex(), "continues": known, "new": dict(kinds)}
        )
        return
    say(f"The log is sound: {size:,} entries, each in the tree that the city signed.")
    say("It continues what was seen before." if known else "Keep a --state file to see whether its past ever changes.")
    for kind, count in kinds.most_common():
        say(f"  {count:>8,}  {kind}")


def _accuse(error: Misbehaved, *, as_json: bool) -> int:
    if as_json:
        say_json({"sound": False, "wrong": str(error.wrong), "evidence": list(error.evidence)})
    else:
        say(f"✗ {SAYS[error.wrong]}")
        for note in error.evidence:
            sys.stdout.write(f"\n{note}\n")
    return 1


def _origin_of(base: str) -> str:
    parts = urlsplit(base)
    return f"{parts.netloc}{parts.path}".rstrip("/")


def _key(text: str) -> VerifierKey:
    try:
        return read_key(text)
    except NotANote as error:
        raise Failure(
            "balai.L001", "The city's list of keys cannot be read.", "Is this the address of a city?"
        ) from error


def fetching(base: str) -> Callable[[str], bytes]:
    """Reads files below an address, for an operator who has named it.

    Raises:
        Failure: it is no web address; what is returned raises it when a file cannot be read.
    """
    if urlsplit(base).scheme not in {"http", "https"}:
        raise Failure("balai.L002", f"{base} is no web address.", "Write https://…")
    opener = urllib.request.build_opener(NoRedirects)

    def fetch(path: str) -> bytes:
        try:
            with opener.open(base + path, timeout=SECONDS) as response:
                content: bytes = response.read(LARGEST_FILE + 1)
        except (OSError, urllib.error.URLError) as error:
            raise Failure(
                "balai.L003", f"{base}{path} cannot be read: {error}", "Check the address, and try again."
            ) from error
        if len(content) > LARGEST_FILE:
            raise Failure("balai.L004", f"{base}{path} is larger than any file of a log.", "Is this a log?")
        return content

    return fetch


def _read_state(path: Path | None) -> Remembered:
    if path is None or not path.exists():
        return Remembered()
    try:
        kept = json.loads(path.read_text())
        return Remembered([str(key) for key in kept["keys"]], str(kept["note"]))
    except (ValueError, KeyError, TypeError) as error:
        raise Failure("balai.L005", f"{path} does not hold an earlier check.", "Name another file.") from error


def _seen(remembered: Remembered) -> Seen | None:
    if not remembered.note:
        return None
    note = read_note(remembered.note)
    return Seen(checkpoint_in(note), note)


def _write_state(path: Path | None, remembered: Remembered) -> None:
    if path is not None:
        path.write_text(json.dumps({"keys": remembered.keys, "note": remembered.note}, indent=1) + "\n")
