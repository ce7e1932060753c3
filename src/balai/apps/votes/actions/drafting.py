"""A poll is put together: only as long as it is a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from balai.apps.votes.models import Listed, Method, Option, Poll, PollKind, PollState, Question
from balai.apps.votes.pseudonyms import new_code
from balai.apps.votes.refusals import NotNow, NotReady, TooManyAnswers, TooManyVotes, UnknownPoll
from balai.apps.votes.rules import KINDS, MOST_OPTIONS, MOST_OPTIONS_IN_ALL, MOST_QUESTIONS, rules_for
from balai.base.areas.models import Area
from balai.base.audit.actions import record_act
from balai.base.files.models import StoredFile
from balai.base.people.models import Organisation, User

Text = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class PollDraft:
    """What a poll is about, when it runs, and what is shown of it."""

    title: Text
    summary: Text
    opens_at: datetime
    closes_at: datetime
    kind: str = PollKind.OPEN
    live_results: bool = False
    by_area: bool = False
    letters: bool = False
    proposal: str = ""
    topic: str = ""
    picture: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class OptionDraft:
    """One answer, or one project with its cost in whole rupiah and the area that it is for."""

    words: Text
    details: Text = field(default_factory=dict)
    cost: int | None = None
    area: Area | None = None
    picture: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class QuestionDraft:
    """One question and its answers. A `budget` in whole rupiah makes the answers projects."""

    words: Text
    options: Sequence[OptionDraft]
    method: str = Method.SINGLE
    rule: str = ""
    at_least: int = 1
    at_most: int = 1
    seats: int = 1
    budget: int | None = None
    hint: Text = field(default_factory=dict)
    picture: StoredFile | None = None


def draft_of(code: str) -> Poll:
    """The draft of that code, locked.

    Raises:
        UnknownPoll, NotNow.
    """
    poll = Poll.objects.select_for_update().filter(code=code).first()
    if poll is None:
        raise UnknownPoll
    if poll.state != PollState.DRAFT:
        raise NotNow
    return poll


@transaction.atomic
def make_poll(*, draft: PollDraft, owner: Organisation, by: User | None, now: datetime) -> Poll:
    """Begin a poll, for `owner` to answer for.

    Raises:
        NotReady: of this kind no polls are made yet, or it closes before it opens.
    """
    if not KINDS[draft.kind].stands or draft.closes_at <= draft.opens_at:
        raise NotReady
    poll = Poll.objects.create(
        code=new_code(), owner=owner, made_by=by, made_at=now, who={"kind": "everyone"}, **_fields(draft)
    )
    record_act(code="votes.made", by=by, reference=poll.code, now=now)
    return poll


@transaction.atomic
def change_poll(*, code: str, draft: PollDraft, by: User, now: datetime) -> Poll:
    """Say anew what a draft is about.

    Raises:
        UnknownPoll, NotNow, NotReady.
    """
    poll = draft_of(code)
    if draft.closes_at <= draft.opens_at:
        raise NotReady
    for name, value in _fields(draft).items():
        setattr(poll, name, value)
    poll.save()
    _changed(poll, by, now)
    return poll


def _changed(poll: Poll, by: User, now: datetime) -> None:
    """Told to the books: whoever changed a poll has a hand in it, and does not release it."""
    record_act(code="votes.changed", by=by, reference=poll.code, now=now)


def _fields(draft: PollDraft) -> dict[str, Any]:
    return {
        "kind": draft.kind,
        "title": dict(draft.title),
        "summary": dict(draft.summary),
        "opens_at": draft.opens_at,
        "closes_at": draft.closes_at,
        "live_results": draft.live_results and draft.kind == PollKind.OPEN,
        "by_area": draft.by_area,
        "letters": draft.letters,
        "proposal": draft.proposal,
        "topic": draft.topic,
        "picture": draft.picture,
    }


@transaction.atomic
def add_question(*, code: str, draft: QuestionDraft, by: User, now: datetime) -> Question:
    """Add a question at the end.

    Raises:
        UnknownPoll, NotNow.
        NotReady: its answers, its rule and its limits do not fit together.
        TooManyVotes: the poll has as many questions as it can have, or this one too many answers.
        TooManyAnswers: with this one all questions together have too many, and a full ballot could not be sent.
    """
    poll = draft_of(code)
    position = (poll.questions.aggregate(last=Max("position"))["last"] or 0) + 1
    if poll.questions.count() >= MOST_QUESTIONS or len(draft.options) > MOST_OPTIONS:
        raise TooManyVotes(most=MOST_OPTIONS if len(draft.options) > MOST_OPTIONS else MOST_QUESTIONS)
    if Option.objects.filter(question__poll=poll).count() + len(draft.options) > MOST_OPTIONS_IN_ALL:
        raise TooManyAnswers(most=MOST_OPTIONS_IN_ALL)
    rules = rules_for(draft.method, budget=draft.budget is not None)
    rule = draft.rule or (rules[0] if rules else "")
    if rule not in rules or not _fits(draft):
        raise NotReady
    question = Question.objects.create(
        poll=poll, position=position, words=dict(draft.words), hint=dict(draft.hint), picture=draft.picture,
        method=draft.method, rule=rule, at_least=draft.at_least, at_most=draft.at_most, seats=draft.seats,
        budget=draft.budget,
    )  # fmt: skip
    Option.objects.bulk_create(
        Option(
            question=question, position=number, words=dict(option.words), details=dict(option.details),
            cost=option.cost, area=option.area, picture=option.picture,
        )
        for number, option in enumerate(draft.options)
    )  # fmt: skip
    _changed(poll, by, now)
    return question


def _fits(draft: QuestionDraft) -> bool:
    count = len(draft.options)
    if draft.budget is not None and any(option.cost is None for option in draft.options):
        return False
    if count < (1 if draft.budget is not None else 2) or not 0 <= draft.at_least <= draft.at_most:
        return False
    if draft.method == Method.SINGLE:
        return draft.at_most == 1
    chosen = draft.method in {Method.MULTIPLE, Method.RANKED}
    return draft.at_most <= count if chosen else True


@transaction.atomic
def remove_question(*, code: str, position: int, by: User, now: datetime) -> None:
    """Take a question out of a draft.

    Raises:
        UnknownPoll, NotNow.
    """
    poll = draft_of(code)
    poll.questions.filter(position=position).delete()
    _changed(poll, by, now)


@transaction.atomic
def picture_option(*, code: str, question: int, option: int, picture: StoredFile, by: User, now: datetime) -> None:
    """Give an answer its picture.

    Raises:
        UnknownPoll, NotNow.
    """
    poll = draft_of(code)
    Option.objects.filter(question__poll=poll, question__position=question, position=option).update(picture=picture)
    _changed(poll, by, now)


@transaction.atomic
def say_who(
    *, code: str, who: Mapping[str, Any], by: User, now: datetime, listed: Sequence[Listed] | None = None
) -> Poll:
    """Say who may vote; `listed` takes the place of the list there was.

    Raises:
        UnknownPoll, NotNow.
    """
    poll = draft_of(code)
    poll.who = dict(who)
    poll.save(update_fields=["who"])
    if listed is not None:
        poll.listed.all().delete()
        for line in listed:
            line.poll = poll
        Listed.objects.bulk_create(listed, batch_size=2000)
    _changed(poll, by, now)
    return poll
