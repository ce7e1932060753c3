"""Who may look, who may act, and what follows from a sample: small predicates and tables."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import timedelta
from math import ceil

WATCHING_ROLES = frozenset({"supervisor", "auditor"})
SUPERVISING_ROLES = frozenset({"supervisor"})
SHEET_ROLES = frozenset({"front_desk", "officer", "supervisor", "auditor"})
STANDING_ROLES = frozenset({"front_desk", "officer", "crew", "verifier", "supervisor", "administrator"})
"""Who may say that they are away themselves. For others, supervisors and administrators may."""
ADMINISTRATING_ROLES = frozenset({"administrator"})

MOST_AT_ONCE = 500
"""Cases in one act of transfer."""
DONE_WITHIN_THE_REQUEST = 20
"""Transfers of more cases than this are done by a job."""
PASSED_AROUND = 4
"""A case in its fourth pair of hands, or beyond, has been passed around."""
HOLDING_DAYS = timedelta(days=30)
"""Over which time the figures about hands are taken."""
TURNS_KEPT = timedelta(days=100)

Draw = tuple[int, str, int]
"""A finished piece of work as a draw sees it: who did it, the reference of the case, the number of the turn."""


def lot(seed: str, reference: str, seq: int) -> str:
    """The lot of one piece of work: SHA-256 of seed, reference and number, so that everybody can draw it again."""
    return hashlib.sha256(f"{seed}:{reference}:{seq}".encode()).hexdigest()


def drawn(work: Iterable[Draw], *, percent: int, seed: str) -> list[Draw]:
    """Of each person's finished work the share with the lowest lots, rounded up: so everybody is in the sample."""
    by_doer: Mapping[int, list[Draw]] = defaultdict(list)
    for piece in work:
        by_doer[piece[0]].append(piece)
    chosen: list[Draw] = []
    for pieces in by_doer.values():
        ranked = sorted(pieces, key=lambda piece: lot(seed, piece[1], piece[2]))
        chosen += ranked[: ceil(len(pieces) * percent / 100)]
    return sorted(chosen, key=lambda piece: lot(seed, piece[1], piece[2]))
