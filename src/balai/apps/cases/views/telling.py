"""A case told as a dated story: each event in words, with office, person, time, words and photos."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balai.apps.cases.actions.neighbours import NEIGHBOUR
from balai.apps.cases.actions.redacting import CoverReason
from balai.apps.cases.door import ROLE_WORDS
from balai.apps.cases.given import given, is_personal
from balai.apps.cases.models import Content
from balai.apps.cases.papers import issue_of
from balai.apps.cases.queries.case_page import CasePage, Chapter
from balai.apps.cases.wording import noun_of, option_words, organisation_words, step_words
from balai.base.audit.models import DisclosureReason
from balai.engines.casework.definition import REPORTER, Outcome, PublicState
from balai.engines.casework.story import Event, Kind
from balai.web import dates
from balai.web.components import Moment, Photo
from balai.web.templatetags.balai import text_of

CHANNELS = {
    "web": lambda: _("on the web"),
    "phone": lambda: _("by telephone"),
    "desk": lambda: _("at a counter"),
    "api": lambda: _("through another app"),
    "letter": lambda: _("by a letter of another city"),
}
UNTOLD = frozenset({Kind.SUPPORTED, Kind.TASK_CANCELLED, Kind.TASK_SKIPPED, Kind.ESCALATED})
"""Events that say nothing to a reader which another event beside them does not say."""


TOLD_TOGETHER = 12
"""How many events one act may write that are told with it."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the chapters of one case."""

    page: CasePage
    now: datetime

    def moments(self) -> list[Moment]:
        """The story, the newest first."""
        chapters = self.page.chapters
        told = [
            self._moment(chapter, chapters[number + 1 :])
            for number, chapter in enumerate(chapters)
            if chapter.event.kind not in UNTOLD and not self._follows(number)
        ]
        return _marked(told, is_open=self.page.state.is_open)[::-1]

    def _follows(self, number: int) -> bool:
        """Whether this event is told together with the act that caused it."""
        kind = self.page.chapters[number].event.kind
        if kind not in (Kind.TASK_OPENED, Kind.CLOSED, Kind.REOPENED):
            return False
        return any(
            chapter.event.kind in (Kind.OPENED, Kind.TASK_DONE)
            and chapter.event.at == self.page.chapters[number].event.at
            for chapter in self.page.chapters[max(0, number - TOLD_TOGETHER) : number]
        )

    def _moment(self, chapter: Chapter, later: Sequence[Chapter]) -> Moment:
        event = chapter.event
        told_above = event.kind is Kind.OPENED
        lines = [self.details(event)]
        lines += [content.text for content in chapter.words if content.text and not told_above]
        consequences = [other.event for other in later[:TOLD_TOGETHER] if other.event.at == event.at]
        state = ""
        if event.kind in (Kind.OPENED, Kind.TASK_DONE):
            lines += [self._next(other) for other in consequences if other.kind is Kind.TASK_OPENED]
            state = _state_after(consequences)
        return Moment(
            at=event.at,
            title=self.title(event),
            by=self.who(chapter),
            text="\n".join(line for line in lines if line),
            state=state,
            photos=[] if told_above else self.photos(chapter),
            details="" if told_above else self.answered(chapter),
        )

    def photos(self, chapter: Chapter) -> list[Photo]:
        """The pictures of a chapter that anybody at the desk may see."""
        open_ones = (content for content in chapter.pictures if not is_personal(self.page.service, content))
        return [self.photo(content, chapter.event.role) for content in open_ones]

    def answered(self, chapter: Chapter) -> str:
        """What was answered with an act, drawn; the personal parts only named."""
        data = chapter.event.data
        coded = {} if data.get("sha256") and chapter.event.kind is Kind.TASK_DONE else data.get("answers")
        coded = data.get("act", {}).get("answers") if self._signs_first(chapter.event) else coded
        if not chapter.everything and not coded:
            return ""
        reference = self.page.case.reference
        found = given(
            self.page.service, chapter.everything, lambda content: file_url(reference, content), coded=coded or {}
        )
        return render_to_string("cases/parts/given.html", {"given": found})

    def _signs_first(self, event: Event) -> bool:
        """Whether this signature is the one that says what is signed; those that follow sign the same."""
        names = (other.event for other in self.page.chapters if other.event.kind is Kind.SIGNED)
        first = next((name.seq for name in names if name.data.get("sha256") == event.data.get("sha256")), 0)
        return event.kind is Kind.SIGNED and event.seq == first

    def paper(self, chapter: Chapter) -> dict[str, object]:
        """What one signature stands under: words, pictures, answers."""
        words = [content.text for content in chapter.words]
        return {"words": words, "photos": self.photos(chapter), "details": self.answered(chapter)}

    def title(self, event: Event) -> str:
        """What happened, in one line."""
        words = TITLES.get(event.kind)
        return words(self, event) if words else event.kind

    def details(self, event: Event) -> str:
        """What else the event says: the reason, where it went, the rating."""
        if event.kind is Kind.REDACTED:
            return str(dict(CoverReason.choices).get(event.data.get("reason", ""), ""))
        if event.kind in (Kind.IDENTITY_REVEALED, Kind.ORIGINAL_SEEN):
            return str(dict(DisclosureReason.choices).get(event.data.get("reason", ""), ""))
        outcome = self.outcome_of(event)
        if outcome is None:
            return ""
        lines = []
        if event.data.get("reason"):
            lines.append(_("Reason: %(reason)s") % {"reason": option_words(outcome.reasons, event.data["reason"])})
        if event.data.get("rating"):
            lines.append(_("Rating: %(rating)s of 5") % {"rating": event.data["rating"]})
        if event.data.get("stays"):
            lines.append(_("It can be done again."))
        return "\n".join(lines)

    def outcome_of(self, event: Event) -> Outcome | None:
        ends = event.kind in (Kind.TASK_DONE, Kind.SIGNED)
        return self.page.service.step(event.step).outcome(event.outcome) if ends else None

    def _next(self, event: Event) -> str:
        """ "Next: work, Kelurahan Bangka, by Monday 23 November at 16:00"."""
        where = organisation_words(event.organisation) if event.organisation else self.citizen()
        facts = {"step": step_words(self.page.service, event.step), "where": where}
        if not event.data.get("due"):
            return _("Next: %(step)s, %(where)s") % facts
        due = dates.due_text(datetime.fromisoformat(event.data["due"]), now=self.now)
        return _("Next: %(step)s, %(where)s, by %(due)s") % {**facts, "due": due}

    def citizen(self) -> str:
        """What whoever opened the case is called in the middle of a sentence."""
        return _("the reporter") if self.page.service.kind == "report" else _("the citizen")

    def who(self, chapter: Chapter) -> str:
        """Person, role and office; the reporter stays nameless."""
        event = chapter.event
        if event.role == REPORTER:
            return _("The citizen") if self.page.service.kind != "report" else _("The reporter")
        if event.role in ("", "city"):
            return _("The city’s clock")
        if event.role == NEIGHBOUR:
            return _("Another system that handles this case")
        role, office = str(ROLE_WORDS.get(event.role, event.role)), organisation_words(event.organisation)
        return " · ".join(part for part in (chapter.actor, role, office) if part)

    def person(self, number: object) -> str:
        return self.page.names.get(number, "") if isinstance(number, int) else ""

    def photo(self, content: Content, role: str = REPORTER) -> Photo:
        """A picture that somebody in this role brought."""
        address = picture_url(self.page.case.reference, content)
        words = _("Photo by the reporter") if role == REPORTER else _("Photo of the work")
        return Photo(f"{address}?small=1", words, full=address)


