"""Who may look at fares and timetables behind the counter, and who lets them rule."""

from __future__ import annotations

import hashlib
import hmac

LOOKING_ROLES = frozenset({"supervisor", "auditor", "administrator"})
"""Who may try tariffs out and see what operators get."""
ACTIVATING_ROLES = frozenset({"administrator"})
"""Who may let a tariff or a timetable rule: of the organisation that answers for transport, or of one above it."""
NOTICE_ROLES = frozenset({"officer", "supervisor", "administrator"})
"""Who may tell travellers of a line or a stop, in an organisation that answers for transport."""
TRANSPORT = "dinas-perhubungan"
"""The organisation whose reach a tariff is."""
LONGEST_TRY_OUT_DAYS = 31
MOST_SAVED = 20
"""Journeys that one person may save."""


def hash_of_number(number: str, secret: str) -> bytes:
    """A card's keyed hash: tells cards apart without keeping their numbers."""
    return hmac.new(secret.encode(), f"card:{number}".encode(), hashlib.sha256).digest()
