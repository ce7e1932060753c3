"""A round: say who we are, send what waits, read whom it is time to read, ask for witnesses; within a bounded time."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db.models import F

from balai.apps.network.actions.asking import ask_peer, due_to_ask
from balai.apps.network.actions.describing import describe
from balai.apps.network.actions.inquiring import answer_closed_cases
from balai.apps.network.actions.looking_back import doubt, look_after_hold
from balai.apps.network.actions.posting import deliver, due_letters
from balai.apps.network.actions.reading import read_peer
from balai.apps.network.models import Peer, Visit
from balai.apps.network.rules import VISIT_DAYS, is_due
from balai.apps.transparency import service as transparency

DELIVERING_UNTIL, READING_UNTIL, ROUND_SECONDS = 10.0, 25.0, 40.0
"""Seconds of a round after which no letter is sent, no peer is read, none is asked; what remains is due in the next."""

DOUBTS = frozenset({"witness.knows_more", "witness.status_422"})
"""What a witness answers that saw more of our log, or something else."""


@dataclass(slots=True)
class Outcome:
    """How a round went: failures by address, empty where all was well."""

    read: dict[str, str] = field(default_factory=dict)
    asked: dict[str, str] = field(default_factory=dict)
    delivered: dict[str, str] = field(default_factory=dict)

    @property
    def is_well(self) -> bool:
        return not any([*self.read.values(), *self.asked.values(), *self.delivered.values()])


def go_round(now: Callable[[], datetime], *, only: str = "", at_once: bool = False) -> Outcome:
    """Do what is due; `at_once`: everything, however long it would have waited. `only`: one address."""
    began, outcome = time.monotonic(), Outcome()
    look_after_hold(now())
    describe(now=now())
    answer_closed_cases(now())
    soon = now() + timedelta(days=365) if at_once else now()
    for letter in due_letters(soon):
        if time.monotonic() < began + DELIVERING_UNTIL and only in {"", letter.address}:
            outcome.delivered[letter.address] = deliver(letter=letter, now=now())
    for peer in _due(soon, only):
        if time.monotonic() < began + READING_UNTIL:
            outcome.read[peer.address] = read_peer(peer=peer, now=now())
    newest = transparency.latest()  # one for all, so that it gathers their words however fast the log grows
    for peer in due_to_ask(soon, newest):
        if newest and time.monotonic() < began + ROUND_SECONDS and only in {"", peer.address}:
            outcome.asked[peer.address] = ask_peer(peer=peer, newest=newest, now=now())
    if DOUBTS.intersection(outcome.asked.values()):
        doubt(now())
    return outcome


def _due(now: datetime, only: str) -> list[Peer]:
    rows = Peer.objects.filter(is_due(now), trust=Peer.Trust.TRUSTED)
    if only:
        rows = rows.filter(address=only)
    return list(rows.order_by(F("failures").asc(), "next_at"))


def forget_old_visits(now: datetime) -> int:
    """Visits are kept for a while, failures and alarms with their peers; how many were forgotten."""
    count, _kinds = Visit.objects.filter(at__lt=now - timedelta(days=VISIT_DAYS)).delete()
    return count
