"""Cases that happened elsewhere come in with their stories, at the times at which they happened. Nobody is told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from balai.apps.cases import models, records
from balai.apps.cases.actions.opening import NEARBY_RESOLUTION, REFERENCE_ATTEMPTS, Submission, content_rows
from balai.apps.cases.carrying import CaseRows, kept_content
from balai.apps.cases.definitions import service_of
from balai.apps.cases.directory import directory
from balai.apps.cases.references import hash_of, reference_for, secret_for
from balai.base.city import current_city
from balai.engines.casework.story import Event, apply, fold
from balai.engines.geo.distances import cell_of


@dataclass(frozen=True, slots=True)
class ImportedCase:
    """A case as it came to be elsewhere: `events` are its whole story so far, numbered from 1.

    `submission.key` is the same whenever the same case comes.
    """

    submission: Submission
    version_id: int
    coded: Mapping[str, Any]
    area: str
    events: Sequence[Event]


def rows_for(imported: ImportedCase) -> CaseRows:
    """The rows that `import_cases` would write. Writes nothing."""
    submission, service = imported.submission, service_of(imported.version_id)
    state, point = fold(imported.events), submission.place.point
    longitude, latitude = point or (None, None)
    opened = imported.events[0].at
    case = models.Case(
        reference=reference_for(current_city().reference_prefix, submission.key),
        service_id=imported.version_id,
        service_code=service.code,
        category=imported.coded.get(service.category_question, ""),
        channel=submission.channel,
        submission_key=submission.key,
        secret_hash=hash_of(secret_for(submission.key)),
        area_id=directory().area_ids.get(imported.area),
        longitude=longitude,
        latitude=latitude,
        cell=int(cell_of(*point, NEARBY_RESOLUTION), 16) if point else None,
        opened_at=opened,
        updated_at=opened,
    )
    records.summarise(case, state, directory())
    contents = content_rows(case, service, submission)
    who = submission.reporter
    reporter = models.Reporter(
        case=case, user=who.user, name=who.name, email=who.email, phone=who.phone, language=who.language
    )
    return CaseRows(case, records.event_rows(case, imported.events, submission.key), contents, reporter)


@transaction.atomic
def import_cases(*, cases: Sequence[CaseRows]) -> list[models.Case]:
    """Write cases with their stories in a few statements; all of them or none.

    Raises:
        IntegrityError: one of them is here already.
    """
    _choose_references([rows.case for rows in cases])
    saved = models.Case.objects.bulk_create([rows.case for rows in cases])
    models.Event.objects.bulk_create([event for rows in cases for event in rows.events])
    models.Content.objects.bulk_create([content for rows in cases for content in rows.contents])
    models.Reporter.objects.bulk_create([rows.reporter for rows in cases])
    snapshot = directory()
    models.Task.objects.bulk_create(
        task
        for rows in cases
        if rows.case.is_open
        for task in records.task_rows(
            rows.case, service_of(rows.case.service_id), fold(map(records.engine_event, rows.events)), snapshot
        )
    )
    return saved


@transaction.atomic
def continue_story(*, case_id: int, events: Sequence[Event], kept: Mapping[str, Any]) -> None:
    """Append what has happened to a case elsewhere since it came in, numbered after its last event. Nobody is told.

    A promise on the whole case that runs already is not begun anew.

    Raises:
        Case.DoesNotExist: no such case.
    """
    story = records.load_story(case_id)
    numbered: list[Event] = []
    for event in events:
        running = story.state.case_due is not None
        data = {name: value for name, value in event.data.items() if not (running and name == "case_due")}
        numbered.append(replace(event, seq=story.state.last_seq + 1, data=data))
        apply(story.state, numbered[-1])
    records.append(story, numbered)
    kept_content(story.case, kept).save(force_insert=True)


def _choose_references(cases: Sequence[models.Case]) -> None:
    """Give another reference to those whose first one is taken: among a million, some are."""
    for attempt in range(1, REFERENCE_ATTEMPTS + 1):
        wanted = Counter(case.reference for case in cases)
        taken = set(models.Case.objects.filter(reference__in=list(wanted)).values_list("reference", flat=True))
        again = [case for case in cases if case.reference in taken or wanted[case.reference] > 1]
        if not again:
            return
        for case in again:
            case.reference = reference_for(current_city().reference_prefix, case.submission_key, attempt)
