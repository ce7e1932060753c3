"""A participatory budget out of a `.pb` file into a draft, and out again as the same."""

from __future__ import annotations

import ast
import inspect
import io
from dataclasses import replace
from textwrap import dedent
from typing import Any

import pytest
from django.urls import reverse
from django.utils.translation import gettext, override

from balai.apps.votes.actions.casting import cast_ballot
from balai.apps.votes.budget_reasons import REASONS
from balai.apps.votes.definition import definition_of
from balai.apps.votes.models import Poll
from balai.apps.votes.pabulib import question_from, written
from balai.apps.votes.polls import questions_of
from balai.apps.votes.refusals import BudgetFileAmiss
from balai.apps.votes.tests.offices import desk_of
from balai.apps.votes.tests.things import CIKINI, MONEY, PEGANGSAAN, draft, opened, resident, voters
from balai.base import clock
from balai.base.areas.models import Area
from balai.base.packs import Pack
from balai.engines.tally import documents, files_pabulib, files_pabulib_projects
from balai.engines.tally.files import read_ballots

WORDS = {"id": "Apa yang dibangun?", "en": "What shall be built?"}


def with_areas() -> Any:
    areas = [Area.objects.get(code=CIKINI), Area.objects.get(code=PEGANGSAAN), None]
    options = [replace(option, area=area) for option, area in zip(MONEY.options, areas, strict=True)]
    return replace(MONEY, options=options, at_least=0, at_most=2, rule="greedy")


def file_of(poll: Poll) -> bytes:
    return written(poll, questions_of(poll)[0], [], set()).encode()


def asked_in(poll: Poll) -> Any:
    return definition_of(poll)["questions"]


@pytest.mark.parametrize("method", ["multiple", "points"])
def test_what_went_out_comes_in_as_it_was(jakarta: Pack, method: str) -> None:
    wanted = replace(with_areas(), method=method, at_most=10 if method == "points" else 2)
    first = draft(wanted)
    second = draft(question_from(file_of(first), words=WORDS, rule="greedy"))
    assert asked_in(first) == asked_in(second)
    assert (
        file_of(first).replace(first.code.encode(), b"").split(b"PROJECTS")[1] == file_of(second).split(b"PROJECTS")[1]
    )


def test_the_votes_of_a_file_are_not_taken_over(jakarta: Pack) -> None:
    resident()
    poll = opened(with_areas())
    ballot = cast_ballot(poll=poll, voter=voters(poll)[0], given=[[0, 2]], now=clock.now())
    text = written(poll, questions_of(poll)[0], [(ballot.receipt, ballot.choices[0])], {"1"})
    assert read_ballots(text.encode(), "pabulib").profile.total == 1
    again = draft(question_from(text.encode(), words=WORDS, rule="greedy"))
    assert asked_in(again) == asked_in(poll)
    assert not again.ballots.exists()


def test_how_it_was_counted_stands_in_the_file(jakarta: Pack) -> None:
    for rule, name in (("greedy", "rule;greedy\n"), ("equal-shares", "rule;equalshares/add1+greedy\n")):
        assert name in file_of(draft(replace(MONEY, rule=rule))).decode()


HEAD = "META\nkey;value\nbudget;{budget}\nvote_type;{kind}\n{more}PROJECTS\nproject_id;cost;name;area\n"


@pytest.mark.parametrize(
    ("change", "line"),
    [
        ({"budget": "100.5"}, 3),
        ({"budget": "0"}, 3),
        ({"kind": "ordinal"}, 4),
        ({"more": "currency;PLN\n"}, 1),
        ({"projects": "1;10;Lampu;\n1;20;Saluran;\n"}, 8),
        ({"projects": "1;10;Lampu;31.71.06.1003\n2;20.5;Saluran;\n"}, 8),
        ({"projects": "1;10;Lampu;99.99\n"}, 7),
        ({"projects": f"1;10;{'L' * 201};\n"}, 7),
        ({"projects": "1;10;Lampu\n"}, 7),
        ({"projects": ""}, 1),
    ],
)
def test_what_does_not_fit_is_refused_with_its_line(jakarta: Pack, change: dict[str, str], line: int) -> None:
    given = {"budget": "100", "kind": "approval", "more": "", "projects": "1;10;Lampu;\n"} | change
    text = HEAD.format(**given) + given["projects"]
    with pytest.raises(BudgetFileAmiss) as refused:
        question_from(text.encode(), words=WORDS, rule="greedy")
    assert refused.value.facts["line"] == line


def test_the_office_brings_a_file_in(jakarta: Pack) -> None:
    poll = draft(MONEY)
    officer, address = desk_of("officer"), reverse("votes:read-budget", args=[poll.code])
    typed = {"words_id": "Apa?", "words_en": "What?", "rule": "equal-shares"}

    def send(content: bytes) -> Any:
        file = io.BytesIO(content)
        file.name = "anggaran.pb"
        return officer.post(address, typed | {"projects": file})

    assert officer.post(address, typed).status_code == 422
    refused = send(HEAD.format(budget="x", kind="approval", more="").encode())
    assert refused.status_code == 422
    assert "Line 3 of the file" in refused.content.decode()
    officer.cookies["django_language"] = "id"
    refused = send(HEAD.format(budget="x", kind="approval", more="").encode())
    assert "Baris 3 berkas tidak sesuai: budget bukan angka" in refused.content.decode()
    del officer.cookies["django_language"]
    text = HEAD.format(budget="5000000000", kind="approval", more="rule;greedy-no-skip\n")
    assert send((text + "A;4000000000;Taman;31.71.06.1003\nB;10;Bak;\n").encode()).status_code == 302
    last = asked_in(poll)[-1]
    assert (last["rule"], last["budget"], last["at_most"]) == ("equal-shares", 5_000_000_000, 2)
    assert [(one["cost"], one["area"]) for one in last["options"]] == [(4_000_000_000, CIKINI), (10, "")]


def test_every_reason_is_translated() -> None:
    """Whatever the readers of META and PROJECTS can say, the app knows the sentence of."""
    said = set[str]()
    for function in (
        files_pabulib_projects,
        documents.lines_of,
        documents.parse_number,
        documents.parse_whole,
        files_pabulib.Sections.rows,
        files_pabulib.Sections._take,
        files_pabulib._head,
        files_pabulib._rows,
        files_pabulib.meta_of,
        files_pabulib.projects_of,
    ):
        for call in ast.walk(ast.parse(dedent(inspect.getsource(function)))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "UnreadableBallots":
                reason = call.args[1]
                assert isinstance(reason, ast.Constant)
                said.add(str(reason.value))
    assert said - {"VOTES is the last section"} == REASONS  # the votes are not read
    with override("id"):
        assert not [reason for reason in REASONS if gettext(reason) == reason]
