"""What a reporter is told of an event, in the active language: a subject and a text, without anybody's words in it."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from balai.engines.casework.story import Event, Kind

Letter = tuple[Promise, Promise]

_THE_REASON = _("The page of your report shows the reason.")
_LETTERS: Mapping[Kind, Letter] = {
    Kind.OPENED: (
        _("We have your report %(reference)s"),
        _("Thank you. Your report has arrived and goes to the office that looks after this place."),
    ),
    Kind.REPORTER_ASKED: (
        _("A question about your report %(reference)s"),
        _("The office needs something from you before it can go on. The time limit waits for your answer."),
    ),
    Kind.ANSWER_OVERDUE: (
        _("We still need your answer about report %(reference)s"),
        _("The office goes on without it for now. You can still answer on the page of your report."),
    ),
    Kind.PROMISE_EXTENDED: (
        _("More time is needed for your report %(reference)s"),
        _("The office needs more time. The page of your report shows the reason and the new date."),
    ),
    Kind.REOPENED: (
        _("Your report %(reference)s is open again"),
        _("You said that the problem is not solved. The office will look at it again."),
    ),
    Kind.IDENTITY_REVEALED: (
        _("An officer looked at who sent report %(reference)s"),
        _("The page of your report shows which office looked, when, and why."),
    ),
    Kind.ORIGINAL_SEEN: (
        _("An officer looked at covered parts of report %(reference)s"),
        _("The page of your report shows which office looked, when, and why."),
    ),
    Kind.REDACTED: (
        _("Parts of your report %(reference)s are covered now"),
        _("An office covered words or parts of a photo. The page of your report shows the reason."),
    ),
}
_OF_STATE: Mapping[str, Letter] = {
    "coordination": (
        _("Your report %(reference)s goes to another office"),
        _("Another office is responsible and has received it."),
    ),
    "disposition": (
        _("Your report %(reference)s was handed to a unit"),
        _("The unit that does the work has received it."),
    ),
    "in_progress": (
        _("Work on your report %(reference)s begins"),
        _("The office has accepted your report and is working on it."),
    ),
    "verification": (
        _("Your report %(reference)s is being checked"),
        _("The work is said to be finished. Another office now checks the result."),
    ),
    "done": (
        _("Your report %(reference)s is solved"),
        _("Please look at the result and tell us whether it is good."),
    ),
}
_NEWS: Letter = (_("News on your report %(reference)s"), _("The page of your report shows where it stands."))


def _shown(event: Event, _state: str) -> Letter:
    if event.data["public"]:
        return _("Everyone can read your report %(reference)s again"), _THE_REASON
    return _("Your report %(reference)s is hidden from the public"), _THE_REASON


def _closed(event: Event, _state: str) -> Letter:
    if event.data.get("unanswered"):
        return (
            _("Your report %(reference)s is closed: we had no answer"),
            _("We asked you and heard nothing, so the case has ended. You can send a new one at any time."),
        )
    if event.outcome == "withdrawn":
        return _("Your report %(reference)s is withdrawn"), _("You took it back. You can send a new one at any time.")
    if event.outcome == "refused":
        return _("Your report %(reference)s was not accepted"), _THE_REASON
    return _("Your report %(reference)s is closed"), _("Thank you for helping the city.")


_CHOSEN: Mapping[Kind, Callable[[Event, str], Letter]] = {
    Kind.VISIBILITY_CHANGED: _shown,
    Kind.CLOSED: _closed,
    Kind.TASK_OPENED: lambda _event, state: _OF_STATE.get(state, _NEWS),
}


def words_for_reporter(reference: str, public_state: str, event: Event) -> tuple[str, str]:
    """Subject and text of an event; `public_state` is where the case stands after it."""
    choose = _CHOSEN.get(event.kind)
    subject, text = choose(event, public_state) if choose else _LETTERS.get(event.kind, _NEWS)
    return str(subject) % {"reference": reference}, str(text)
