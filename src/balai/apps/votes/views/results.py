"""A result as the page shows it: each question with its table, its reasons, and what is shown by area."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from balai.apps.cases.service import EVERYONE, CasePage, Chapter, UnknownCase, find_public_case, tell
from balai.apps.votes.counting import live_sums, option_id
from balai.apps.votes.models import Poll, PollState
from balai.apps.votes.polls import Asked, counted_ballots
from balai.apps.votes.rules import RULE_WORDS
from balai.base.areas.models import Area
from balai.engines.casework.definition import QuestionType
from balai.engines.casework.story import Kind
from balai.web.components import Column, Table
from balai.web.dates import rupiah_text
from balai.web.templatetags.balai import text_of

WORDS = frozenset({QuestionType.TEXT, QuestionType.LONG_TEXT})


@dataclass(frozen=True, slots=True)
class Outcome:
    """One question's result. `picture` is markup of the counting engine, which escapes every word in it."""

    words: str
    rule: str
    table: Table
    winners: Sequence[str]
    explanation: Sequence[str] = ()
    picture: SafeString | str = ""
    budget: str = ""
    areas: Table | None = None
    projects: Sequence[tuple[str, str]] = field(default=())


def results_of(poll: Poll, asked: Sequence[Asked]) -> list[Outcome]:
    """The results to show: the kept ones, or sums of this moment while a poll with live results runs."""
    if poll.state == PollState.COUNTED and poll.result:
        if "too_few" in poll.result:
            return []
        return [_outcome(one, kept) for one, kept in zip(asked, poll.result["questions"], strict=True)]
    return [
        _outcome(one, {"rule": one.question.rule, "values": sums, "winners": []})
        for one, sums in zip(asked, live_sums(asked, counted_ballots(poll)), strict=True)
    ]


def _outcome(asked: Asked, kept: dict[str, Any]) -> Outcome:
    language = get_language() or "id"
    names = {option_id(option.position): text_of(option.words) for option in asked.options}
    budget = asked.question.budget
    picture = kept.get("picture", {}).get(language, "")
    return Outcome(
        words=text_of(asked.question.words),
        rule=str(RULE_WORDS.get(kept["rule"], kept["rule"])),
        table=_table(asked, kept, names),
        winners=[names[name] for name in kept["winners"]],
        explanation=[sentence.get(language, "") for sentence in kept.get("explanation", [])],
        picture=mark_safe(picture) if picture else "",  # noqa: S308 (drawn by the engine, kept by us)
        budget=rupiah_text(budget) if budget else "",
        areas=_areas(kept.get("areas"), names),
        projects=[(names[name], sentence.get(language, "")) for name, sentence in kept.get("reasons", {}).items()],
    )


def _table(asked: Asked, kept: dict[str, Any], names: dict[str, str]) -> Table:
    winners = set(kept["winners"])
    money = asked.question.budget is not None
    columns = [Column(_("Answer") if not money else _("Project"))]
    columns += [Column(_("Cost"), number=True)] if money else []
    columns += [Column(pgettext("how many", "Votes"), number=True), Column(_("Result"))]
    values = {name: _number(value) for name, value in kept["values"].items()}
    order = sorted(names, key=lambda name: (-values.get(name, 0), int(name)))
    costs = {option_id(option.position): option.cost for option in asked.options}
    rows = [
        [
            names[name],
            *([rupiah_text(costs[name] or 0)] if money else []),
            _shown(kept["values"].get(name, 0)),
            _("Chosen") if name in winners else "–",
        ]
        for name in order
    ]
    return Table(text_of(asked.question.words), columns, rows, caption_hidden=True)


def _number(value: int | str) -> float:
    if isinstance(value, int):
        return float(value)
    above, _slash, below = value.partition("/")
    return int(above) / int(below or 1)


def _shown(value: int | str) -> str:
    number = _number(value)
    return f"{number:.0f}" if number == int(number) else f"{number:.2f}"


def _areas(kept: dict[str, Any] | None, names: dict[str, str]) -> Table | None:
    if not kept or not kept["areas"]:
        return None
    known = dict(Area.objects.filter(pk__in=[int(key) for key in kept["areas"] if key]).values_list("pk", "name"))
    rows: list[list[Any]] = [
        [known.get(int(key), "–") if key else _("Unknown"), *map(str, row)] for key, row in kept["areas"].items()
    ]
    if kept["others"]:
        rows.append([_("All other areas"), *map(str, kept["others"])])
    columns = [Column(_("Area")), *(Column(name, number=True) for name in names.values())]
    return Table(_("By area"), columns, rows)


@dataclass(frozen=True, slots=True)
class Answered:
    """What the owner has said so far, newest first, and by when they owe the next."""

    url: str
    reference: str
    said: Sequence[tuple[datetime, str, str]]
    due_at: datetime | None
    is_late: bool


def answer_of(poll: Poll, now: datetime) -> Answered | None:
    """The public case in which the owner answers for the result."""
    if not poll.answer:
        return None
    try:
        case = find_public_case(poll.answer)
    except UnknownCase:
        return None
    story = tell(case, audiences=EVERYONE)
    said = [
        (chapter.event.at, *_said_in(story, chapter))
        for chapter in reversed(story.chapters)
        if chapter.event.kind == Kind.TASK_DONE
    ]
    late = case.due_at is not None and case.due_at < now and case.is_open
    return Answered(reverse("reports:public", args=[case.reference]), case.reference, said, case.due_at, late)


def _said_in(story: CasePage, chapter: Chapter) -> tuple[str, str]:
    """What was decided, and the words that go with it; the day of the next news stands apart."""
    outcome = story.service.step(chapter.event.step).outcome(chapter.event.outcome)
    spoken = {ask.id for ask in outcome.asks if ask.type in WORDS} if outcome else set()
    answers = [content for content in chapter.answers if content.question in spoken]
    words = " ".join(content.text for content in [*chapter.words, *answers] if content.text)
    return text_of(outcome.label) if outcome else "", words
