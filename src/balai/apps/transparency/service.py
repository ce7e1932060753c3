"""The door of the log: say something, forget what opens it, read it as outsiders do."""

from __future__ import annotations

from balai.apps.transparency.actions.publishing import state_files, state_publication
from balai.apps.transparency.actions.rotating import Rotated, rotate
from balai.apps.transparency.actions.sequencing import sequence
from balai.apps.transparency.actions.stating import Said, forget, state
from balai.apps.transparency.keys import origin, verifier_keys
from balai.apps.transparency.queries.log import Evidence, evidence_of, latest, statements_about

__all__ = [
    "Evidence",
    "Rotated",
    "Said",
    "evidence_of",
    "forget",
    "latest",
    "origin",
    "rotate",
    "sequence",
    "state",
    "state_files",
    "state_publication",
    "statements_about",
    "verifier_keys",
]
