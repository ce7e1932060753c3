"""Taps come in, in any order and as often as they like; accounts follow."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from balai.apps.mobility.accounts import postings_of, settled_cards
from balai.apps.mobility.models import Card, ClockFix, Entitlement, Posting, Tap
from balai.apps.mobility.rules import hash_of_number
from balai.apps.mobility.ruling import timeline
from balai.base.city import city_zone
from balai.base.people.models import User
from balai.engines.fares.rides import Bill
from balai.engines.fares.settling import Settled, post
from balai.engines.fares.taps import ClockCorrection, mistake_in
from balai.engines.fares.taps import Tap as Reading


@dataclass(frozen=True, slots=True)
class Received:
    """What came of a delivery: taps that are new, and lines that accounts got.

    `unknown` are the keys of taps that were left out: no tariff knows their network.
    """

    taps: int = 0
    lines: Sequence[Posting] = field(default=())
    unknown: Sequence[str] = ()
    left_out: Sequence[str] = ()
    """Why readings were not kept, one sentence each."""
    contradictions: Sequence[str] = ()
    """Keys that came with another content than the one that is kept."""


@transaction.atomic
def receive_taps(*, taps: Iterable[Reading], now: datetime) -> Received:
    """Keep taps that are new, whose `card` is a card's number, and bring the accounts of their cards up to date.

    What is no sound reading is left out and told; so is a key that came before with another content.
    """
    every, left_out = _sound(taps)
    networks = {network.code for tariff in timeline() for network in tariff.networks}
    readings = [tap for tap in every if not networks or tap.network in networks]
    unknown = tuple(tap.key for tap in every if networks and tap.network not in networks)
    cards = {number: ensure_card(number=number) for number in sorted({tap.card for tap in readings})}
    _locked([card.pk for card in cards.values()])
    kept = {row.key: _content(row) for row in Tap.objects.filter(key__in=[tap.key for tap in readings])}
    known = set(kept)
    contradictions: set[str] = set()
    for row in (_row(tap, cards[tap.card], now) for tap in readings):
        if kept.setdefault(row.key, _content(row)) != _content(row):
            contradictions.add(row.key)
    Tap.objects.bulk_create(
        [_row(tap, cards[tap.card], now) for tap in readings if tap.key not in known], ignore_conflicts=True
    )
    lines = settle_cards(cards=[card.pk for card in cards.values()], now=now)
    return Received(len({tap.key for tap in readings} - known), lines, unknown, left_out, sorted(contradictions))


def _sound(taps: Iterable[Reading]) -> tuple[list[Reading], list[str]]:
    readings: list[Reading] = []
    left_out: list[str] = []
    for tap in taps:
        mistake = mistake_in(tap)
        if mistake is None:
            readings.append(tap)
        else:
            left_out.append(f"{tap.key[:80]}: {mistake}")
    return readings, left_out


def _row(tap: Reading, card: Card, now: datetime) -> Tap:
    return Tap(
        key=tap.key, card=card, at=tap.at, kind=tap.kind, network=tap.network, stop=tap.stop,
        operator=tap.operator, vehicle=tap.vehicle, device=tap.device, received_at=now,
    )  # fmt: skip


def _content(row: Tap) -> tuple[object, ...]:
    return (row.card_id, row.at, row.kind, row.network, row.stop, row.operator, row.vehicle, row.device)


def _locked(cards: Collection[int]) -> None:
    """Hold the cards until the end of the transaction, so that two deliveries do not post the same lines."""
    list(Card.objects.select_for_update().filter(pk__in=cards).order_by("pk").values_list("pk"))


@transaction.atomic
def settle_cards(*, cards: Collection[int], now: datetime, why: str = "late") -> list[Posting]:
    """Add the lines that bring these accounts to their bills; the lines added."""
    settled = settled_cards(cards)
    posted = postings_of(cards)
    lines = []
    for card in sorted(cards):
        one = settled.get(card, Settled(str(card), Bill(())))
        for line in post([row for row in posted if row.card == str(card)], one, zone=city_zone(), why=why):
            values = dict(line.reason.values)
            lines.append(
                Posting(card_id=card, key=line.key, amount=line.amount, code=line.reason.code, values=values, at=now)
            )
    return Posting.objects.bulk_create(lines)


@transaction.atomic
def correct_clock(*, correction: ClockCorrection, by: User | None, now: datetime) -> list[Posting]:
    """Add a correction of a machine's clock, and what follows for the cards that it read; the lines added."""
    ClockFix.objects.get_or_create(
        key=correction.key,
        defaults={
            "device": correction.device,
            "since": correction.since,
            "until": correction.until,
            "seconds": int(correction.add.total_seconds()),
            "at": now,
            "by": by,
        },
    )
    read = Tap.objects.filter(device=correction.device, at__gte=correction.since, at__lt=correction.until)
    cards = sorted(set(read.values_list("card_id", flat=True)))
    _locked(cards)
    return settle_cards(cards=cards, now=now, why="clock")


def ensure_card(*, number: str) -> Card:
    """The card of that number; a new one where it was never seen. The number itself is not kept."""
    card, _new = Card.objects.get_or_create(
        number_hash=hash_of_number(number, settings.SECRET_KEY), defaults={"ending": number[-4:]}
    )
    return card


@transaction.atomic
def entitle_card(*, card: Card, group: str, since: date, until: date, now: datetime) -> Entitlement:
    """Let a card belong to a group of riders between two days; its account follows."""
    _locked([card.pk])
    row = Entitlement.objects.create(card=card, group=group, since=since, until=until)
    settle_cards(cards=[card.pk], now=now, why="group")
    return row
