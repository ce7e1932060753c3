"""What the city promises on a case, in sentences with dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from balai.apps.cases.service import CasePage
from balai.apps.reports.acts import office_name
from balai.engines.casework.definition import PublicState, Service
from balai.engines.workcalendar import Span
from balai.engines.workcalendar.spans import LENGTHS
from balai.web.questions.options import in_language
from balai.web.spans import span_text

SENTENCES = {
    PublicState.WAITING: _("The report has arrived and waits for the office in charge."),
    PublicState.COORDINATION: _("The report goes to the agency that can solve it."),
    PublicState.DISPOSITION: _("The agency has told its field unit to take this on."),
    PublicState.IN_PROGRESS: _("The work is being done."),
    PublicState.VERIFICATION: _("The work is finished. Another office checks the result."),
    PublicState.DONE: _("The work is finished and checked."),
    PublicState.REFUSED: _("The city cannot take this on. The reason is given below."),
    PublicState.WITHDRAWN: _("Whoever reported this took it back."),
}
"""What a public state means, said so that it is true for every reader, not only for the reporter."""

OTHER_SENTENCES = {
    PublicState.WAITING: _("It has arrived and waits for the office in charge."),
    PublicState.COORDINATION: _("It goes to the agency in charge."),
    PublicState.DISPOSITION: _("The agency has handed it to the unit in charge."),
    PublicState.IN_PROGRESS: _("The offices are at work on it."),
    PublicState.VERIFICATION: _("It is being looked at once more before it is decided."),
    PublicState.DONE: _("It is finished. The outcome stands below."),
    PublicState.REFUSED: _("It was not granted. The reason is given below."),
    PublicState.WITHDRAWN: _("Whoever asked for it took it back."),
}
"""The same of permits, requests, ideas and programmes."""

CITIZENS_TURN = _("It is the citizen’s turn.")
WAITS_FOR_CITIZEN = _("The office has asked the citizen something and waits for the answer.")
WAITS = _("The office has asked the reporter something and waits for the answer.")


@dataclass(frozen=True, slots=True)
class NextStep:
    """An open step as a citizen sees it: whose turn it is and until when. `office` is empty for the reporter's own.

    `title` is empty for reports, whose states say enough.
    """

    title: str
    state: str
    office: str
    due: datetime | None
    paused: bool
    late: bool


def next_steps(page: CasePage, language: str) -> list[NextStep]:
    """The open steps, the one that opened first at the front."""
    is_report = page.service.kind == "report"
    tasks = sorted(page.state.tasks.values(), key=lambda task: task.opened_seq)
    return [
        NextStep(
            title="" if is_report else in_language(page.service.step(task.step).title, language),
            state=str(task.state),
            office=office_name(task.organisation, language) if task.organisation else "",
            due=task.due,
            paused=task.paused_at is not None,
            late=task.late,
        )
        for task in tasks
    ]


def first_answer(services: Iterable[Service]) -> str:
    """The longest time in which any of these services promises a first look, in words; empty when one promises none."""
    promises = [service.step(step).promise for service in services for step in service.start]
    spans = [promise.within for promise in promises if promise and promise.within]
    if not spans or len(spans) < len(promises):
        return ""
    return span_text(max(spans, key=_length))


def _length(span: Span) -> timedelta:
    return span.amount * LENGTHS[span.unit]


def is_checked(services: Iterable[Service]) -> bool:
    """Whether each of these services lets somebody else than the doer check the work."""
    return all(any(step.not_by for step in service.steps) for service in services)


def sentence_of(page: CasePage) -> str:
    """Where a case stands, in one sentence."""
    state, is_report = page.state, page.service.kind == "report"
    if state.paused:
        return str(WAITS if is_report else WAITS_FOR_CITIZEN)
    if is_report:
        return str(SENTENCES[state.public_state])
    if state.tasks and not any(task.organisation for task in state.tasks.values()):
        return str(CITIZENS_TURN)
    return str(OTHER_SENTENCES[state.public_state])
