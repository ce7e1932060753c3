"""Codes of services, steps, organisations and promises in the words of the active language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext as _

from balai.apps.cases.directory import directory
from balai.engines.casework.definition import Option, Question, QuestionType, Service
from balai.web import dates, questions
from balai.web.templatetags.balai import text_of

SOON = timedelta(hours=24)
HALF_A_YEAR = timedelta(days=180)


TRIAGE = {"red": "waiting", "yellow": "in_progress", "green": "done"}
"""Codes of triage colours, and the tone in which each is drawn. The word always stands beside it."""
NOUNS: Mapping[str, Promise] = {
    "report": pgettext_lazy("what a case is called", "report"),
    "permit": pgettext_lazy("what a case is called", "permit application"),
    "request": pgettext_lazy("what a case is called", "request for service"),
    "idea": pgettext_lazy("what a case is called", "idea"),
    "programme": pgettext_lazy("what a case is called", "enrolment"),
}


def noun_of(service: Service) -> str:
    """What a case of this service is called in the middle of a sentence."""
    return str(NOUNS.get(service.kind, NOUNS["request"]))


def other_noun(service: Service) -> str:
    """The same where it is no report; empty for reports, of which sentences speak by themselves."""
    return "" if service.kind == "report" else noun_of(service)


def tone_of(question: Question, answer: object) -> str:
    """The tone of a triage colour; empty for every other answer."""
    is_triage = question.type is QuestionType.CHOICE and all(option.code in TRIAGE for option in question.options)
    return TRIAGE.get(str(answer), "") if is_triage else ""


def triage_of(service: Service, answers: Mapping[str, object]) -> tuple[str, str]:
    """The tone and the word of a case's triage colour, the latest that was given; empty for a case without."""
    asks = [ask for step in service.steps for outcome in step.outcomes for ask in outcome.asks]
    for question in (*reversed(asks), *service.questions):
        tone = tone_of(question, answers.get(question.id))
        if tone:
            return tone, option_words(question.options, answers[question.id])
    return "", ""


def organisation_words(code: str) -> str:
    """An organisation's name, also of one that is closed."""
    entry = directory().every.get(code)
    return text_of(entry.names) if entry else code


def organisation_words_by_id(number: int | None) -> str:
    entry = directory().by_id.get(number or 0)
    return text_of(entry.names) if entry else ""


def area_words(number: int | None) -> str:
    snapshot = directory()
    return snapshot.area_names.get(snapshot.area_codes.get(number or 0, ""), "")


def step_words(service: Service, step: str) -> str:
    return text_of(service.step(step).title)


def option_words(options: Iterable[Option], code: object) -> str:
    """The label of an option, or its code when the file no longer has it."""
    return next((text_of(option.label) for option in options if option.code == code), str(code))


def category_words(service: Service, category: str) -> str:
    """What the case is about: a report by its category, everything else by the service's title and its category."""
    if not category or not service.category_question:
        return text_of(service.title)
    words = option_words(service.question(service.category_question).options, category)
    return words if service.kind == "report" else f"{text_of(service.title)}: {words}"


def answer_words(question: Question, answer: Any) -> str:
    """An answer as a person would say it, in the active language."""
    return questions.answer_words(question, answer, get_language() or "")


@dataclass(frozen=True, slots=True)
class Clock:
    """A promise, short enough for a line of a list: `kind` is late, soon, due, paused or none."""

    kind: str
    words: str
    whole: str = ""


@dataclass(slots=True)
class ClockWords:
    """Promises in a few words, as seen at one instant. The words of a day are worked out once for a whole page."""

    now: datetime
    days: dict[date, str] = field(default_factory=dict)

    def clock_of(self, due: datetime | None, *, paused: bool) -> Clock:
        """How a promise stands; `whole` is the date in full."""
        if paused:
            return Clock("paused", _("Waiting for the citizen"))
        if due is None:
            return Clock("none", _("No time limit"))
        left = dates.length_text(abs(due - self.now))
        if due < self.now:
            return Clock("late", _("%(length)s late") % {"length": left}, self._whole(due))
        kind = "soon" if due - self.now < SOON else "due"
        return Clock(kind, _("%(length)s left") % {"length": left}, self._whole(due))

    def _whole(self, due: datetime) -> str:
        day = dates.in_city(due).date()
        if day not in self.days:
            self.days[day] = dates.day_text(day, year=abs(due - self.now) > HALF_A_YEAR)
        return _("%(day)s at %(time)s") % {"day": self.days[day], "time": dates.time_text(due)}
