"""Whatever a service file asks, its form can be finished, and every answer can be shown wherever answers are shown.

The law is tried on 200 random definitions: groups, conditions, all types of questions, limits, hostile words.
"""

from __future__ import annotations

import itertools
from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.test import Client
from django.urls import reverse
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from balai.apps.cases.actions.services import activate_services
from balai.apps.cases.answers import AnswerProblem, check_answers
from balai.apps.cases.models import Case, Draft
from balai.apps.cases.references import secret_for
from balai.apps.cases.tests.desk import browser_of
from balai.apps.cases.tests.samples import colleague
from balai.apps.requests.answers import Answers, place_of, read_answers
from balai.apps.requests.pages import CHECK, CONTACT, STOP, Page, page_named
from balai.apps.requests.tests.definitions import (
    OWNER,
    PLACES,
    answers_to,
    plain_text,
    safe,
    service_from,
    shown_as,
    sources,
    typed,
)
from balai.apps.requests.tests.walk import Walk, page_of, text
from balai.base.files.tests.test_documents import pdf
from balai.base.memo import forget_all
from balai.engines.casework.answers import called_for
from balai.engines.casework.definition import FILE_TYPES, Question, QuestionType, Service
from balai.engines.pictures.tests.samples import encoded, street
from balai.web.questions import answer_words

pytestmark = pytest.mark.usefixtures("jakarta")
LOADED = datetime(2026, 11, 1, tzinfo=UTC)
MOST_PAGES = 40
PHOTO = encoded(street(1, (64, 48)), "JPEG")
numbers = itertools.count(1)


