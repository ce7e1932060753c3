"""Participatory budgets in the Pabulib format (pabulib.org/format): sections META, PROJECTS and VOTES, semicolons."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence

from balai.apps.votes.actions.drafting import OptionDraft, QuestionDraft, Text
from balai.apps.votes.budget_reasons import reason_of
from balai.apps.votes.counting import COMPLETION, EQUAL_SHARES, option_id, step_of_shares, sums_of, tie_seed
from balai.apps.votes.models import Method, Poll
from balai.apps.votes.polls import Asked
from balai.apps.votes.refusals import BudgetFileAmiss
from balai.base.areas.models import Area
from balai.base.city import current_city
from balai.engines.tally.errors import UnreadableBallots
from balai.engines.tally.files_pabulib_projects import Budget, Project, read_projects

RULES = {"greedy": "greedy", EQUAL_SHARES: f"equalshares/{'+'.join(COMPLETION)}"}
"""What stands as `rule`. Published files know "equalshares/add1"; what is filled up greedily after that says so."""


def written(poll: Poll, asked: Asked, answers: Sequence[tuple[str, Sequence[int]]], chosen: Collection[str]) -> str:
    """The file; `answers` are pairs of receipt and answer, `chosen` the ids of the projects that won."""
    points = asked.question.method == Method.POINTS
    sums = sums_of(asked, [answer for _receipt, answer in answers])
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    writer.writerow(["META"])
    writer.writerow(["key", "value"])
    writer.writerows(_meta(poll, asked, len(answers), points=points))
    writer.writerow(["PROJECTS"])
    writer.writerow(["project_id", "cost", "score" if points else "votes", "name", "name_en", "area", "selected"])
    for option in asked.options:
        name = option_id(option.position)
        words = [option.words.get(language) or name for language in ("id", "en")]
        area = option.area.code if option.area else ""
        writer.writerow([name, option.cost, sums[option.position], *words, area, int(name in chosen)])
    writer.writerow(["VOTES"])
    writer.writerow(["voter_id", "vote", *(["points"] if points else [])])
    for receipt, answer in answers:
        if points:
            given = [(place, number) for place, number in enumerate(answer) if number]
            given.sort(key=lambda pair: -pair[1])
            writer.writerow(
                [receipt, ",".join(option_id(place) for place, _n in given), ",".join(str(n) for _place, n in given)]
            )
        else:
            writer.writerow([receipt, ",".join(option_id(place) for place in answer)])
    return text.getvalue()


def _meta(poll: Poll, asked: Asked, votes: int, *, points: bool) -> list[list[object]]:
    question = asked.question
    lengths = (
        [["min_sum_points", question.at_least], ["max_sum_points", question.at_most]]
        if points
        else [["min_length", question.at_least], ["max_length", question.at_most]]
    )
    return [
        ["description", poll.title.get("id", poll.code)],
        ["country", "Indonesia"],
        ["unit", current_city().text(poll.owner.names, "id")],
        ["instance", poll.code],
        ["num_projects", len(asked.options)],
        ["num_votes", votes],
        ["budget", question.budget],
        ["vote_type", "cumulative" if points else "approval"],
        ["rule", RULES.get(question.rule, question.rule)],
        ["date_begin", f"{poll.opens_at:%d.%m.%Y}"],
        ["date_end", f"{poll.closes_at:%d.%m.%Y}"],
        ["currency", "IDR"],
        ["language", "id"],
        *lengths,
        *_deciding(poll, question.rule, step_of_shares(question.budget, votes)),
    ]


def _deciding(poll: Poll, rule: str, step: int) -> list[list[object]]:
    """Beyond the format: what else decides, so that `balai tally` counts again with the file alone."""
    seed: list[object] = ["tie_seed", tie_seed(poll)]
    return [seed, ["completion", ",".join(COMPLETION)], ["increment", step]] if rule == EQUAL_SHARES else [seed]


CURRENCY = "IDR"


def question_from(data: bytes, *, words: Text, rule: str) -> QuestionDraft:
    """A budget's question out of a file: its money, its projects with costs and areas, what a ballot may hold.

    Its votes are not read. A project's name stands for both languages unless the file has `name_en`; `area` is the
    code of an area of this city.

    Raises:
        BudgetFileAmiss: with the line, for what is not as the format says or does not fit this city.
    """
    try:
        budget = read_projects(data)
    except UnreadableBallots as wrong:
        raise BudgetFileAmiss(line=wrong.line, what=reason_of(wrong)) from wrong
    if budget.currency not in {"", CURRENCY}:
        raise BudgetFileAmiss(line=1, what=f"currency: {budget.currency[:20]}, {CURRENCY}")
    areas = _areas(budget)
    return QuestionDraft(
        words=words,
        options=[_project(one, areas) for one in budget.projects],
        method=Method.POINTS if budget.vote_type == "cumulative" else Method.MULTIPLE,
        rule=rule,
        at_least=budget.least,
        at_most=budget.most,
        budget=budget.budget,
    )


def _areas(budget: Budget) -> dict[str, Area]:
    codes = {one.more.get("area", "") for one in budget.projects} - {""}
    return {area.code: area for area in Area.objects.filter(code__in=codes).defer("boundary")}


def _project(one: Project, areas: dict[str, Area]) -> OptionDraft:
    code = one.more.get("area", "")
    if code and code not in areas:
        raise BudgetFileAmiss(line=one.line, what=f"area: {code[:40]}")
    words = {"id": one.name, "en": one.more.get("name_en") or one.name}
    if any(len(text) > LONGEST_NAME for text in words.values()):
        raise BudgetFileAmiss(line=one.line, what=f"name: {LONGEST_NAME}")
    return OptionDraft(words, cost=one.cost, area=areas.get(code))


LONGEST_NAME = 200
"""Letters of an answer, as in the form."""
