"""Sends many cases to one organisation, each by the ordinary act, and keeps which could not be sent and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid5

from django.db import transaction

from balai.apps.cases.service import transfer_step
from balai.apps.supervision.models import Transfer, TransferItem
from balai.apps.supervision.rules import MOST_AT_ONCE, SUPERVISING_ROLES
from balai.base.audit.actions import record_act
from balai.base.errors import Refusal
from balai.base.people.models import Organisation, User
from balai.engines.casework.decisions import Actor


class TooManyAtOnce(Refusal):
    """Too many reports are chosen for one transfer. Narrow the list, or tick fewer."""

    code = "supervision.too_many"
    status = 400


class NothingChosen(Refusal):
    """No report is chosen that lies with your organisation."""

    code = "supervision.nothing_chosen"
    status = 400


class NotForYourRole(Refusal):
    """Only supervisors may do this."""

    code = "supervision.not_for_your_role"
    status = 403


@transaction.atomic
def begin_transfer(
    *, key: UUID, steps: Sequence[tuple[int, str]], target: str, words: str, actor: Actor, by: User, now: datetime
) -> Transfer:
    """Keep what is to be sent where; nothing has been sent yet. The same `key` again is the same transfer.

    Raises:
        NotForYourRole, NothingChosen, TooManyAtOnce.
    """
    if actor.role not in SUPERVISING_ROLES:
        raise NotForYourRole
    if not steps:
        raise NothingChosen
    if len(steps) > MOST_AT_ONCE:
        raise TooManyAtOnce
    organisation = Organisation.objects.get(code=actor.organisation)
    transfer, created = Transfer.objects.get_or_create(
        key=key,
        defaults={
            "by": by,
            "role": actor.role,
            "organisation": organisation,
            "area_path": actor.area,
            "target": Organisation.objects.get(code=target),
            "words": words.strip(),
            "begun_at": now,
        },
    )
    if transfer.by_id != by.pk:
        raise NothingChosen
    if created:
        TransferItem.objects.bulk_create(
            [TransferItem(transfer=transfer, case_id=case_id, step=step) for case_id, step in steps],
            ignore_conflicts=True,
        )
        record_act(
            code="cases.transferred_many", by=by, now=now, organisation=organisation, reference=f"{target} {len(steps)}"
        )
    return transfer


def go_on_with_transfer(*, key: UUID, now: datetime) -> int:
    """Send what has not been sent yet, each case in a transaction of its own; how many were sent or refused now.

    Stopped in the middle and called again, it sends each case once.

    Raises:
        ExceptionGroup: some could not be sent through a fault of ours, and are tried again; all others were.
    """
    transfer = Transfer.objects.select_related("organisation", "target").get(key=key)
    left = list(TransferItem.objects.filter(transfer=transfer, done_at__isnull=True).order_by("id"))
    failures: list[Exception] = []
    for item in left:
        try:
            _send(transfer, item, now)
        except Exception as error:  # noqa: BLE001 (one broken case must not stop the others; raised below)
            failures.append(error)
    if failures:
        raise ExceptionGroup(f"{len(failures)} of {len(left)} reports could not be sent", failures)
    Transfer.objects.filter(key=key, ended_at__isnull=True).update(ended_at=now, words="")
    return len(left)


def _send(transfer: Transfer, item: TransferItem, now: datetime) -> None:
    actor = Actor(transfer.by_id, transfer.role, transfer.organisation.code, transfer.area_path)
    try:
        transfer_step(
            case_id=item.case_id,
            step=item.step,
            organisation=transfer.target.code,
            words=transfer.words,
            actor=actor,
            now=now,
            key=uuid5(transfer.key, f"{item.case_id}:{item.step}"),
        )
    except Refusal as refusal:
        item.refusal = refusal.code
    item.done_at = now
    item.save(update_fields=["refusal", "done_at"])
