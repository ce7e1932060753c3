"""What officers want to learn from another city: read by the worker, kept, and shown beside our own."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from balai.apps.indicators.service import definitions_file
from balai.apps.network.actions.learning import NotOffered, learn
from balai.apps.network.actions.trusting import CannotBeRead
from balai.apps.network.descriptors import Refused, examine
from balai.apps.network.models import Lesson, Peer
from balai.apps.network.rules import MOST_LESSONS
from balai.apps.network.visiting import path_of, road_to
from balai.base.errors import Refusal
from balai.base.outside.fetching import Failed


def own_definitions() -> dict[str, dict[str, Any]]:
    """Our own definitions as the file writes them, by code."""
    return {row["code"]: row for row in json.loads(definitions_file())["indicators"]}


def read_definitions(peer: Peer) -> dict[str, dict[str, Any]]:
    """The definitions of a trusted city, by code; their file's hash stands in its signed descriptor.

    Raises:
        NotOffered: it is not trusted, or publishes none.
        CannotBeRead: the file is not there, not the one that was signed, or not of the form.
    """
    told = (peer.descriptor or {}).get("definitions")
    if peer.trust != Peer.Trust.TRUSTED or not told:
        raise NotOffered
    try:
        content = road_to(peer.address).get(path_of(told["address"]), what="figures")
        if hashlib.sha256(content).hexdigest() != told["sha256"]:
            raise CannotBeRead(reason="definitions.other_version")
        found = json.loads(content)
        examine(found, "balai-definitions")
    except Failed as error:
        raise CannotBeRead(reason=error.code) from error
    except (Refused, ValueError, RecursionError) as error:
        raise CannotBeRead(reason="definitions.form") from error
    return {row["code"]: row for row in found["indicators"]}


def study(*, peer: Peer, kind: Lesson.Kind, code: str, now: datetime) -> Lesson:
    """Read a service or the definition of an indicator there, and keep it; a failure is kept, too, and what was read
    before stays.
    """
    source: Mapping[str, Any] | None = None
    failure = ""
    try:
        source = _read(peer, kind, code)
    except CannotBeRead as error:
        failure = str(error.facts.get("reason", error.code))
    except Refusal as error:
        failure = error.code
    changes: dict[str, Any] = {"failure": failure[:60], "tried_at": now}
    if source is not None:
        changes |= {"source": dict(source), "read_at": now}
    with transaction.atomic():
        found, _is_new = Lesson.objects.update_or_create(peer=peer, kind=kind, code=code, defaults=changes)
        kept = Lesson.objects.order_by("-tried_at").values_list("pk", flat=True)[:MOST_LESSONS]
        Lesson.objects.exclude(pk__in=list(kept)).delete()
    return found


def _read(peer: Peer, kind: Lesson.Kind, code: str) -> Mapping[str, Any]:
    if kind == Lesson.Kind.SERVICE:
        return learn(address=peer.address, code=code).source
    found = read_definitions(peer).get(code)
    if found is None:
        raise NotOffered
    return found
