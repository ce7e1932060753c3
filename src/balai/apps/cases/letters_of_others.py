"""What the citizen is told of a case that is no report: a permit, a request, an idea, a programme. In the active language."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from balai.apps.cases.wording import noun_of, step_words
from balai.engines.casework.definition import Service
from balai.engines.casework.story import Event, Kind
from balai.web.dates import rupiah_text

Letter = tuple[Promise, Promise]

_PAGE_SHOWS_WHY = _("The page of your case shows the reason.")
_NEWS: Letter = (_("%(noun)s %(reference)s: news"), _("The page of your case shows where it stands."))
_LETTERS: Mapping[Kind, Letter] = {
    Kind.OPENED: (
        _("%(noun)s %(reference)s: received"),
        _("Thank you. It has arrived and goes to the office that is responsible."),
    ),
    Kind.REPORTER_ASKED: (
        _("%(noun)s %(reference)s: a question for you"),
        _("The office needs something from you before it can go on. The time limit waits for your answer."),
    ),
    Kind.ANSWER_OVERDUE: (
        _("%(noun)s %(reference)s: we still need your answer"),
        _("The office goes on without it for now. You can still answer on the page of your case."),
    ),
    Kind.PROMISE_EXTENDED: (
        _("%(noun)s %(reference)s: more time is needed"),
        _("The page of your case shows the reason and the new date."),
    ),
    Kind.REOPENED: (_("%(noun)s %(reference)s: open again"), _("The office will look at it again.")),
    Kind.IDENTITY_REVEALED: (
        _("%(noun)s %(reference)s: an officer looked at your personal data"),
        _("The page of your case shows which office looked, when, and why."),
    ),
    Kind.ORIGINAL_SEEN: (
        _("%(noun)s %(reference)s: an officer looked at covered parts"),
        _("The page of your case shows which office looked, when, and why."),
    ),
    Kind.REDACTED: (
        _("%(noun)s %(reference)s: parts are covered now"),
        _("An office covered words or parts of a photo. The page of your case shows the reason."),
    ),
    Kind.DOCUMENT_ISSUED: (
        _("%(noun)s %(reference)s: your document is ready"),
        _("You can read and print it on the page of your case. A code on it lets anyone check it."),
    ),
}


def _shown(event: Event) -> Letter:
    if event.data["public"]:
        return _("%(noun)s %(reference)s: everyone can read it now"), _NEWS[1]
    return _("%(noun)s %(reference)s: hidden from the public"), _PAGE_SHOWS_WHY


def _closed(event: Event) -> Letter:
    if event.data.get("unanswered"):
        return (
            _("%(noun)s %(reference)s: closed, we had no answer"),
            _("We asked you and heard nothing, so the case has ended. You can send a new one at any time."),
        )
    if event.outcome == "withdrawn":
        return (
            _("%(noun)s %(reference)s: withdrawn"),
            _("You took it back. You can send a new one at any time."),
        )
    if event.outcome == "refused":
        return _("%(noun)s %(reference)s: not granted"), _PAGE_SHOWS_WHY
    return _("%(noun)s %(reference)s: finished"), _NEWS[1]


def _opened(event: Event) -> Letter:
    """A step of the citizen's own lies with no office."""
    if event.organisation:
        return _("%(noun)s %(reference)s: %(step)s"), _NEWS[1]
    if event.data.get("fee"):
        text = _("Please pay %(fee)s. Then write the number of the receipt on the page of your case.")
        return _("%(noun)s %(reference)s: %(step)s"), text
    return _("%(noun)s %(reference)s: your turn, %(step)s"), _("You can do it on the page of your case.")


_CHOSEN: Mapping[Kind, Callable[[Event], Letter]] = {
    Kind.VISIBILITY_CHANGED: _shown,
    Kind.CLOSED: _closed,
    Kind.TASK_OPENED: _opened,
}


def words_of_other(service: Service, reference: str, event: Event) -> tuple[str, str]:
    """Subject and text of an event of a case that is no report."""
    choose = _CHOSEN.get(event.kind)
    subject, text = choose(event) if choose else _LETTERS.get(event.kind, _NEWS)
    facts = {
        "noun": capfirst(noun_of(service)),
        "reference": reference,
        "step": step_words(service, event.step) if event.step else "",
        "fee": rupiah_text(int(event.data.get("fee", 0))),
    }
    return str(subject) % facts, str(text) % facts