class Machine:
    """Fills in whatever a random service asks: first with anything, and where that is refused, with what surely fits."""

    def __init__(self, service: Service, data: st.DataObject) -> None:
        self.service, self.data = service, data
        number = next(numbers)
        address = f"100.{64 + number // 65536}.{number // 256 % 256}.{number % 256}"
        self.walk = Walk(service.code, Client(headers={"accept-language": "id"}, REMOTE_ADDR=address))
        self.last: Answers | None = None

    @property
    def answers(self) -> Answers:
        return read_answers(Draft.objects.get(id=self.walk.draft), self.service)

    def walk_to_the_end(self) -> str:
        slug = page_of(self.walk.start())
        for _ in range(MOST_PAGES):
            if slug == STOP:
                assert self.walk.get(STOP).status_code == 200
                return "stopped"
            if slug == CHECK:
                return self.send()
            slug = self.fill_in(slug)
        raise AssertionError(f"No end after {MOST_PAGES} pages")

    def fill_in(self, slug: str) -> str:
        """Answer one page; the next one."""
        shown = self.walk.client.get(self.walk.url(slug), follow=True)
        assert shown.status_code == 200, slug
        if slug == CONTACT:
            return page_of(self.walk.send(CONTACT, {"visibility": "open"}))
        page = page_named(self.service, slug)
        assert page is not None
        if page.group is not None:
            return self.fill_group(page, page.group)
        answer = self.walk.send(slug, self.fields(page.questions, safely=False))
        if answer.status_code == 422:
            answer = self.walk.send(slug, self.fields(page.questions, safely=True))
        assert answer.status_code == 302, text(answer)
        return page_of(answer)

    def fill_group(self, page: Page, group: Question) -> str:
        wanted = self.data.draw(st.integers(max(group.at_least, 0), group.at_most))
        for _ in range(wanted):
            answer = self.walk.add(page.slug, self.fields(group.questions, safely=False))
            if answer.status_code == 422:
                answer = self.walk.add(page.slug, self.fields(group.questions, safely=True))
            assert answer.status_code == 302, text(answer)
        assert self.walk.get(page.slug).status_code == 200 if wanted else True
        answer = self.walk.send(page.slug)
        assert answer.status_code == 302, text(answer)
        return page_of(answer)

    def fields(self, questions: tuple[Question, ...], *, safely: bool) -> dict[str, Any]:
        given = {q.id: safe(q) for q in questions} if safely else self.data.draw(answers_to(questions))
        fields: dict[str, Any] = {}
        for question in questions:
            if question.type is QuestionType.PLACE:
                fields |= typed(question, self.data.draw(st.sampled_from(PLACES)))
            elif question.type in FILE_TYPES:
                fields[question.id] = self.file(question)
            elif question.id in given:
                fields |= typed(question, given[question.id])
        return fields

    def file(self, question: Question) -> SimpleUploadedFile:
        if question.type is QuestionType.FILE:
            return SimpleUploadedFile("surat.pdf", pdf(), content_type="application/pdf")
        return SimpleUploadedFile("foto.jpg", PHOTO, content_type="image/jpeg")

    def send(self) -> str:
        self.last = self.answers
        said = plain_text(self.walk.get(CHECK).content.decode())
        for words in self.words():
            assert words in said, f"{words!r} is not on the check page"
        answer = self.walk.send(CHECK)
        assert answer.status_code == 302, self.judged() or text(answer)
        assert self.walk.client.get(answer.headers["Location"]).status_code == 200
        return "sent"

    def judged(self) -> list[AnswerProblem]:
        """What the JSON API would say of the same answers."""
        assert self.last is not None
        places = {question.id for question in self.service.questions if question.type is QuestionType.PLACE}
        given = {name: answer for name, answer in self.last.counted().items() if name not in places}
        return check_answers(self.service, given, "id", place=place_of(self.last))[1]

    def words(self, *, personal: bool = True) -> list[str]:
        """Every answer that counts, as it must be found on a page."""
        assert self.last is not None
        known = self.last.counted()
        found: list[str] = []
        for question in called_for(self.service.questions, known):
            answer = known.get(question.id)
            if answer is None or question.type is QuestionType.PLACE or (question.personal and not personal):
                continue
            entries = answer if question.type is QuestionType.GROUP else [{question.id: answer}]
            asked = question.questions if question.type is QuestionType.GROUP else (question,)
            for entry in entries:
                found += [
                    shown_as(answer_words(inner, entry[inner.id], "id"))
                    for inner in asked
                    if entry.get(inner.id) not in (None, "", []) and (personal or not inner.personal)
                ]
        return found

    def look_everywhere(self, officer: Client) -> None:
        """The reporter's own page and the officer's show the answers; the public one is at least a page."""
        case = Case.objects.get(submission_key=self.walk.draft)
        private = self.walk.client.get(reverse("reports:private", args=[case.reference, secret_for(self.walk.draft)]))
        assert private.status_code == 200
        self.find(private, self.words(), "the reporter's page")
        page = officer.get(reverse("desk:case", args=[case.reference]))
        assert page.status_code == 200
        self.find(page, self.words(personal=False), "the officer's page")
        public = Client().get(reverse("reports:public", args=[case.reference]))
        assert public.status_code == (200 if case.is_public else 404)

    def find(self, page: Any, words: list[str], where: str) -> None:
        said = plain_text(page.content.decode())
        for answer in words:
            assert answer in said, f"{answer!r} is not on {where}"


@pytest.mark.hypothesis
def test_every_form_can_be_finished_and_every_answer_shown(effort: int) -> None:
    officer = browser_of(colleague("officer", OWNER), "id")
    ends: set[str] = set()

    @given(source=sources(), data=st.data())
    @settings(max_examples=200 * effort, deadline=None, derandomize=effort == 1, database=None, phases=[Phase.generate])
    def law(source: dict[str, Any], data: st.DataObject) -> None:
        with transaction.atomic():
            activate_services(sources=[source], now=LOADED)
            forget_all()
            machine = Machine(service_from(source), data)
            end = machine.walk_to_the_end()
            if end == "sent":
                machine.look_everywhere(officer)
            ends.add(end)
            transaction.set_rollback(True)
        forget_all()

    law()
    assert ends == {"sent", "stopped"}
