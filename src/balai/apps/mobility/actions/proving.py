"""Registering one's own card from home: whoever knows where and when it was last tapped has held it.

A code from the counter would prove no more, as the counter registers the card itself; and a number alone stands on the
card for everyone to read. So two of the last boardings are asked for, as public transport operators elsewhere ask for the last station.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import permutations

from django.conf import settings

from balai.apps.mobility.actions.holding import register_card
from balai.apps.mobility.models import Card, Tap
from balai.apps.mobility.rules import hash_of_number
from balai.apps.mobility.ruling import lines
from balai.base.errors import Refusal
from balai.base.people.models import User

LAST, WITHIN, TOLERANCE = 5, timedelta(days=14), timedelta(minutes=15)
"""How many boardings count, how old they may be, and how far a remembered time may be off."""
Boarding = tuple[str, datetime]
"""The name or code of a stop, and when."""


class NotProven(Refusal):
    """The card and these two boardings do not fit what the city knows. Some machines send taps only hours later."""

    code = "mobility.not_proven"
    status = 422


def register_by_boardings(*, number: str, boardings: Sequence[Boarding], owner: User, now: datetime) -> Card:
    """Register a card to whoever names two of its last five boardings, of the last fourteen days.

    Whoever calls bounds how often one account and one card are tried.

    Raises:
        NotProven: no such card, or not its boardings; which of it is not told.
        CardOfAnother: it is registered to another account.
    """
    taps = Tap.objects.filter(card__number_hash=hash_of_number(number, settings.SECRET_KEY), kind="in")
    taps = taps.filter(at__gt=now - WITHIN, at__lte=now + TOLERANCE)
    last = list(taps.order_by("-at").values_list("stop", "at")[:LAST])
    if not any(_fits(boardings, some) for some in permutations(last, 2)):
        raise NotProven
    return register_card(number=number, owner=owner, by=owner, now=now)


def _fits(boardings: Sequence[Boarding], taps: Sequence[tuple[str, datetime]]) -> bool:
    return len(boardings) == len(taps) and all(
        abs(at - tapped) <= TOLERANCE and _is_stop(typed, stop)
        for (typed, at), (stop, tapped) in zip(boardings, taps, strict=True)
    )


def _is_stop(typed: str, stop: str) -> bool:
    return typed.casefold() in {stop.casefold(), lines().names.get(stop, stop).casefold()}
