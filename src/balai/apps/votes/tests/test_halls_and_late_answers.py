"""A letter's code opens the booth, nothing of one person is left there for the next, and a late answer is public."""

from __future__ import annotations

import base64
import re
import zlib
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from balai.apps.cases.models import Case
from balai.apps.votes.actions.answering import ask_for_answer
from balai.apps.votes.counting import by_area
from balai.apps.votes.lists import read_list
from balai.apps.votes.models import Ballot, Option, Question
from balai.apps.votes.polls import Asked
from balai.apps.votes.pseudonyms import letter_code
from balai.apps.votes.rules import SMALLEST_CELL
from balai.apps.votes.tests.offices import desk_of
from balai.apps.votes.tests.test_results_can_be_counted_again import finished
from balai.apps.votes.tests.things import opened, voters
from balai.apps.votes.views.results import answer_of
from balai.base import clock
from balai.base.packs import Pack


def printed(document: bytes) -> list[str]:
    """The texts of a PDF as they are drawn, page by page one after the other."""
    texts = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", document, re.DOTALL):
        packed = stream.strip()
        if not packed.endswith(b"~>"):
            continue
        try:
            drawn = zlib.decompress(base64.a85decode(packed[:-2]))
        except (ValueError, zlib.error):
            continue
        texts += [text.decode("latin-1") for text in re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", drawn)]
    return texts


def test_the_code_of_a_printed_letter_opens_the_booth(jakarta: Pack) -> None:
    poll = opened(letters=True, who={"kind": "list"}, listed=read_list(b"nama\nAni\nBudi\n"))
    answer = desk_of("officer").post(reverse("votes:letters", args=[poll.code]), {"from": "1"})
    texts = printed(answer.content)
    codes = [letter_code(poll.code, bytes(voter.pseudonym)) for voter in voters(poll)]
    assert [text for text in texts if text in codes] == codes
    assert {"Ani", "Budi"} <= set(texts)
    booth = Client(headers={"accept-language": "en"})
    address = reverse("votes:booth", args=[poll.code])
    for code in codes:
        done = booth.post(address, {"code": code, "ballot": "1", "q1": "1"})
        assert done.status_code == 200
        assert "no-store" in done.headers["Cache-Control"]
        assert code not in booth.get(address).content.decode()
    assert Ballot.objects.count() == len(codes)
    assert not booth.cookies.get("sessionid")


@pytest.mark.parametrize(("others", "shown"), [(0, ["1"]), (4, []), (2 * SMALLEST_CELL, ["1", "2"])])
def test_an_area_is_shown_only_where_no_cell_is_small(others: int, shown: list[str]) -> None:
    """Half of each area for either answer: with a few elsewhere, the whole less one area would tell how they voted."""
    asked = Asked(Question(method="single"), [Option(position=0), Option(position=1)])
    areas = [1] * (2 * SMALLEST_CELL) + [2] * others
    found = by_area(asked, areas, [[number % 2] for number in range(len(areas))])
    assert list(found["areas"]) == shown
    assert found["others"] == ([] if shown else [len(areas) // 2] * 2)


def test_an_overdue_answer_is_public(jakarta: Pack) -> None:
    poll = ask_for_answer(code=finished([[[1]]]).code, now=clock.now())
    case = Case.objects.get(reference=poll.answer)
    assert case.due_at is not None
    before, after = (answer_of(poll, case.due_at + timedelta(seconds=step)) for step in (-1, 1))
    assert before is not None
    assert after is not None
    assert (before.is_late, after.is_late) == (False, True)
    Case.objects.filter(pk=case.pk).update(due_at=clock.now() - timedelta(days=2))
    page = Client(headers={"accept-language": "en"}).get(reverse("votes:poll", args=[poll.code])).content.decode()
    assert "The answer is overdue" in page
