"""Documents that cases issued, as pages show them: to their holders, to officers, and to whoever checks one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from balai.apps.cases.definitions import service_of
from balai.apps.cases.documents import DOCUMENT, NUMBER, is_its_code, sha256_of
from balai.apps.cases.models import Case, Content, Event
from balai.apps.cases.queries.case_page import CasePage, Chapter
from balai.apps.cases.references import check_code, tidy_reference
from balai.apps.cases.refusals import UnknownCase
from balai.apps.cases.wording import organisation_words
from balai.base.city import city_zone
from balai.engines.casework.definition import Issue, Service
from balai.engines.casework.story import IssuedDocument, Kind
from balai.web.templatetags.balai import text_of


@dataclass(frozen=True, slots=True)
class Paper:
    """An issued document: its number, name and days. `words` is what it says, empty for readers it is not for.

    `is_closed`: they are kept, and this reader must record a look first.
    """

    number: str
    title: str
    issued_on: date
    valid_until: date | None
    organisation: str
    sha256: str
    words: Mapping[str, Any] = field(default_factory=dict)
    is_closed: bool = False

    @property
    def code(self) -> str:
        """The code that stands on the printed page."""
        return check_code(self.number)

    @property
    def body(self) -> str:
        return text_of(self.words.get("body"))

    def holds_on(self, day: date) -> bool:
        return self.valid_until is None or day <= self.valid_until


def documents_of(page: CasePage) -> list[Paper]:
    """The documents of a case, in the order in which they were issued."""
    issued = {document.number: document for document in page.state.documents}
    chapters = [chapter for chapter in page.chapters if chapter.event.kind is Kind.DOCUMENT_ISSUED]
    return [_paper(page.service, issued[chapter.event.data["number"]], chapter) for chapter in chapters]


def _paper(service: Service, document: IssuedDocument, chapter: Chapter) -> Paper:
    words: Mapping[str, Any] = next(
        (content.data for content in chapter.answers if content.question == DOCUMENT and content.data), {}
    )
    issue = issue_of(service, document.document)
    title = text_of(words.get("title")) or (text_of(issue.title) if issue else document.document)
    until, organisation = document.valid_until, chapter.event.organisation
    return Paper(document.number, title, document.issued_on, until, organisation, document.sha256, words)


def issue_of(service: Service, code: str) -> Issue | None:
    """What the service file says of a kind of document."""
    outcomes = (outcome for step in service.steps for outcome in step.outcomes)
    return next((found.issues for found in outcomes if found.issues and found.issues.document == code), None)


def tidy_number(typed: str) -> str:
    """A document's number as a person typed it; empty when it cannot be one."""
    parts = typed.strip().replace(" ", "-").replace("–", "-").rsplit("-", 1)
    number = f"{tidy_reference(parts[0])}-{parts[-1]}" if len(parts) > 1 else ""
    return number if NUMBER.fullmatch(number) else ""


def find_paper(number: str, code: str) -> Paper | None:
    """What the city says of a document to whoever holds it in their hands: by its number and its code.

    None alike for a wrong code and for a number that was never given.
    """
    tidy = tidy_number(number)
    found = NUMBER.fullmatch(tidy)
    case = Case.objects.filter(reference=found[1] if found else "").only("id", "service_id").first()
    row = Event.objects.filter(case_id=case.id if case else 0, kind=Kind.DOCUMENT_ISSUED, data__number=tidy).first()
    if not is_its_code(tidy, code) or case is None or row is None:
        return None
    return paper_of(case, row)


def paper_of(case: Case, row: Event) -> Paper:
    """A document from its event and, unless they were erased, its words; words that are not those issued are none."""
    kept = Content.objects.filter(case_id=case.id, seq=row.seq, question=DOCUMENT).first()
    words = kept.data if kept and kept.data and sha256_of(kept.data) == row.data["sha256"] else {}
    issue, until = issue_of(service_of(case.service_id), row.data["document"]), row.data.get("valid_until")
    return Paper(
        number=row.data["number"],
        title=text_of(words.get("title")) or (text_of(issue.title) if issue else row.data["document"]),
        issued_on=date.fromisoformat(row.data["issued_on"]),
        valid_until=date.fromisoformat(until) if until else None,
        organisation=words.get("office") or row.organisation,
        sha256=row.data["sha256"],
        words=words,
    )


def paper_of_case(case: Case, number: str) -> Paper:
    """One document of a case that the reader may see.

    Raises:
        UnknownCase: the case has issued none of this number.
    """
    row = Event.objects.filter(case_id=case.id, kind=Kind.DOCUMENT_ISSUED, data__number=tidy_number(number)).first()
    if row is None:
        raise UnknownCase
    return paper_of(case, row)


def paper_context(paper: Paper, *, now: datetime) -> dict[str, Any]:
    """What every page of a document shows; it holds to the end of its last day in the city."""
    return {
        "paper": paper,
        "office": organisation_words(paper.organisation),
        "holds": paper.holds_on(now.astimezone(city_zone()).date()),
        "check_address": str(settings.CONFIGURATION.address) + reverse("reports:document"),
    }
