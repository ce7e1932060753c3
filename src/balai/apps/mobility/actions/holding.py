"""Whose card it is: registered, given up, taken over. Nobody reads what was ridden before the card was theirs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import translation
from django.utils.translation import gettext as _

from balai.apps.accounts.service import send_account_mail
from balai.apps.mobility.actions.receiving import ensure_card
from balai.apps.mobility.actions.saving import forget_saved
from balai.apps.mobility.models import Card, Entitlement
from balai.base.audit.actions import record_act
from balai.base.city import city_zone, current_city
from balai.base.errors import Refusal
from balai.base.people.models import User


class CardOfAnother(Refusal):
    """This card is registered to another account. Please bring the card and your identity card to a service counter."""

    code = "mobility.card_of_another"
    status = 409


@transaction.atomic
def register_card(*, number: str, owner: User, by: User | None, now: datetime, take_over: bool = False) -> Card:
    """Give a card to somebody: what it is tapped for from now on is their travel.

    Whoever calls has proof that the person holds the card. Nothing changes where it is theirs already. With `take_over`
    another's card becomes theirs: its groups end, and the former holder is told by mail.

    Raises:
        CardOfAnother: it is registered to another account, and `take_over` is not given.
    """
    card = Card.objects.select_for_update().get(pk=ensure_card(number=number).pk)
    if card.owner_id == owner.pk:
        return card
    former = card.owner
    if former is not None:
        if not take_over:
            raise CardOfAnother
        _end_groups(card, now)
        _tell(former, number[-4:], now)
    card.owner, card.owned_since, card.ending = owner, now, number[-4:]
    card.save(update_fields=["owner", "owned_since", "ending"])
    code = "card.registered" if former is None else "card.taken_over"
    record_act(code=code, by=by, reference=str(card.public_id), now=now)
    return card


@transaction.atomic
def give_up_card(*, card: Card, by: User, now: datetime) -> None:
    """End that a card is somebody's: its taps are no longer their travel, its groups end."""
    card = Card.objects.select_for_update().get(pk=card.pk)
    _let_go(card, now)
    record_act(code="card.given_up", by=by, reference=str(card.public_id), now=now)


@transaction.atomic
def forget_person(*, user_id: int, now: datetime) -> int:
    """Take a person out of their cards; how many. Taps and accounts stay, and nothing in them says who rode.

    Journeys that they saved are forgotten too.
    """
    forget_saved(user_id=user_id)
    cards = list(Card.objects.select_for_update().filter(owner_id=user_id).order_by("pk"))
    for card in cards:
        _let_go(card, now)
    return len(cards)


def _let_go(card: Card, now: datetime) -> None:
    card.owner, card.owned_since, card.ending = None, None, ""
    card.save(update_fields=["owner", "owned_since", "ending"])
    _end_groups(card, now)


def _end_groups(card: Card, now: datetime) -> None:
    """Rights to a special fare are a person's: they end with today. Past days stay, as past bills follow from them."""
    today = now.astimezone(city_zone()).date()
    Entitlement.objects.filter(card=card, since__gt=today).delete()
    Entitlement.objects.filter(card=card, until__gt=today, since__lte=F("until")).update(until=today)


def _tell(former: User, ending: str, now: datetime) -> None:
    with translation.override(former.language or current_city().languages[0]):
        subject = _("Your travel card is registered to another account")
        text = _(
            "The card ending in %(ending)s is registered to another account since today: somebody showed it at a service"
            " counter. Its rides no longer stand in your travel. If you still hold the card, please bring it to a counter."
        ) % {"ending": ending}
        send_account_mail(to=former.email, subject=subject, text=text, now=now)