def file_url(reference: str, content: Content) -> str:
    """Where officers get a file of a case, picture or document."""
    if content.file is None or not content.file.is_document:
        return picture_url(reference, content)
    return reverse("desk:file", args=[reference, content.file.public_id])


def picture_url(reference: str, content: Content) -> str:
    """Where officers see a picture of a case."""
    file = content.file
    return reverse("desk:picture", args=[reference, file.public_id]) if file else ""


def _state_after(consequences: Sequence[Event]) -> str:
    """The public state that an act led to; empty when it led to none."""
    states = [other.data["state"] for other in consequences if other.kind is Kind.TASK_OPENED]
    states += [other.outcome for other in consequences if other.kind is Kind.CLOSED]
    return str(PublicState(states[-1])) if states else ""


def _marked(moments: list[Moment], *, is_open: bool) -> list[Moment]:
    """The last moment marked as where the case stands."""
    return [*moments[:-1], replace(moments[-1], mark="now" if is_open else "done")] if moments else []


def _opened(teller: Teller, event: Event) -> str:
    channel = CHANNELS.get(str(event.data.get("channel")))
    facts = {"noun": capfirst(noun_of(teller.page.service)), "channel": channel() if channel else ""}
    return _("%(noun)s received %(channel)s") % facts if channel else _("%(noun)s received") % facts


