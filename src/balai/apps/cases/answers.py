"""Answers as JSON, checked by the same fields as on the pages."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from balai.engines.casework.definition import Question, QuestionType, Service
from balai.web.questions import form_for, is_shown
from balai.web.questions.fields import typed_number
from balai.web.questions.groups import EntryError

FILES = (QuestionType.PHOTO, QuestionType.FILE)
APART = (*FILES, QuestionType.PLACE)
"""Handed in beside the answers, under names of their own."""
PERSON_PARTS = ("name", "phone", "email")
UNKNOWN = _("This service does not ask this question.")
WRONG_TYPE = _("This answer has the wrong type.")


@dataclass(frozen=True, slots=True)
class AnswerProblem:
    """Which answer ("name", or "patients.1.age" with entries counted from 0), a stable code, and a sentence."""

    question: str
    code: str
    sentence: str


def asked_by(service: Service) -> list[Question]:
    """The questions whose answers stand in `answers`."""
    return [question for question in service.questions if question.type not in APART]


def check_answers(
    service: Service, answers: Mapping[str, Any], language: str, *, place: Mapping[str, Any] | None = None
) -> tuple[dict[str, Any], list[AnswerProblem]]:
    """The answers as actions take them, and what is wrong with them; only one of the two is worth reading.

    `place` is what was said of where, in the shape of a place's answer: it comes back among the answers, because other
    questions may depend on it.
    """
    where = {_place_id(service): dict(place)} if place and _place_id(service) else {}
    given, problems = check_asked(asked_by(service), answers, language, known=where)
    return ({} if problems else {**where, **given}), problems


def check_asked(
    questions: Sequence[Question], answers: Mapping[str, Any], language: str, *, known: Mapping[str, Any]
) -> tuple[dict[str, Any], list[AnswerProblem]]:
    """The same for any questions; their conditions may look at `known` answers, too."""
    typed = _Typed()
    typed.add(questions, answers)
    if typed.problems:
        return {}, typed.problems
    form = form_for(questions, language, data=typed.data, known=known)
    problems = [_problem(name, error) for name, errors in form.errors.as_data().items() for error in errors]
    return ({} if problems else form.answers()), problems


def _place_id(service: Service) -> str:
    return next((question.id for question in service.questions if question.type is QuestionType.PLACE), "")


def _problem(name: str, error: ValidationError) -> AnswerProblem:
    if isinstance(error, EntryError):
        found = error.problem
        parts = [name] if found.entry is None else [name, str(found.entry), *filter(None, [found.question])]
        return AnswerProblem(".".join(parts), found.code, found.sentence)
    return AnswerProblem(name, error.code or "invalid", "; ".join(str(sentence) for sentence in error.messages))


class _Typed:
    """Answers of JSON as a form would send them, with a problem for each whose type cannot be right."""

    def __init__(self) -> None:
        self.data: MultiValueDict[str, Any] = MultiValueDict()
        self.problems: list[AnswerProblem] = []

    def add(self, questions: Sequence[Question], answers: Mapping[str, Any], *, form: str = "", path: str = "") -> None:
        """Take in the answers to `questions`; names begin with `form` in the form and with `path` in problems."""
        known = {question.id: question for question in questions}
        for name in answers:
            if name not in known:
                self.problems.append(AnswerProblem(f"{path}{name}"[:200], "unknown_question", str(UNKNOWN)))
        for name, question in known.items():
            value = answers.get(name)
            if question.type is QuestionType.GROUP and value is not None:
                self._add_group(question, value, f"{form}{name}", f"{path}{name}")
                continue
            given = _as_typed(question, value)
            if given is None:
                self.problems.append(AnswerProblem(f"{path}{name}", "wrong_type", str(WRONG_TYPE)))
                continue
            for part, values in given.items():
                self.data.setlist(f"{form}{name}{part}", values)

    def _add_group(self, question: Question, value: Any, form: str, path: str) -> None:
        if not isinstance(value, list):
            self.problems.append(AnswerProblem(path, "wrong_type", str(WRONG_TYPE)))
            return
        self.data.setlist(f"{form}-count", [str(min(len(value), 999))])
        for number, entry in enumerate(value[: question.at_most + 1]):
            if isinstance(entry, dict):
                self.add(question.questions, entry, form=f"{form}-{number}-", path=f"{path}.{number}.")
            else:
                self.problems.append(AnswerProblem(f"{path}.{number}", "wrong_type", str(WRONG_TYPE)))


def _as_typed(question: Question, value: Any) -> dict[str, list[str]] | None:
    """An answer as a form would send it, by the ending of its name; None when its JSON type cannot be right."""
    if value is None:
        return {}
    if question.type is QuestionType.PERSON:
        return _person_typed(value)
    one = _one_typed(question, value)
    return None if one is None else {"": one}


def _person_typed(value: Any) -> dict[str, list[str]] | None:
    if not isinstance(value, dict) or not set(value) <= set(PERSON_PARTS):
        return None
    if not all(part is None or isinstance(part, str) for part in value.values()):
        return None
    return {f"_{name}": [part] for name, part in value.items() if part}


def _one_typed(question: Question, value: Any) -> list[str] | None:
    if question.type is QuestionType.YES_NO:
        return [{True: "yes", False: "no"}[value]] if isinstance(value, bool) else None
    if question.type is QuestionType.MANY:
        whole = isinstance(value, list) and all(isinstance(item, str) for item in value)
        return list(value) if whole else None
    if question.type in (QuestionType.NUMBER, QuestionType.MONEY):
        if isinstance(value, bool) or not isinstance(value, int | float):
            return None
        return [typed_number(value)] if abs(value) < 1e15 else ["?"]
    return [value] if isinstance(value, str) else None


def missing_files(
    questions: Sequence[Question], answers: Mapping[str, Any], uploads: Mapping[str, Sequence[str]]
) -> list[str]:
    """Questions that want a file and got none, and those that got one and do not want it or not so many."""
    wanted = {question.id: question for question in questions if question.type in FILES}
    missing = [
        name
        for name, question in wanted.items()
        if question.required and is_shown(question, answers) and not uploads.get(name)
    ]
    beyond = [
        name for name, given in uploads.items() if given and (name not in wanted or len(given) > wanted[name].max_files)
    ]
    return missing + beyond


def must_say_where(service: Service, answers: Mapping[str, Any]) -> bool:
    """Whether these answers call for a place that must be given."""
    return any(
        question.type is QuestionType.PLACE and question.required and is_shown(question, answers)
        for question in service.questions
    )


def area_answered(service: Service, answers: Mapping[str, Any]) -> str:
    """The area of a case for which no place is given: the first area that was answered; empty when none was."""
    areas = (question.id for question in service.questions if question.type is QuestionType.AREA)
    return next((str(answers[name]) for name in areas if answers.get(name)), "")
