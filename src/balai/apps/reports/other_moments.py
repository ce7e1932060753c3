"""The story of a case that is no report: its steps and their ends in the words of the service file."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.template.loader import render_to_string
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from balai.apps.cases import service as cases
from balai.apps.reports.acts import Act, Telling, office_name, photos_of
from balai.engines.casework.definition import REPORTER, Outcome
from balai.engines.casework.story import Kind
from balai.engines.casework.writing import CITY
from balai.web.components import Moment
from balai.web.dates import due_text
from balai.web.questions.options import in_language


@dataclass(frozen=True, slots=True)
class OtherTelling:
    """Tells the acts of one case whose service is not a report."""

    page: cases.CasePage
    telling: Telling

    def moments(self, act: Act) -> list[Moment]:
        """What an act of opening or of ending a step is told as; nothing for other events."""
        at = act.chapters[0].event.at
        if act.first(Kind.OPENED):
            noun = capfirst(cases.noun_of(self.page.service))
            return [Moment(at, _("%(noun)s received") % {"noun": noun}, text=self._next(act), state=act.state)]
        done = act.first(Kind.TASK_DONE)
        if done is None:
            closed = act.first(Kind.CLOSED) is not None  # by the clock alone: the citizen was asked in vain
            return [Moment(at, _("Closed: no answer came"), state=act.state)] if closed else []
        told = self._signed_chapters(done) or [done]
        lines = [content.text for chapter in told for content in chapter.words if content.text]
        return [
            Moment(
                at,
                self._title(done),
                by=self._by(done),
                text="\n".join(filter(None, [self._reason(done), *lines, *self._issued(act), self._next(act)])),
                state=act.state,
                photos=photos_of(told, self.telling),
                details=self._answers(told),
            )
        ]

    def _outcome(self, done: cases.Chapter) -> Outcome | None:
        return self.page.service.step(done.event.step).outcome(done.event.outcome)

    def _title(self, done: cases.Chapter) -> str:
        step, outcome = self.page.service.step(done.event.step), self._outcome(done)
        label = in_language(outcome.label, self.telling.language) if outcome else done.event.outcome
        return f"{in_language(step.title, self.telling.language)}: {label}"

    def _by(self, done: cases.Chapter) -> str:
        if done.event.role == REPORTER:
            return _("You") if self.telling.to_reporter else ""
        if done.event.role == CITY.role:
            return _("By itself")
        return office_name(done.event.organisation, self.telling.language)

    def _reason(self, done: cases.Chapter) -> str:
        outcome, code = self._outcome(done), done.event.data.get("reason")
        option = next((option for option in (outcome.reasons if outcome else ()) if option.code == code), None)
        return _("Reason: %(reason)s") % {"reason": in_language(option.label, self.telling.language)} if option else ""

    def _signed_chapters(self, done: cases.Chapter) -> list[cases.Chapter]:
        """Where several have signed, words and answers lie with the first signature."""
        digest = done.event.data.get("sha256")
        signed = (chapter for chapter in self.page.chapters if chapter.event.kind is Kind.SIGNED)
        first = next((chapter for chapter in signed if digest and chapter.event.data.get("sha256") == digest), None)
        return [first, done] if first else []

    def _issued(self, act: Act) -> list[str]:
        issued = [chapter for chapter in act.chapters if chapter.event.kind is Kind.DOCUMENT_ISSUED]
        numbers = {paper.number: paper.title for paper in cases.documents_of(self.page)} if issued else {}
        return [
            _("Document issued: %(title)s, number %(number)s")
            % {"title": numbers.get(chapter.event.data["number"], ""), "number": chapter.event.data["number"]}
            for chapter in issued
        ]

    def _next(self, act: Act) -> str:
        """Each step that the act opened, whose it is, and until when."""
        return "\n".join(self._opened(chapter) for chapter in act.chapters if chapter.event.kind is Kind.TASK_OPENED)

    def _opened(self, chapter: cases.Chapter) -> str:
        event, language = chapter.event, self.telling.language
        where = office_name(event.organisation, language) if event.organisation else ""
        facts = {
            "step": in_language(self.page.service.step(event.step).title, language),
            "where": where or (_("you") if self.telling.to_reporter else _("the citizen")),
        }
        if not event.data.get("due"):
            return _("Next: %(step)s, %(where)s") % facts
        due = due_text(datetime.fromisoformat(event.data["due"]), now=self.telling.now)
        return _("Next: %(step)s, %(where)s, by %(due)s") % {**facts, "due": due}

    def _answers(self, chapters: list[cases.Chapter]) -> str:
        found = cases.given(
            self.page.service,
            [content for chapter in chapters for content in chapter.everything],
            lambda content: self._file(content.file.public_id) if content.file else "",
            show=cases.Show.ALL,
        )
        shown = found.rows or found.tables or found.files
        return render_to_string("reports/given.html", {"given": found}) if shown else ""

    def _file(self, public_id: UUID) -> str:
        return self.telling.photo(public_id, False)
