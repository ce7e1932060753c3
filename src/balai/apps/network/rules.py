"""Who decides about other installations, how trust changes, and how often others are asked."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import Q

from balai.apps.network.models import Letter, Peer

LOOKING_ROLES = frozenset({"supervisor", "administrator", "auditor"})
DECIDING_ROLES = frozenset({"administrator"})
READING_ROLES = frozenset({"officer", "supervisor", "administrator", "auditor"})
"""Who reads what this city's officers and those of others ask each other, and learn from each other."""
ASKING_ROLES = frozenset({"officer", "supervisor", "administrator"})

EVERY = timedelta(hours=1)
"""Between two looks at a peer that answers."""
DESCRIBED_EVERY = timedelta(days=1)
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=12)
ASKED_EVERY = timedelta(minutes=10)
"""Between two requests for a cosignature of one peer."""
MOST_TRIES = 20
MOST_KEYS = 100
MOST_PUBLICATIONS = 12
"""New ones that are read in one visit; the others wait for the next."""
MOST_LISTED = 500
MOST_A_DAY = 24
"""Publications of one peer that are kept within a day: a peer may say much, and not without end."""
MOST_OPEN_ALARMS = 5
"""Of one kind about one peer; what comes after is counted with the newest."""
MOST_SKEW = timedelta(minutes=10)
"""How far another's clock may run ahead of ours."""
VALID = timedelta(days=90)
"""How long a descriptor holds; a new one is issued when a third of that has passed."""
VISIT_DAYS = 90
UNREADABLE = "visit.error"
"""The failure of a visit that broke off in a way that nobody foresaw."""
MOST_OF_ONE, MOST_UNKNOWN_LETTERS = 5, 200
"""From addresses that nobody here has decided about yet."""
LETTER_DAYS, UNKNOWN_LETTER_DAYS = 30, 14
"""How old a letter may be when it comes; how long one is kept whose sender nobody here knows."""
MOST_LETTERS = 30
"""Of one sender within `LETTER_DAYS`."""
MOST_INQUIRIES = 10
"""Questions to one city, or from it, that wait for an answer at the same time."""
MOST_LESSONS = 500
"""Services and definitions of others that are kept; the ones that were read longest ago go first."""
LONGEST_WORDS, MOST_LINES = 4000, 200
"""Of a question or an answer: characters, and lines."""
VISIT_SECONDS, VISIT_OCTETS = 10.0, 6_000_000
LARGEST = {
    "descriptor": 200_000,
    "checkpoint": 100_000,
    "tile": 8_192,
    "figures": 500_000,
    "answer": 20_000,
    "service": 500_000,
}
"""Bytes."""

NEXT: dict[Peer.Trust, frozenset[Peer.Trust]] = {
    Peer.Trust.ASKED_BY_US: frozenset({Peer.Trust.TRUSTED, Peer.Trust.ENDED}),
    Peer.Trust.ASKED_BY_THEM: frozenset({Peer.Trust.TRUSTED, Peer.Trust.ENDED}),
    Peer.Trust.TRUSTED: frozenset({Peer.Trust.ENDED}),
    Peer.Trust.ENDED: frozenset({Peer.Trust.ASKED_BY_US, Peer.Trust.ASKED_BY_THEM}),
}
ASKING = frozenset({Letter.Kind.APPLICATION, Letter.Kind.INVITATION})
INQUIRING = frozenset({Letter.Kind.QUESTION, Letter.Kind.ANSWER})


def is_due(now: datetime) -> Q:
    """Rows whose `next_at` has come, or lies further off than any pause: then it was set by a clock that ran ahead."""
    return Q(next_at__lte=now) | Q(next_at__gt=now + LONGEST_PAUSE)


def pause_after(failures: int) -> timedelta:
    """How long to leave a peer alone after so many failures in a row."""
    return min(FIRST_PAUSE * (1 << min(failures - 1, 12)), LONGEST_PAUSE)


def wanted_by(peer: Peer) -> int:
    """How many witnesses the peer wants for its log, by its own descriptor."""
    wanted = ((peer.descriptor or {}).get("witness") or {}).get("wanted", 0)
    return int(wanted)
