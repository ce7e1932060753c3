"""Who looks after the talk with other systems."""

from __future__ import annotations

LOOKING_ROLES = frozenset({"supervisor", "administrator", "auditor"})
MENDING_ROLES = frozenset({"supervisor", "administrator"})
