"""Everything the city offers, in the words of the service files: who may, what is needed, what it costs, how long."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from balai.apps.cases.service import current_services, organisation_words
from balai.base.people.models import User
from balai.engines.casework.definition import FILE_TYPES, Question, QuestionType, Service, Step
from balai.web import dates
from balai.web.questions import condition_words
from balai.web.questions.options import in_language
from balai.web.spans import span_text
from balai.web.words import plain

KINDS: dict[str, tuple[Lazy, Lazy]] = {
    "report": (
        gettext_lazy("Report a problem"),
        gettext_lazy("Something in the street is broken, dirty or dangerous."),
    ),
    "request": (gettext_lazy("Ask for help or a service"), gettext_lazy("The city comes to you, or does it for you.")),
    "permit": (gettext_lazy("Apply for a permit"), gettext_lazy("What needs the city’s consent.")),
    "programme": (gettext_lazy("Join a programme"), gettext_lazy("Training and support for what you are building up.")),
    "idea": (gettext_lazy("Propose an idea"), gettext_lazy("What the city should do differently.")),
}
"""The kinds of services in the order in which they are offered."""

PUBLIC = frozenset({"anonymous", "citizen", "business"})
WHO = {
    "anonymous": gettext_lazy("Everyone. You need no account."),
    "citizen": gettext_lazy("Residents with an account"),
    "business": gettext_lazy("Businesses with an account"),
    "officer": gettext_lazy("City officers"),
    "city": gettext_lazy("Other cities, by letter"),
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A line of the catalogue."""

    code: str
    title: str
    summary: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class OfferGroup:
    """The services of one kind."""

    kind: str
    title: str
    summary: str
    offers: tuple[Offer, ...]


@dataclass(frozen=True, slots=True)
class Price:
    """What something costs, and when; `when` is empty where it is the only price, or the price otherwise."""

    amount: str
    when: str


@dataclass(frozen=True, slots=True)
class Details:
    """What a service's page says, beyond title and summary."""

    owner: str
    who: tuple[str, ...]
    conditions: tuple[str, ...]
    files: tuple[str, ...]
    asked: tuple[str, ...]
    prices: tuple[Price, ...]
    whole: str
    first: str
    public: tuple[str, ...]
    may_be_public: bool
    checked_first: bool


def may_ask(service: Service, user: User | None) -> bool:
    """Whether this visitor may begin: without an account only what is for everyone."""
    return bool(PUBLIC.intersection(service.who)) if user is not None else "anonymous" in service.who


def offered() -> list[Service]:
    """What the city offers to people outside its offices."""
    return [service for service in current_services().values() if PUBLIC.intersection(service.who)]


def groups(language: str, *, words: str = "", kind: str = "") -> list[OfferGroup]:
    """The catalogue: by kind; with `words`, the services in which every word is found."""
    wanted = plain(words).split()
    services = [service for service in offered() if all(word in searched(service) for word in wanted)]
    order = [*KINDS, *sorted({service.kind for service in services} - set(KINDS))]
    found = []
    for name in order:
        if kind in ("", name):
            offers = tuple(offer_of(service, language) for service in services if service.kind == name)
            title, summary = KINDS.get(name, (name, ""))
            if offers:
                found.append(OfferGroup(name, str(title), str(summary), offers))
    return found


def offer_of(service: Service, language: str) -> Offer:
    return Offer(
        service.code,
        in_language(service.title, language),
        in_language(service.summary, language),
        service.icon or "document",
        reverse("requests:service", args=[service.code]),
    )


def searched(service: Service) -> str:
    """What a search looks through: titles, summaries, questions' options and their keywords, in every language."""
    parts = [*service.title.values(), *service.summary.values()]
    for question in service.questions:
        for option in question.options:
            parts += [*option.label.values(), *option.keywords]
    return plain(" ".join(parts))


def details(service: Service, language: str) -> Details:
    """Everything worth knowing before one begins."""
    questions = service.questions
    return Details(
        owner=organisation_words(service.owner),
        who=tuple(str(WHO[who]) for who in (("anonymous",) if "anonymous" in service.who else service.who)),
        conditions=tuple(condition_words(rule.when, questions, language) for rule in service.eligibility),
        files=tuple(_said(question, language) for question in questions if question.type in FILE_TYPES),
        asked=tuple(_said(question, language) for question in questions if question.type not in FILE_TYPES),
        prices=prices_of(service, language),
        whole=span_text(service.promise.within) if service.promise and service.promise.within else "",
        first=_first_answer(service),
        public=tuple(in_language(q.label, language) for q in questions if q.public and not q.holds_personal),
        may_be_public=service.public_by_default or service.published_by_office,
        checked_first=service.published_by_office,
    )


def _said(question: Question, language: str) -> str:
    """A question as it is announced: "ID card (PDF or photo)", "Shop sign (if you have one)"."""
    label = in_language(question.label, language)
    if question.type is QuestionType.FILE:
        label = _("%(question)s (PDF or photo)") % {"question": label}
    if question.show_if is not None:
        return _("%(question)s – only where it applies") % {"question": label}
    return label if question.required or question.at_least else _("%(question)s – if you like") % {"question": label}


def prices_of(service: Service, language: str) -> tuple[Price, ...]:
    """What has to be paid, step by step; empty when nothing ever has."""
    steps: Sequence[Step] = [step for step in service.steps if step.fee is not None]
    every = (*service.questions, *_later_questions(steps, service))
    found = [
        Price(
            dates.rupiah_text(rule.rupiah) if rule.rupiah else _("Free of charge"),
            condition_words(rule.when, every, language) if rule.when else "",
        )
        for step in steps
        if step.fee is not None
        for rule in step.fee.rules
    ]
    return tuple(found)


def _later_questions(steps: Iterable[Step], service: Service) -> list[Question]:
    """What officers answer on the way: a price may depend on it."""
    return [ask for step in service.steps for outcome in step.outcomes for ask in outcome.asks] if steps else []


def _first_answer(service: Service) -> str:
    """In what time the first step is done, where every first step promises one."""
    spans = [service.step(name).promise for name in service.start]
    limits = [promise.within for promise in spans if promise is not None and promise.within is not None]
    return span_text(limits[0]) if len(limits) == len(spans) == 1 else ""
