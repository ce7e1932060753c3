"""Reads another installation's descriptor: its form, its words, its place, its dates, and who signed it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import jsonschema

from balai.apps.network.names import is_plain, texts_in
from balai.apps.network.rules import MOST_SKEW
from balai.engines.transparency.documents import Document, NotADocument, NotSigned, read_document, signers_of
from balai.engines.transparency.notes import COSIGNATURE, ED25519, NotANote, VerifierKey, read_key

KIND = "city"
SCHEMAS = Path(__file__).with_name("schemas")


class Refused(ValueError):
    """A document of a peer is not taken. `code` says why; `is_deed`: it is more than an accident."""

    def __init__(self, code: str, *, is_deed: bool = False) -> None:
        super().__init__(code)
        self.code = code
        self.is_deed = is_deed


@dataclass(frozen=True, slots=True)
class Description:
    """A descriptor that was examined."""

    document: Document
    sequence: int
    origin: str
    keys: tuple[VerifierKey, ...]
    witness: VerifierKey
    at: datetime
    until: datetime

    @property
    def body(self) -> Mapping[str, Any]:
        return self.document.body


@cache
def schema_of(name: str) -> Mapping[str, Any]:
    """The published JSON Schema (2020-12) of a document's body: `balai-city`."""
    found: Mapping[str, Any] = json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))
    return found


@cache
def _validator(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(schema_of(name))


def examine(body: Mapping[str, Any], schema: str) -> None:
    """Hold a body against its schema and its words against what we show.

    Raises:
        Refused: it is not of that form, or has words that hide something.
    """
    if not _validator(schema).is_valid(body):
        raise Refused("document.form")
    if not all(map(is_plain, texts_in(body))):
        raise Refused("document.words")


def read_description(file: bytes, *, site: str, now: datetime, trusted: Sequence[VerifierKey]) -> Description:
    """The descriptor that lies at `site`, signed by one of `trusted`; without any, by a key that it names itself.

    Raises:
        Refused: it is not one, of another place, from the future, past its time, or signed by others.
    """
    try:
        document = read_document(file, kind=KIND)
    except NotADocument as error:
        raise Refused("document.form") from error
    examine(document.body, "balai-city")
    found = _described(document)
    _of_that_place(found, site)
    try:
        signers_of(document, trusted or found.keys)
    except NotSigned as error:
        raise Refused("document.wrong_key", is_deed=True) from error
    if found.at > now + MOST_SKEW:
        raise Refused("document.future")
    if found.until < now - MOST_SKEW:
        raise Refused("document.expired")
    return found


def _described(document: Document) -> Description:
    log, witness = document.body["log"], document.body["witness"]
    try:
        keys = tuple(read_key(line) for line in log["keys"])
        watching = read_key(witness["key"])
        at, until = (datetime.fromisoformat(document.body[name]) for name in ("at", "until"))
    except (NotANote, ValueError) as error:
        raise Refused("document.form") from error
    if any(key.name != log["origin"] or key.kind != ED25519 for key in keys) or watching.kind != COSIGNATURE:
        raise Refused("document.keys")
    return Description(document, document.body["sequence"], log["origin"], keys, watching, at, until)


def _of_that_place(found: Description, site: str) -> None:
    """A city speaks for its own address only, and everything it offers lies there."""
    body = found.body
    if body["address"] != site:
        raise Refused("document.other_place", is_deed=True)
    netloc = urlsplit(site).netloc
    if found.origin != f"{netloc}/log" or found.witness.name != f"{netloc}/witness":
        raise Refused("document.other_place", is_deed=True)
    offered = [body["log"]["address"], body["witness"]["address"], body["letters"]]
    offered += [body[name] for name in ("catalogue", "alarms", "figures") if name in body]
    if "definitions" in body:
        offered.append(body["definitions"]["address"])
    if not all(one.startswith(f"{site}/") for one in offered):
        raise Refused("document.other_place", is_deed=True)


def fingerprint_of(key: VerifierKey) -> str:
    """What two officers read to each other over the telephone: the key in groups of four."""
    letters = key.public.hex()
    return " ".join(letters[start : start + 4] for start in range(0, len(letters), 4))
