"""A request page by page: begun, answered, thrown away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from balai.apps.cases import service as cases
from balai.apps.requests.actions.filing import erase_files
from balai.apps.requests.answers import REQUEST_DRAFT, read_answers
from balai.apps.requests.pages import CONTACT
from balai.engines.casework.definition import Question, Service


def begin_request(*, service: Service, owner: cases.DraftOwner, now: datetime) -> cases.Draft:
    """An empty request on its way, with what the city knows already."""
    known = cases.known_of(owner.user, service) if owner.user is not None else {}
    answers: dict[str, Any] = {"service": service.code}
    if known:
        answers["prefill"] = known
    return cases.start_draft(kind=REQUEST_DRAFT, owner=owner, answers=answers, now=now)


@transaction.atomic
def keep_page(
    *,
    draft_id: UUID,
    service: Service,
    asked: Sequence[str],
    given: Mapping[str, Any],
    owner: cases.DraftOwner,
    now: datetime,
) -> cases.Draft:
    """Keep what a page asked: the answers to `asked` become those `given`."""
    held = read_answers(cases.lock_draft(draft_id, owner=owner), service)
    others = {name: answer for name, answer in held.answers.items() if name not in set(asked)}
    changed = {"answers": {**others, **given}, "asked": sorted(held.asked | set(asked))}
    return cases.change_draft(draft_id=draft_id, owner=owner, answers=changed, now=now)


@transaction.atomic
def keep_entries(
    *,
    draft_id: UUID,
    service: Service,
    group: Question,
    entry: Mapping[str, Any] | None,
    number: int | None,
    owner: cases.DraftOwner,
    now: datetime,
) -> cases.Draft:
    """Add an entry (`number` is None), replace one, or take one away (`entry` is None). A full group stays as it is."""
    held = read_answers(cases.lock_draft(draft_id, owner=owner), service)
    entries = held.entries_of(group)
    if number is None:
        entries = [*entries, dict(entry)] if entry is not None and len(entries) < group.at_most else entries
    elif number < len(entries):
        entries[number : number + 1] = [dict(entry)] if entry is not None else []
    answers = {**held.answers, group.id: entries}
    return cases.change_draft(draft_id=draft_id, owner=owner, answers={"answers": answers}, now=now)


def keep_contact(
    *, draft_id: UUID, service: Service, contact: Mapping[str, Any], owner: cases.DraftOwner, now: datetime
) -> cases.Draft:
    """Keep where news goes and who may read the case."""
    with transaction.atomic():
        held = read_answers(cases.lock_draft(draft_id, owner=owner), service)
        changed = {"contact": dict(contact), "asked": sorted({*held.asked, CONTACT})}
        return cases.change_draft(draft_id=draft_id, owner=owner, answers=changed, now=now)


@transaction.atomic
def forget_request(*, draft_id: UUID, owner: cases.DraftOwner, now: datetime) -> None:
    """Throw an unsent request away, its files with it."""
    gone = cases.forget_draft(draft_id=draft_id, owner=owner)
    erase_files([row["id"] for row in gone.get("pictures", [])], by=owner.user, now=now)
