"""What a draft of a request holds, typed; and which page is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from balai.apps.cases.service import Draft, current_services
from balai.apps.requests.pages import CHECK, CONTACT, STOP, Page, asks_for, known_before, pages_of
from balai.engines.casework.answers import counted
from balai.engines.casework.definition import FILE_TYPES, Prefill, Question, QuestionType, Service, Text
from balai.engines.casework.eligibility import unmet_so_far
from balai.web.questions.groups import count_problem

REQUEST_DRAFT = "request"
SENT = "sent"
REPORT = "report"


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that is already kept, and the question that it answers. `name` is what the person called it."""

    id: int
    public_id: str
    question: str
    name: str = ""
    document: bool = False


@dataclass(frozen=True, slots=True)
class Contact:
    """Where news goes, and who may read the case; `is_public` is None until it was asked."""

    email: str = ""
    phone: str = ""
    is_public: bool | None = None


@dataclass(frozen=True, slots=True)
class Answers:
    """The answers so far. `asked` are the questions that a page was sent with, and CONTACT once it was."""

    service: Service
    answers: Mapping[str, Any] = field(default_factory=dict)
    prefill: Mapping[str, Any] = field(default_factory=dict)
    files: tuple[KeptFile, ...] = ()
    asked: frozenset[str] = frozenset()
    contact: Contact = field(default_factory=Contact)

    def counted(self) -> dict[str, Any]:
        """The answers that count: none to a question that the others rule out."""
        return counted(self.service, self.answers)

    def before(self, page: Page) -> dict[str, Any]:
        return known_before(self.service, page, self.answers)

    def walk(self) -> Iterator[tuple[Page, list[Question]]]:
        """Every page with the questions that it now asks; none where these answers leave it out."""
        known, before = self.counted(), dict[str, Any]()
        for page in pages_of(self.service):
            yield page, page.asked(before)
            before |= {question.id: known[question.id] for question in page.questions if question.id in known}

    def shown(self) -> list[Page]:
        """The pages that these answers call for, in order."""
        return [page for page, asked in self.walk() if asked]

    def files_of(self, question: str) -> list[KeptFile]:
        return [kept for kept in self.files if kept.question == question]

    def entries_of(self, group: Question) -> list[dict[str, Any]]:
        given = self.answers.get(group.id)
        return [dict(entry) for entry in given] if isinstance(given, list) else []

    def initial(self, questions: Sequence[Question]) -> dict[str, Any]:
        """What a page shows first: what was answered, else what the city knows."""
        first = {}
        for question in questions:
            if question.id in self.answers:
                first[question.id] = self.answers[question.id]
            elif question.id not in self.asked and question.id in self.prefill:
                first[question.id] = self.prefill[question.id]
        return first

    def _is_complete(self, page: Page, questions: Sequence[Question], known: Mapping[str, Any]) -> bool:
        """Whether a page needs nothing more: everything that it now asks was asked, and what must be there is."""
        if not {question.id for question in questions} <= self.asked:
            return False
        group = page.group
        if group is not None and count_problem(group, len(self.entries_of(group)), "") is not None:
            return False
        return all(
            self.files_of(question.id)
            for question in questions
            if question.type in FILE_TYPES
            and question.required
            and (question.show_if is None or question.show_if.holds(known))
        )

    def progress(self) -> Progress:
        """How far these answers lead."""
        done: list[Page] = []
        decided: list[str] = []
        known = self.counted()
        for page, asked in self.walk():
            if asked:
                if not self._is_complete(page, asked, known):
                    return Progress(tuple(done), page.slug, ())
                done.append(page)
            decided += [question.id for question in page.questions]
            reasons = unmet_so_far(self.service, known, decided) if self.service.eligibility else ()
            if reasons:
                return Progress(tuple(done), STOP, reasons)
        missing = CONTACT if asks_contact(self.service) and CONTACT not in self.asked else CHECK
        return Progress(tuple(done), missing, ())

    def slugs(self) -> list[str]:
        """Every page that these answers call for, by address, the last two included."""
        contact = [CONTACT] if asks_contact(self.service) else []
        return [*(page.slug for page in self.shown()), *contact, CHECK]


@dataclass(frozen=True, slots=True)
class Progress:
    """The pages that are done, the address of the one that is missing, and why it cannot go on, where it cannot."""

    done: tuple[Page, ...]
    missing: str
    reasons: tuple[Text, ...]

    def may_open(self, slug: str) -> bool:
        return (
            slug == self.missing
            or slug in {page.slug for page in self.done}
            or (slug == CONTACT and self.missing == CHECK)
        )


def asks_contact(service: Service) -> bool:
    """Whether anything is left to ask about news and readers beside the service's own questions."""
    own = all(asks_for(service, prefill) for prefill in (Prefill.EMAIL, Prefill.PHONE))
    return not own or offers_choice_of_readers(service)


def offers_choice_of_readers(service: Service) -> bool:
    return service.public_by_default or service.published_by_office


def service_named(code: str) -> Service | None:
    """A service of this code that is offered now and is no report: those have a shorter way of their own."""
    service = current_services().get(code)
    return None if service is None or service.kind == REPORT else service


def read_answers(draft: Draft, service: Service) -> Answers:
    kept = draft.answers
    contact = kept.get("contact", {})
    return Answers(
        service=service,
        answers=kept.get("answers", {}),
        prefill=kept.get("prefill", {}),
        files=tuple(
            KeptFile(row["id"], row["public_id"], row["question"], row.get("name", ""), row.get("document", False))
            for row in kept.get("pictures", [])
        ),
        asked=frozenset(kept.get("asked", [])),
        contact=Contact(contact.get("email", ""), contact.get("phone", ""), contact.get("is_public")),
    )


def place_of(answers: Answers) -> Mapping[str, Any] | None:
    """The place that was given: the first that counts, as {longitude, latitude, area, words}."""
    known = answers.counted()
    places = (question.id for question in answers.service.questions if question.type is QuestionType.PLACE)
    return next((known[name] for name in places if known.get(name)), None)
