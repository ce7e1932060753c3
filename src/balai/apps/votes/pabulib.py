"""Participatory budgets in the Pabulib format (pabulib.org/format): sections META, PROJECTS and VOTES, semicolons."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence

from balai.apps.votes.counting import COMPLETION, EQUAL_SHARES, option_id, step_of_shares, sums_of, tie_seed
from balai.apps.votes.models import Method, Poll
from balai.apps.votes.polls import Asked
from balai.base.city import current_city

RULES = {"greedy": "greedy", "equal-shares": "equalshares/add1"}


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
    writer.writerow(["project_id", "cost", "score" if points else "votes", "name", "selected"])
    for option in asked.options:
        name = option_id(option.position)
        writer.writerow([name, option.cost, sums[option.position], option.words.get("id", name), int(name in chosen)])
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
