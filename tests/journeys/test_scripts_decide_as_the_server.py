"""Which questions a page shows is decided twice, by a script and by the server: both always say the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.utils import translation
from django.utils.datastructures import MultiValueDict
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Page

from balai.apps.requests.tests.definitions import conditions
from balai.engines.casework.conditions import read_condition
from balai.engines.casework.definition import Question, QuestionType
from balai.engines.casework.reading import read_service
from balai.web.questions import form_for

pytestmark = pytest.mark.journey

LABEL = {"id": "?", "en": "?"}
OPTIONS = [{"code": code, "label": LABEL} for code in ("yes", "o1", "o2")]
ASKED: list[dict[str, Any]] = [
    {"id": "number", "type": "number", "label": LABEL},
    {"id": "money", "type": "money", "label": LABEL},
    {"id": "choice", "type": "choice", "label": LABEL, "options": OPTIONS},
    {"id": "many", "type": "many", "label": LABEL, "options": OPTIONS},
    {"id": "agrees", "type": "yes_no", "label": LABEL},
    {"id": "words", "type": "text", "label": LABEL},
]
TYPED: dict[str, tuple[list[str], ...]] = {
    "number": ([""], ["3"], ["60"], ["1.250"], ["1,5"], ["1.250,5"], ["1,250.5"], ["-4"], ["zzz"], [" 7 "]),
    "money": ([""], ["Rp 25.000"], ["25,000"], ["40"]),
    "choice": ([], ["yes"], ["o1"]),
    "many": ([], ["yes"], ["o1", "o2"]),
    "agrees": ([], ["yes"], ["no"]),
    "words": ([""], ["  "], ["ada"]),
}
OpenPage = Callable[..., Page]


def questions() -> tuple[Question, ...]:
    step = {"id": "a", "title": LABEL, "by": ["officer"], "at": "route", "state": "waiting"}
    source: dict[str, Any] = {
        "service": "request.sample",
        "kind": "request",
        "title": LABEL,
        "summary": LABEL,
        "owner": "x",
        "who": ["anonymous"],
        "keep": "1 year",
        "questions": ASKED,
        "route": [{"to": "owner"}],
        "start": ["a"],
        "steps": [{**step, "outcomes": [{"code": "z", "label": LABEL, "end": "done"}]}],
    }
    return read_service(source).questions


def by_server(condition: dict[str, Any], typed: dict[str, list[str]], language: str) -> bool | None:
    """Whether the server takes an answer to a question with this condition; None where it must first have another mended."""
    last = Question("last", QuestionType.TEXT, LABEL, show_if=read_condition(condition))
    data: MultiValueDict[str, Any] = MultiValueDict({**typed, "last": ["x"]})
    with translation.override(language):
        form = form_for((*questions(), last), language, data=data)
        form.is_valid()
    return None if form.errors.keys() - {"last"} else "last" in form.cleaned_data


@pytest.mark.parametrize("language", ["id", "en"])
def test_script_and_server_agree(open_page: OpenPage, language: str, effort: int) -> None:
    tried: list[tuple[dict[str, Any], dict[str, list[str]]]] = []

    @given(condition=conditions(ASKED), typed=st.fixed_dictionaries({k: st.sampled_from(v) for k, v in TYPED.items()}))
    @settings(max_examples=400 * effort, deadline=None, database=None, derandomize=effort == 1, phases=[Phase.generate])
    def collect(condition: dict[str, Any], typed: dict[str, list[str]]) -> None:
        tried.append((condition, typed))

    collect()
    page = open_page(language=language)
    page.goto("/layanan/")
    verdicts = page.evaluate(
        """async ([module, tried, language]) => {
             const { holds } = await import(module);
             const list = (values, name) => name === "many" ? values : values[0] ?? null;
             return tried.map(([condition, typed]) => holds(condition, (name) => list(typed[name], name), language));
           }""",
        ["/static/web/conditions.js", tried, language],
    )
    differing = [
        (condition, typed, verdict)
        for (condition, typed), verdict in zip(tried, verdicts, strict=True)
        if by_server(condition, typed, language) not in {None, verdict}
    ]
    assert not differing, differing[:3]
    assert {True, False} == set(verdicts)
