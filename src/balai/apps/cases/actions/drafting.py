"""Answers on their way to a case: kept between pages, found again by their owner alone, forgotten after a while."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from balai.apps.cases.models import Draft
from balai.apps.cases.references import person_key
from balai.base.errors import Refusal
from balai.base.people.models import User

SENT = "sent"
KEPT = timedelta(days=14)
KEPT_ONCE_SENT = timedelta(days=1)


class UnknownDraft(Refusal):
    """We don’t have these answers any more, or they were written on another device. Please begin again."""

    code = "cases.unknown_draft"
    status = 404


@dataclass(frozen=True, slots=True)
class DraftOwner:
    """Whose draft: that of the person who is logged in or, while it is nobody's, of the device with this cookie.

    A draft that a person wrote is theirs alone: on a device that many use, it is not found after logging out.
    """

    device: str = ""
    user: User | None = None

    @property
    def key(self) -> bytes:
        """The keyed hash of the device, which is all that is kept of it."""
        return person_key(f"draft:{self.device}") if self.device else b""


def start_draft(*, kind: str, owner: DraftOwner, answers: Mapping[str, Any], now: datetime) -> Draft:
    """Keep the first answers. Its id becomes the key of the submission, so the city alone chooses it."""
    return Draft.objects.create(
        owner_key=owner.key, user=owner.user, kind=kind, answers=dict(answers), created_at=now, updated_at=now
    )


def find_draft(draft_id: UUID, *, owner: DraftOwner) -> Draft:
    """The owner's draft of that id.

    Raises:
        UnknownDraft: there is none, or it is somebody else's.
    """
    return _one(_owned(owner).filter(id=draft_id))


def latest_draft(kind: str, *, owner: DraftOwner) -> Draft | None:
    """The owner's last unsent draft of that kind."""
    return _owned(owner).filter(kind=kind).exclude(answers__has_key=SENT).order_by("-updated_at").first()


def unsent_drafts(kind: str, *, owner: DraftOwner, most: int = 10) -> list[Draft]:
    """The owner's unsent drafts of that kind, the last one first."""
    return list(_owned(owner).filter(kind=kind).exclude(answers__has_key=SENT).order_by("-updated_at")[:most])


@transaction.atomic
def hand_over_draft(*, draft_id: UUID, to: DraftOwner, now: datetime) -> Draft:
    """Give a draft to another device or person, who has shown its link. A sent one stays where it is.

    Raises:
        UnknownDraft.
    """
    draft = Draft.objects.select_for_update().filter(id=draft_id).exclude(answers__has_key=SENT).first()
    if draft is None:
        raise UnknownDraft
    draft.owner_key, draft.user, draft.updated_at = to.key, to.user, now
    draft.save(update_fields=["owner_key", "user", "updated_at"])
    return draft


@transaction.atomic
def change_draft(*, draft_id: UUID, owner: DraftOwner, answers: Mapping[str, Any], now: datetime) -> Draft:
    """Lay these answers over those that are kept; None takes one away. A sent draft stays as it is.

    Raises:
        UnknownDraft.
    """
    draft = lock_draft(draft_id, owner=owner)
    if SENT in draft.answers:
        return draft
    merged = {**draft.answers, **answers}
    draft.answers = {name: answer for name, answer in merged.items() if answer is not None}
    draft.updated_at = now
    draft.user = draft.user or owner.user
    draft.save(update_fields=["answers", "updated_at", "user"])
    return draft


def lock_draft(draft_id: UUID, *, owner: DraftOwner) -> Draft:
    """The owner's draft, locked until the transaction ends. Call inside one.

    Raises:
        UnknownDraft.
    """
    return _one(_owned(owner).filter(id=draft_id).select_for_update())


def mark_sent(draft: Draft, *, reference: str, now: datetime) -> None:
    """The answers are in the case now; here only its reference stays, so that sending again finds it."""
    draft.answers, draft.updated_at = {SENT: reference}, now
    draft.save(update_fields=["answers", "updated_at"])


@transaction.atomic
def forget_draft(*, draft_id: UUID, owner: DraftOwner) -> dict[str, Any]:
    """Throw an unsent draft away; the answers it held, so that their files can go too."""
    unsent = _owned(owner).filter(id=draft_id).exclude(answers__has_key=SENT)
    draft = unsent.select_for_update().first()
    if draft is None:
        return {}
    draft.delete()
    return dict(draft.answers)


@transaction.atomic
def expire_drafts(*, now: datetime, limit: int = 500) -> list[dict[str, Any]]:
    """Throw away what nobody came back to: unsent after fourteen days, sent after one. The answers they held."""
    old = Draft.objects.filter(
        Q(updated_at__lt=now - KEPT) | Q(updated_at__lt=now - KEPT_ONCE_SENT, answers__has_key=SENT)
    ).order_by("updated_at")
    drafts = list(old.select_for_update(skip_locked=True)[:limit])
    Draft.objects.filter(id__in=[draft.id for draft in drafts]).delete()
    return [dict(draft.answers) for draft in drafts]


def _owned(owner: DraftOwner) -> QuerySet[Draft]:
    mine = Q(owner_key=owner.key, user=None) if owner.device else Q(pk__in=[])
    if owner.user is not None:
        mine |= Q(user=owner.user)
    return Draft.objects.filter(mine)


def _one(drafts: QuerySet[Draft]) -> Draft:
    draft = drafts.first()
    if draft is None:
        raise UnknownDraft
    return draft
