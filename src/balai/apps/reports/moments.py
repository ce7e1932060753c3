"""A case's story in a citizen's words: each act of the city becomes one dated moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from django.utils.translation import gettext as _

from balai.apps.cases.service import CasePage, Chapter
from balai.apps.reports.acts import Act, Telling, acts_of, office_name, photos_of
from balai.apps.reports.other_moments import OtherTelling
from balai.engines.casework.definition import PublicState, Service
from balai.engines.casework.story import Kind
from balai.web.components import Moment
from balai.web.dates import due_text
from balai.web.questions.options import in_language

REPORTER_ONLY = frozenset({Kind.IDENTITY_REVEALED, Kind.ORIGINAL_SEEN, Kind.VISIBILITY_CHANGED})


def moments_of(page: CasePage, telling: Telling) -> list[Moment]:
    """The story, the oldest first; the last moment of an open case is marked as now."""
    moments: list[Moment] = []
    other = None if page.service.kind == "report" else OtherTelling(page, telling)
    for act in acts_of(page.chapters):
        moments += (other.moments(act) if other else []) or _moments_of_act(act, page.service, telling)
    if moments:
        going_on = page.state.is_open and page.state.public_state is not PublicState.DONE
        moments[-1] = replace(moments[-1], mark="now" if going_on else "done")
    return moments


def _moments_of_act(act: Act, service: Service, telling: Telling) -> list[Moment]:
    """Mostly one; a report that arrives is also sent on in the same breath."""
    at = act.chapters[0].event.at
    found: list[Moment] = []
    if act.first(Kind.OPENED):
        # The words and photos of the report stand at the head of the page; here they would only repeat.
        found.append(Moment(at, _("Report received")))
        if act.opened:
            office = office_name(act.opened.event.organisation, telling.language)
            found.append(Moment(at, _("Sent to %(office)s") % {"office": office}, state=act.state))
        return found
    for tell in (_closed, _moved, _small_events):
        titled = tell(act, service, telling)
        if titled is not None:
            title, by = titled
            found.append(_moment(at, title, act, telling, by=by, state=act.state))
            break
    return found


def _closed(act: Act, service: Service, telling: Telling) -> tuple[str, str] | None:
    closed, done = act.first(Kind.CLOSED), act.first(Kind.TASK_DONE)
    if closed is None:
        return None
    by = _office_of(done or closed, telling)
    if closed.event.outcome == PublicState.WITHDRAWN:
        return _("Withdrawn by whoever asked for it"), ""
    if closed.event.outcome == PublicState.REFUSED:
        reason = _reason(done, service, telling.language)
        return (_("Not accepted: %(reason)s") % {"reason": reason} if reason else _("Not accepted")), by
    rating = done.event.data.get("rating") if done else None
    if rating:
        return _("Closed. The reporter’s rating: %(rating)s out of 5") % {"rating": rating}, ""
    return _("Closed"), by


def _reason(done: Chapter | None, service: Service, language: str) -> str:
    if done is None:
        return ""
    try:
        outcome = service.step(done.event.step).outcome(done.event.outcome)
    except KeyError:
        return ""
    options = outcome.reasons if outcome else ()
    return next(
        (in_language(option.label, language) for option in options if option.code == done.event.data.get("reason")), ""
    )


def _moved(act: Act, service: Service, telling: Telling) -> tuple[str, str] | None:  # noqa: ARG001 (one shape for all)
    """A step ended and another began: what that means is told by the states before and after."""
    opened, done = act.opened, act.first(Kind.TASK_DONE)
    if opened is None:
        return None
    office = {"office": office_name(opened.event.organisation, telling.language)}
    by = _office_of(done, telling) if done else ""
    state = str(opened.event.data.get("state", ""))
    if act.first(Kind.REOPENED):
        return _("Opened again by the reporter; work goes on at %(office)s") % office, ""
    if state == PublicState.IN_PROGRESS and act.before == PublicState.VERIFICATION:
        return _("The result is not good enough yet; %(office)s goes on working") % office, by
    titles = {
        PublicState.WAITING: _("Sent to %(office)s"),
        PublicState.COORDINATION: _("Passed on to %(office)s"),
        PublicState.DISPOSITION: _("Handed to %(office)s"),
        PublicState.IN_PROGRESS: _("%(office)s has accepted the report and works on it"),
        PublicState.VERIFICATION: _("The work is done; %(office)s checks the result"),
        PublicState.DONE: _("The result was checked and confirmed"),
    }
    return titles.get(PublicState(state), _("News")) % office, by


def _small_events(act: Act, service: Service, telling: Telling) -> tuple[str, str] | None:
    """Events that move no step."""
    for chapter in act.chapters:
        kind = chapter.event.kind
        if kind in REPORTER_ONLY and not telling.to_reporter:
            continue
        title = _small_title(chapter, service, telling)
        if kind is Kind.PROMISE_LATE and not act.first(Kind.ESCALATED):
            title = _("The time limit has passed")
        if title:
            by_reporter = kind in (Kind.REPORTER_ANSWERED, Kind.ERASED)
            return title, "" if by_reporter else _office_of(chapter, telling)
    return None


def _small_title(chapter: Chapter, service: Service, telling: Telling) -> str:
    """What an event is called; empty for one that citizens are not told."""
    event = chapter.event
    if event.kind is Kind.PROMISE_EXTENDED:
        due = due_text(datetime.fromisoformat(event.data["due"]), now=telling.now)
        return _("More time is needed: until %(due)s") % {"due": due}
    if event.kind is Kind.VISIBILITY_CHANGED:
        return _("Opened to everyone") if event.data.get("public") else _("Closed to the public")
    others = {
        Kind.TASK_STARTED: _("Work has begun"),
        Kind.REPORTER_ASKED: _("The office asks the citizen something; the time limit waits"),
        Kind.REPORTER_ANSWERED: _("The citizen has answered"),
    }
    titles = {
        Kind.TASK_STARTED: _("The field crew has begun"),
        Kind.REPORTER_ASKED: _("The office asks the reporter something; the time limit waits"),
        Kind.REPORTER_ANSWERED: _("The reporter has answered"),
        Kind.PROMISE_LATE: _("The time limit has passed; a superior has been told"),
        Kind.ANSWER_OVERDUE: _("No answer came in time; the office goes on without it"),
        Kind.CASE_LATE: _("The city’s promise for the whole case has passed; a superior has been told"),
        Kind.IDENTITY_REVEALED: _("An officer looked at who you are"),
        Kind.ORIGINAL_SEEN: _("An officer looked at what was covered"),
        Kind.REDACTED: _("An office covered a part that not everyone may see"),
        Kind.ERASED: _("Words and photos have been erased"),
    }
    return (others if service.kind != "report" else {}).get(event.kind) or titles.get(event.kind, "")


def _moment(at: datetime, title: str, act: Act, telling: Telling, *, by: str = "", state: str = "") -> Moment:
    words = "\n\n".join(content.text for chapter in act.chapters for content in chapter.words if content.text)
    return Moment(at, title, by=by, text=words, state=state, photos=photos_of(act.chapters, telling))


def _office_of(chapter: Chapter, telling: Telling) -> str:
    return office_name(chapter.event.organisation, telling.language) if chapter.event.organisation else ""
