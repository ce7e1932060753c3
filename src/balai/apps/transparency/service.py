"""The door of the log: say something, forget what opens it, read it as outsiders do, keep what witnesses say of it."""

from __future__ import annotations

from balai.apps.transparency.actions.holding import declare_break, held_since, hold, is_declared, release
from balai.apps.transparency.actions.publishing import state_files, state_publication
from balai.apps.transparency.actions.rotating import Rotated, rotate
from balai.apps.transparency.actions.sequencing import sequence
from balai.apps.transparency.actions.stating import Said, forget, state
from balai.apps.transparency.actions.witnessing import keep_cosignature
from balai.apps.transparency.keys import (
    LOG,
    current_keys,
    origin,
    signing_keys,
    verifier_keys,
    witness_key,
    witness_name,
)
from balai.apps.transparency.models import Checkpoint, Hold
from balai.apps.transparency.queries.log import (
    Evidence,
    consistency,
    evidence_of,
    latest,
    places_of,
    statements_about,
    statements_between,
    tree,
    with_cosignatures,
)

__all__ = [
    "LOG",
    "Checkpoint",
    "Evidence",
    "Hold",
    "Rotated",
    "Said",
    "consistency",
    "current_keys",
    "declare_break",
    "evidence_of",
    "forget",
    "held_since",
    "hold",
    "is_declared",
    "keep_cosignature",
    "latest",
    "origin",
    "places_of",
    "release",
    "rotate",
    "sequence",
    "signing_keys",
    "state",
    "state_files",
    "state_publication",
    "statements_about",
    "statements_between",
    "tree",
    "verifier_keys",
    "with_cosignatures",
    "witness_key",
    "witness_name",
]
