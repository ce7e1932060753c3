"""Draws finished field work for a second look, and records what was found there."""

from __future__ import annotations

import secrets
from datetime import date, datetime, time, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from balai.apps.cases.service import add_note, directory
from balai.apps.supervision.models import Finding, Inspection, Sample, Turn
from balai.apps.supervision.rules import SUPERVISING_ROLES, Draw, drawn
from balai.base.audit.actions import record_act
from balai.base.city import city_zone
from balai.base.errors import Refusal
from balai.base.lookups import Among
from balai.base.people.models import Organisation, User
from balai.engines.casework.decisions import Actor

LONGEST = timedelta(days=62)


class SampleDaysWrong(Refusal):
    """Choose days that have passed, the first before the last, and at most two months."""

    code = "supervision.sample_days"
    status = 400


class SampleDrawn(Refusal):
    """A sample that holds some of these days has been drawn. It stays as it is, so that nobody can draw until it pleases."""

    code = "supervision.sample_drawn"


class NothingFinished(Refusal):
    """No field work was finished on these days."""

    code = "supervision.nothing_finished"
    status = 400


class MayNotSample(Refusal):
    """Only supervisors draw samples and record what was found; nobody inspects their own work."""

    code = "supervision.may_not_sample"
    status = 403


class AlreadyInspected(Refusal):
    """What was found here has been recorded already."""

    code = "supervision.already_inspected"


@transaction.atomic
def draw_sample(*, since: date, until: date, percent: int, actor: Actor, by: User, now: datetime) -> Sample:
    """Draw a share of each person's finished field work in the actor's organisation and beneath, within their area.

    The seed is chosen here, after everything that can be drawn is fixed, and no day is drawn twice.

    Raises:
        MayNotSample, SampleDaysWrong, NothingFinished, SampleDrawn.
    """
    if actor.role not in SUPERVISING_ROLES:
        raise MayNotSample
    work = _finished(since, until, actor, now)
    seed = secrets.token_hex(16)
    organisation = Organisation.objects.get(code=actor.organisation)
    try:
        with transaction.atomic():
            sample = Sample.objects.create(
                organisation=organisation, since=since, until=until, percent=percent, seed=seed,
                finished=len(work), drawn_by=by, drawn_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise SampleDrawn from error
    chosen = [work[piece] for piece in drawn(work, percent=percent, seed=seed)]
    Inspection.objects.bulk_create([_inspection(sample, turn) for turn in chosen])
    record_act(
        code="sample.drawn", by=by, now=now, organisation=organisation, reference=f"{since} {until} {percent}% {seed}"
    )
    return sample


def _finished(since: date, until: date, actor: Actor, now: datetime) -> dict[Draw, Turn]:
    """What can be drawn: field work that people in the actor's reach finished on these days."""
    zone = city_zone()
    if not (since <= until < now.astimezone(zone).date() and until - since <= LONGEST):
        raise SampleDaysWrong
    begin, end = (datetime.combine(day, time(), zone) for day in (since, until + timedelta(days=1)))
    units = [
        number
        for number in directory().ids_from(actor.organisation)
        if not actor.area or directory().by_id[number].area_path.startswith(actor.area)
    ]
    finished = Turn.objects.filter(
        Among("organisation_id", units), field_work=True, ended_by__isnull=False, ended_at__gte=begin, ended_at__lt=end
    ).select_related("case")
    work = {(turn.ended_by_id or 0, turn.case.reference, turn.seq): turn for turn in finished}
    if not work:
        raise NothingFinished
    return work


def _inspection(sample: Sample, turn: Turn) -> Inspection:
    if turn.ended_by_id is None or turn.organisation_id is None or turn.ended_at is None:
        raise ValueError("Only work that an office has finished can be drawn")
    return Inspection(
        sample=sample,
        case_id=turn.case_id,
        seq=turn.seq,
        doer_id=turn.ended_by_id,
        organisation_id=turn.organisation_id,
        finished_at=turn.ended_at,
    )


@transaction.atomic
def record_finding(
    *, inspection_id: int, finding: Finding, words: str, actor: Actor, by: User, now: datetime, key: UUID
) -> Inspection:
    """Record what the second look found, once: here, and as a note in the story of the case.

    Raises:
        MayNotSample: not a supervisor, or the doer of this very work.
        AlreadyInspected, and the refusals of a note.
    """
    inspection = Inspection.objects.select_for_update(of=("self",)).select_related("sample").get(id=inspection_id)
    if actor.role not in SUPERVISING_ROLES or inspection.doer_id == by.pk:
        raise MayNotSample
    if inspection.finding:
        raise AlreadyInspected
    told = f"{Finding(finding).label}: {words.strip()}"
    add_note(case_id=inspection.case_id, words=told, actor=actor, now=now, key=key)
    inspection.finding, inspection.inspected_by, inspection.inspected_at = finding, by, now
    inspection.save(update_fields=["finding", "inspected_by", "inspected_at"])
    record_act(
        code=f"sample.{finding}",
        by=by,
        now=now,
        reference=f"{inspection.sample_id} {inspection.case_id}",
    )
    return inspection
