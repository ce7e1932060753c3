"""Who hears of which event, and in which words. One notification for each event, recipient and channel."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from balai.apps.cases.directory import directory
from balai.apps.cases.letters import words_for_reporter
from balai.apps.cases.letters_of_others import words_of_other
from balai.apps.cases.models import Reporter
from balai.apps.cases.records import Story
from balai.apps.cases.references import secret_for
from balai.apps.cases.wording import category_words, step_words
from balai.base.notifications.actions import NewNotification, queue_notifications
from balai.engines.casework.definition import REPORTER
from balai.engines.casework.story import Event, Kind
from balai.web.languages import codes

TOLD_TO_REPORTER = frozenset(
    {
        Kind.OPENED,
        Kind.TASK_OPENED,
        Kind.DOCUMENT_ISSUED,
        Kind.REPORTER_ASKED,
        Kind.PROMISE_EXTENDED,
        Kind.REOPENED,
        Kind.CLOSED,
        Kind.IDENTITY_REVEALED,
        Kind.ORIGINAL_SEEN,
        Kind.REDACTED,
        Kind.ANSWER_OVERDUE,
    }
)
TOLD_TO_OFFICE = frozenset({Kind.TASK_OPENED, Kind.ESCALATED, Kind.REPORTER_ANSWERED, Kind.CASE_LATE})
TOLD_ABOVE = frozenset({Kind.ESCALATED, Kind.CASE_LATE})


def announce(story: Story, events: Iterable[Event], *, now: datetime, reporter: Reporter | None = None) -> None:
    """Queue, in this transaction, what the reporter, the offices and their people hear of these events."""
    rows: list[NewNotification] = []
    told = _worth_telling(events)
    if told:
        reporter = reporter or Reporter.objects.select_related("user").get(case_id=story.case.id)
        for event in told:
            rows += _for_reporter(story, event, reporter)
    for event in events:
        rows += [_for_office(story, event, office) for office in _offices(story, event)]
        if event.kind is Kind.TASK_ASSIGNED and event.data["assignee"] != event.by:
            rows.append(_for_colleague(story, event))
    if rows:
        queue_notifications(rows=rows, now=now)


def _worth_telling(events: Iterable[Event]) -> list[Event]:
    """One message for each change that a citizen would notice: the receipt stands for the first step too."""
    listed = [event for event in events if event.kind in TOLD_TO_REPORTER or _hidden_or_shown_by_office(event)]
    steps = [event for event in listed if event.kind is Kind.TASK_OPENED]
    others = [event for event in listed if event.kind is not Kind.TASK_OPENED]
    if any(event.kind is Kind.DOCUMENT_ISSUED for event in others):
        others = [event for event in others if event.kind is not Kind.CLOSED]
    if any(event.kind in (Kind.OPENED, Kind.REOPENED, Kind.CLOSED, Kind.DOCUMENT_ISSUED) for event in others):
        return others
    own = [event for event in steps if not event.organisation]
    return [*others, *(own or (steps[-1:] if not others else []))]


def _hidden_or_shown_by_office(event: Event) -> bool:
    return event.kind is Kind.VISIBILITY_CHANGED and event.role != REPORTER


def _offices(story: Story, event: Event) -> list[str]:
    """The organisations that are told: whose step it is and, when it is late, the one above it."""
    if event.kind not in TOLD_TO_OFFICE:
        return []
    if event.kind is Kind.REPORTER_ANSWERED:
        return [story.state.tasks[event.step].organisation]
    above = directory().above(event.organisation) if event.kind in TOLD_ABOVE else None
    return [office for office in (event.organisation, above) if office]


def event_key(story: Story, event: Event) -> str:
    """The name of an event that notifications are unique by."""
    return f"case:{story.case.id}:{event.seq}"


def private_address(story: Story) -> str:
    """The reporter's own page of a case, with its secret."""
    secret = secret_for(story.case.submission_key)
    return settings.CONFIGURATION.address + reverse("reports:private", args=[story.case.reference, secret])


def _letter(story: Story, event: Event) -> tuple[str, str, str]:
    """Subject, text and the words before the link, in the active language."""
    if story.service.kind == "report":
        subject, text = words_for_reporter(story.case.reference, story.case.public_state, event)
        return subject, text, _("See your report: %(link)s")
    return *words_of_other(story.service, story.case.reference, event), _("See it here: %(link)s")


def _for_reporter(story: Story, event: Event, reporter: Reporter) -> list[NewNotification]:
    email = reporter.email or (reporter.user.email if reporter.user else "")
    if not email and not reporter.user_id:
        return []
    private = private_address(story)
    with override(reporter.language):
        subject, text, see = _letter(story, event)
        letter = "\n\n".join([text, see % {"link": private}])
    common: dict[str, Any] = {"event": event_key(story, event), "subject": subject, "language": reporter.language}
    rows = []
    if reporter.user_id:
        recipient, own = f"user:{reporter.user_id}", reverse("reports:own", args=[story.case.reference])
        rows.append(NewNotification(recipient=recipient, channel="in_app", address="", body=text, link=own, **common))
    if email:
        recipient = f"user:{reporter.user_id}" if reporter.user_id else f"reporter:{story.case.id}"
        rows.append(
            NewNotification(recipient=recipient, channel="email", address=email, body=letter, link=private, **common)
        )
    return rows


def _for_office(story: Story, event: Event, organisation: str) -> NewNotification:
    return _for_staff(story, event, f"organisation:{organisation}")


def _for_colleague(story: Story, event: Event) -> NewNotification:
    return _for_staff(story, event, f"user:{event.data['assignee']}")


def _for_staff(story: Story, event: Event, recipient: str) -> NewNotification:
    """One notice in every language of the city: an office has readers of each."""
    subjects = {code: _subject_for_staff(story, event, code) for code in codes()}
    return NewNotification(
        event=event_key(story, event),
        recipient=recipient,
        channel="in_app",
        address="",
        subject=subjects[settings.LANGUAGE_CODE],
        body="",
        language=settings.LANGUAGE_CODE,
        link=reverse("desk:case", args=[story.case.reference]),
        subjects=subjects,
    )


def _subject_for_staff(story: Story, event: Event, language: str) -> str:
    with override(language):
        facts = {
            "reference": story.case.reference,
            "about": category_words(story.service, story.case.category),
            "step": step_words(story.service, event.step) if event.step else "",
        }
        subject: str = {
            Kind.TASK_OPENED: _("New task: %(step)s – %(about)s, %(reference)s"),
            Kind.TASK_ASSIGNED: _("Given to you: %(step)s – %(about)s, %(reference)s"),
            Kind.ESCALATED: _("Late: %(step)s – %(about)s, %(reference)s"),
            Kind.REPORTER_ANSWERED: _("The citizen answered: %(about)s, %(reference)s"),
            Kind.CASE_LATE: _("Late as a whole: %(about)s, %(reference)s"),
        }[event.kind]
        return subject % facts
