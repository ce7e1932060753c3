"""A charge is disputed: a case on the case engine, by the service file `fare-dispute`; the money follows the case."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from balai.apps.cases.service import (
    EVERYONE,
    Case,
    OpenedCase,
    Place,
    ReporterDetails,
    Submission,
    directory,
    open_case,
    tell,
)
from balai.apps.mobility.accounts import postings_of
from balai.apps.mobility.models import Card, Dispute, Posting
from balai.base.people.models import User
from balai.engines.fares.settling import forgive

DISPUTE = "fare.dispute"
CHECK, PAY = ("check", "refund"), ("pay", "paid")
"""Steps of the service file with the outcome that grants a refund, and the one that says it is returned."""
UNDER_WAY = (Dispute.State.ASKED, Dispute.State.GRANTED)
_log = logging.getLogger(__name__)


@transaction.atomic
def dispute_charge(
    *, card: Card, charge: str, line: str, key: UUID, answers: Mapping[str, Any], by: User, language: str, now: datetime
) -> OpenedCase:
    """Open the case, once for each charge of a card; `line` says which ride it was.

    Raises:
        UnknownService: the city has no such service file now.
        Refusal: as `open_case`.
    """
    submission = Submission(
        service=DISPUTE,
        key=key,
        answers={**answers, "ride": line},
        place=Place(area=directory().whole_city),
        is_public=False,
        reporter=ReporterDetails(user=by, name=by.name, email=by.email, language=language),
    )
    opened = open_case(submission=submission, by=by, now=now)
    Dispute.objects.get_or_create(
        card=card, key=charge, defaults={"case_id": opened.id, "asked_at": now, "changed_at": now}
    )
    return opened


def follow_disputes(*, now: datetime) -> int:
    """Bring every dispute under way to the state of its case; how many changed. One that fails holds up no other."""
    changed = 0
    for pk in Dispute.objects.filter(state__in=UNDER_WAY).order_by("id").values_list("pk", flat=True):
        try:
            changed += follow_dispute(pk=pk, now=now)
        except Exception as error:  # noqa: BLE001 (one dispute must not hold up the others; the next run tries again)
            _log.error("The dispute %s cannot be followed: %s", pk, type(error).__name__)
    return changed


@transaction.atomic
def follow_dispute(*, pk: int, now: datetime) -> bool:
    """Read from the case whether the money is granted, returned or refused. What is returned becomes a line, once."""
    dispute = Dispute.objects.select_for_update().get(pk=pk)
    if dispute.state not in UNDER_WAY:
        return False
    state, amount = _state_of(dispute.case)
    if (state, amount) == (dispute.state, dispute.amount):
        return False
    dispute.state, dispute.amount, dispute.changed_at = state, amount, now
    dispute.save(update_fields=["state", "amount", "changed_at"])
    if state == Dispute.State.RETURNED:
        # Locked as by a delivery of taps, so that no settlement reads the account between the two.
        Card.objects.select_for_update().get(pk=dispute.card_id)
        line = forgive(postings_of([dispute.card_id]), str(dispute.card_id), dispute.key, amount)
        Posting.objects.create(
            card_id=dispute.card_id, key=line.key, amount=line.amount, code=line.reason.code,
            values=dict(line.reason.values), at=now,
        )  # fmt: skip
    return True


def _state_of(case: Case) -> tuple[Dispute.State, int]:
    """What the story says: the amount of the last decision, and whether it is paid."""
    page = tell(case, audiences=EVERYONE)
    state, amount = Dispute.State.ASKED, 0
    for chapter in page.chapters:
        done = (chapter.event.step, chapter.event.outcome)
        if done == CHECK:
            state, amount = Dispute.State.GRANTED, int(chapter.event.data["answers"]["refund"])
        elif done == PAY:
            state = Dispute.State.RETURNED
    if state != Dispute.State.RETURNED and not case.is_open:
        return Dispute.State.REFUSED, 0
    return state, amount
