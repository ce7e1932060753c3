"""What the city publishes or lets rule: named in the log with the hash of its bytes, so that a later copy can be held
against it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from balai.apps.transparency.actions.stating import Said, state
from balai.apps.transparency.models import Statement

ACTIVATED, RETIRED = "file.activated", "file.retired"
FIGURES = "figures.published"


def state_publication(
    name: str, content: bytes, *, now: datetime, kind: str = FIGURES, shown: Mapping[str, Any] | None = None
) -> str:
    """State, in this transaction, that these bytes were published under that name; their SHA-256 in hexadecimal.

    `shown` is what everyone reads beside name and hash: the period, the number of rows.
    """
    digest = hashlib.sha256(content).hexdigest()
    state([Said(kind, now, {**(shown or {}), "name": name, "sha256": digest}, subject=f"{kind}:{name}"[:120])])
    return digest


@transaction.atomic
def state_files(files: Mapping[str, bytes], *, now: datetime) -> list[str]:
    """State which of the files that rule (routing, calendar, tariffs, …) are new or changed, and which rule no more.

    `files` are all of them, by name; returns the names that were stated. Nothing is said twice.
    """
    ruling: dict[str, str] = {}
    said = Statement.objects.filter(kind__in=(ACTIVATED, RETIRED), subject__startswith="file:").order_by("id")
    for kind, public in said.values_list("kind", "public"):
        if kind == ACTIVATED:
            ruling[public["file"]] = public["sha256"]
        else:
            ruling.pop(public["file"], None)
    hashes = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    ended = sorted(set(ruling) - set(hashes))
    changed = sorted(name for name, digest in hashes.items() if ruling.get(name) != digest)
    state(
        [
            *(_about(RETIRED, name, ruling[name], now) for name in ended),
            *(_about(ACTIVATED, name, hashes[name], now) for name in changed),
        ]
    )
    return sorted([*ended, *changed])


def _about(kind: str, name: str, digest: str, now: datetime) -> Said:
    return Said(kind, now, {"file": name, "sha256": digest}, subject=f"file:{name}"[:120])