def _done(teller: Teller, event: Event) -> str:
    outcome = teller.outcome_of(event)
    label = text_of(outcome.label) if outcome else event.outcome
    if teller.page.service.kind != "report":
        label = f"{step_words(teller.page.service, event.step)}: {label}"
    if event.data.get("to"):
        return _("%(act)s: %(organisation)s") % {"act": label, "organisation": organisation_words(event.data["to"])}
    return label


def _extended(teller: Teller, event: Event) -> str:
    due = event.data.get("due")
    when = dates.due_text(datetime.fromisoformat(due), now=teller.now) if due else ""
    return _("More time, until %(when)s") % {"when": when}


def _repeated(teller: Teller, event: Event) -> str:
    others = [name for name in event.data.get("earlier", []) if name != teller.page.case.reference]
    if not others:
        return _("This photo was handed in for this report before")
    return _("This photo looks like evidence of report %(references)s") % {"references": ", ".join(others)}


def _signed(teller: Teller, event: Event) -> str:
    outcome = teller.outcome_of(event)
    return _("Signed: %(what)s") % {"what": text_of(outcome.label) if outcome else event.outcome}


def _issued(teller: Teller, event: Event) -> str:
    issue = issue_of(teller.page.service, event.data.get("document", ""))
    title = text_of(issue.title) if issue else event.data.get("document", "")
    return _("Document issued: %(title)s, number %(number)s") % {"title": title, "number": event.data.get("number")}


def _visibility(_teller: Teller, event: Event) -> str:
    if event.data.get("published"):
        return _("Published")
    return _("Shown to everyone again") if event.data.get("public") else _("Hidden from the public")


TITLES: dict[Kind, Callable[[Teller, Event], str]] = {
    Kind.OPENED: _opened,
    Kind.TASK_DONE: _done,
    Kind.TASK_OPENED: lambda teller, event: (
        _("%(step)s: %(organisation)s")
        % {"step": step_words(teller.page.service, event.step), "organisation": organisation_words(event.organisation)}
    ),
    Kind.TASK_ASSIGNED: lambda teller, event: (
        _("%(step)s was given to %(person)s")
        % {"step": step_words(teller.page.service, event.step), "person": teller.person(event.data.get("assignee"))}
    ),
    Kind.TASK_STARTED: lambda teller, event: (
        _("%(step)s has begun") % {"step": step_words(teller.page.service, event.step)}
    ),
    Kind.REPORTER_ASKED: lambda teller, _event: (
        _("%(who)s was asked a question; the time limit stands still") % {"who": capfirst(teller.citizen())}
    ),
    Kind.REPORTER_ANSWERED: lambda teller, _event: (
        _("%(who)s answered; the time limit runs on") % {"who": capfirst(teller.citizen())}
    ),
    Kind.PROMISE_EXTENDED: _extended,
    Kind.PROMISE_LATE: lambda teller, event: (
        _("The time limit of “%(step)s” has passed at %(organisation)s")
        % {"step": step_words(teller.page.service, event.step), "organisation": organisation_words(event.organisation)}
    ),
    Kind.REOPENED: lambda teller, _event: capfirst(
        _("The %(noun)s was opened again") % {"noun": noun_of(teller.page.service)}
    ),
    Kind.CLOSED: lambda teller, _event: capfirst(_("The %(noun)s was closed") % {"noun": noun_of(teller.page.service)}),
    Kind.NOTED: lambda _teller, event: (
        _("Message from %(system)s") % {"system": event.data["source"].upper()}
        if "source" in event.data
        else _("Internal note")
    ),
    Kind.EVIDENCE_REPEATED: _repeated,
    Kind.IDENTITY_REVEALED: lambda _teller, _event: _("Looked at who sent the report"),
    Kind.VISIBILITY_CHANGED: _visibility,
    Kind.SIGNED: _signed,
    Kind.CASE_LATE: lambda _teller, _event: _("The time limit of the whole case has passed; the office above was told"),
    Kind.ANSWER_OVERDUE: lambda _teller, _event: _("The citizen did not answer in time; the time limit runs on"),
    Kind.REDACTED: lambda _teller, _event: _("Parts of words or pictures were covered"),
    Kind.ORIGINAL_SEEN: lambda _teller, _event: _("Looked at covered parts"),
    Kind.DOCUMENT_ISSUED: _issued,
    Kind.ERASED: lambda _teller, _event: _("Words, names and pictures were erased"),
}
"""The line that tells each kind of event."""
