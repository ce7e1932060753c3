"""Cards with their taps, settled anew from what is stored."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from django.db.models import Q

from balai.apps.mobility.models import Card, ClockFix, Entitlement, Posting, Tap
from balai.apps.mobility.ruling import lines, timeline
from balai.base.city import city_zone
from balai.base.people.models import User
from balai.engines.fares import rides
from balai.engines.fares import settling as engine
from balai.engines.fares import taps as tapping


def cards_of(user: User) -> list[Card]:
    """The cards that are registered to somebody."""
    return list(Card.objects.filter(owner=user).order_by("id"))


def settled_cards(
    cards: Collection[int], *, since: datetime | None = None, until: datetime | None = None
) -> dict[int, engine.Settled]:
    """The bills of cards by id, made anew of their taps under the tariffs of their days.

    With `since` and `until` of the taps between them alone, by their true times: bounds should lie where ticket days
    begin.
    """
    found = Tap.objects.filter(card__in=cards)
    found = found.filter(truly_between(since, until)) if since and until else found
    settled = engine.settle_dated(
        timeline(),
        [_tap(row) for row in found.order_by("card", "at")],
        zone=city_zone(),
        corrections=_corrections(),
        riders=_riders(cards),
        distances=lines(),
    )
    return {int(one.card): one for one in settled}


def truly_between(since: datetime, until: datetime) -> Q:
    """Taps whose true time may lie between two moments: also those whose machine's clock was corrected into them."""
    found = Q(at__gte=since, at__lt=until)
    for fix in ClockFix.objects.all():
        added = timedelta(seconds=fix.seconds)
        first, last = max(fix.since, since - added), min(fix.until, until - added)
        if first < last:
            found |= Q(device=fix.device, at__gte=first, at__lt=last)
    return found


def _tap(row: Tap) -> tapping.Tap:
    return tapping.Tap(
        row.key, str(row.card_id), row.at, row.kind, row.network, row.stop, row.operator, row.vehicle, row.device
    )


def _corrections() -> list[tapping.ClockCorrection]:
    return [
        tapping.ClockCorrection(fix.key, fix.device, fix.since, fix.until, timedelta(seconds=fix.seconds))
        for fix in ClockFix.objects.all()
    ]


def _riders(cards: Collection[int]) -> dict[str, rides.Rider]:
    riders: dict[str, rides.Rider] = {}
    for row in Entitlement.objects.filter(card__in=cards).order_by("id"):
        before = riders.get(str(row.card_id), rides.EVERYONE).entitlements
        riders[str(row.card_id)] = rides.Rider((*before, rides.Entitlement(row.group, row.since, row.until)))
    return riders


def postings_of(cards: Collection[int]) -> list[engine.Posting]:
    """The lines of accounts, oldest first."""
    rows = Posting.objects.filter(card__in=cards).order_by("id")
    return [_posting(row) for row in rows]


def _posting(row: Posting) -> engine.Posting:
    return engine.Posting(str(row.card_id), row.key, row.amount, rides.Reason(row.code, row.values))


def late_lines_of(cards: Sequence[int], keys: Collection[str]) -> list[tuple[Posting, rides.Reason]]:
    """The lines that changed charges after they were first posted, oldest first."""
    rows = Posting.objects.filter(card__in=cards, key__in=keys).exclude(code="charged").order_by("id")
    return [(row, rides.Reason(row.code, row.values)) for row in rows]
