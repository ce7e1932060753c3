"""What the cases hold on one person: for that person's own eyes, and to carry away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from balai.apps.cases.definitions import service_of
from balai.apps.cases.models import Case, Content, Draft, Event, Follower, Original, Reporter
from balai.apps.cases.queries.case_page import THE_REPORTER
from balai.apps.cases.wording import area_words, category_words, option_words, organisation_words, step_words
from balai.base.files.models import StoredFile
from balai.engines.casework.definition import Service
from balai.engines.casework.story import Kind
from balai.web.templatetags.balai import text_of


@dataclass(frozen=True, slots=True)
class HeldCase:
    """One case, whole, as plain values; and its files in the order in which they were handed in."""

    case: Case
    facts: dict[str, Any]
    files: list[StoredFile]


def cases_of(user_id: int) -> list[Case]:
    """Every case that this person opened while logged in, the newest first."""
    found = Case.objects.filter(reporter__user_id=user_id).select_related("area").defer("area__boundary")
    return list(found.order_by("-opened_at", "-id"))


def kept_until(case: Case) -> datetime | None:
    """When the content of a closed case is erased by itself; None while it is open."""
    return case.closed_at + timedelta(days=service_of(case.service_id).keep_days) if case.closed_at else None


def has_content(case_ids: Iterable[int]) -> set[int]:
    """Which of these cases still have words or files."""
    return set(Content.objects.filter(case_id__in=case_ids).values_list("case_id", flat=True).distinct())


def erased_among(case_ids: Iterable[int]) -> set[int]:
    """Which of these cases have been erased."""
    return set(Event.objects.filter(kind=Kind.ERASED, case_id__in=case_ids).values_list("case_id", flat=True))


def held_in(case: Case) -> HeldCase:
    """What the reporter may know of a case: all but the notes that offices write for each other. Five statements.

    Answers that officers gave to the questions of a step are about the person, and in it whoever reads them at work.
    """
    service = service_of(case.service_id)
    told = Q(audience__in=THE_REPORTER) | Q(question__in=_asks_of(service), seq__in=_ends_of(case))
    contents = list(Content.objects.filter(told, case_id=case.id).select_related("file").order_by("seq", "id"))
    covered = dict(Original.objects.filter(case_id=case.id).values_list("content_id", "covered_at"))
    reporter = Reporter.objects.get(case_id=case.id)
    events = Event.objects.filter(case_id=case.id).exclude(kind__in=(Kind.NOTED, Kind.SUPPORTED)).order_by("seq")
    until = kept_until(case)
    facts = {
        "reference": case.reference,
        "service": text_of(service.title),
        "category": category_words(service, case.category),
        "state": case.public_state,
        "is_public": case.is_public,
        "opened_at": case.opened_at,
        "closed_at": case.closed_at,
        "kept_until": until,
        "area": area_words(case.area_id),
        "longitude": case.longitude,
        "latitude": case.latitude,
        "reporter": {"name": reporter.name, "email": reporter.email, "phone": reporter.phone},
        "answers": [_answer(service, content, covered.get(content.pk)) for content in contents],
        "story": [_event(service, event) for event in events],
    }
    return HeldCase(case, facts, [content.file for content in contents if content.file])


def _asks_of(service: Service) -> list[str]:
    """The questions that whoever ends a step answers."""
    return [ask.id for step in service.steps for outcome in step.outcomes for ask in outcome.asks]


def _ends_of(case: Case) -> QuerySet[Event, Any]:
    """The events with such answers: notes stand under others."""
    return Event.objects.filter(case_id=case.id, kind__in=(Kind.TASK_DONE, Kind.SIGNED)).values("seq")


def _answer(service: Service, content: Content, covered_at: datetime | None) -> dict[str, Any]:
    question = service.asked(content.question)
    options = question.options if question else ()
    value: Any = content.text if content.data is None else content.data
    return {
        "event": content.seq,
        "question": text_of(question.label) if question else content.question,
        "answer": option_words(options, value) if options and isinstance(value, str) else value,
        "file": str(content.file.public_id) if content.file else "",
        "readable_by": content.audience,
        "covered_at": covered_at,
        "covered": _("The city holds this whole, under lock. Ask the office for it with the reference of the case.")
        if covered_at
        else "",
    }


def _event(service: Service, event: Event) -> dict[str, Any]:
    """Officers stand in it with their office, not with their name."""
    return {
        "number": event.seq,
        "at": event.at,
        "what": event.kind,
        "role": event.role,
        "office": organisation_words(event.organisation) if event.organisation else "",
        "step": step_words(service, event.step) if event.step else "",
        "outcome": event.outcome,
        "coded": {
            key: value for key, value in event.data.items() if key in {"answers", "reason", "rating", "due", "fee"}
        },
    }


def supported_by(user_id: int) -> list[tuple[str, datetime]]:
    """References of the cases that this person supports, and since when."""
    found = Follower.objects.filter(user_id=user_id).order_by("-at")
    return list(found.values_list("case__reference", "at"))


def drafts_of(user_id: int) -> list[dict[str, Any]]:
    """Answers that this person has not sent yet."""
    drafts = Draft.objects.filter(user_id=user_id).order_by("-updated_at")
    return [{"kind": draft.kind, "updated_at": draft.updated_at, "answers": draft.answers} for draft in drafts]
