"""Random services, and random answers to them: every kind of question, groups, conditions, limits, hostile words."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from balai.apps.cases.tests.samples import CIKINI, CIKINI_POINT
from balai.engines.casework.definition import Question, QuestionType, Service
from balai.engines.casework.reading import find_mistakes, read_service

OWNER = "dinas-bina-marga"
HOSTILE = (
    "<script>alert(1)</script>",
    "\u202eterbalik\u202c",
    "مرحبا بالعالم",
    "שלום",
    "a\u200bb\u200c\ufeffc",
    "👩‍👩‍👧‍👦",
    "e\u0301\u0301\u0301\u0301\u0301\u0301\u0301",
    "{{ 7 }}{% now %}",
    "'; DROP TABLE cases_case; --",
    "x" * 500,
    "\x00\x07",
    "\u200b\u200b",
    "Ünïcödé\u00a0\u3000",
    "=1+1",
)
PATTERNS = {r"[0-9]{4}": "2026", r"[A-Z][a-z]+": "Sari", r"(?:ya|tidak)": "ya"}
SIMPLE = (
    "text",
    "long_text",
    "number",
    "money",
    "date",
    "choice",
    "many",
    "yes_no",
    "phone",
    "email",
    "area",
    "person",
)
PREFILLS = {"text": ["name", "last"], "email": ["email"], "phone": ["phone"], "area": ["area"], "person": ["name"]}

PLACES: tuple[dict[str, Any], ...] = (
    {"longitude": None, "latitude": None, "area": CIKINI, "words": "Gang Buntu 3"},
    {"longitude": CIKINI_POINT[0], "latitude": CIKINI_POINT[1], "area": "", "words": ""},
)

hostile_words = st.sampled_from(HOSTILE) | st.text(max_size=40)
label_words = st.sampled_from(
    ("Nama", "ما هو اسمك؟", "<b>Tanya</b>", "Apa\u200bkah \u202eini", "y" * 590, "“%(label)s” %s {x}")
)
labels = st.builds(lambda one, other: {"id": one, "en": other}, label_words, label_words)


@st.composite
def questions(
    draw: st.DrawFn, number: int, before: Sequence[dict[str, Any]], *, inside: bool = False
) -> dict[str, Any]:
    """A question that may depend on those before it."""
    name = f"{'i' if inside else 'q'}{number}"
    kinds = SIMPLE if inside else (*SIMPLE, "photo", "file", "group", "group")
    kind = draw(st.sampled_from(kinds if inside or any(q["type"] == "place" for q in before) else (*kinds, "place")))
    question: dict[str, Any] = {"id": name, "type": kind, "label": draw(labels)}
    if draw(st.booleans()):
        question["required"] = True
    if draw(st.integers(0, 3)) == 0:
        question["hint"] = draw(labels)
    question |= draw(limits(kind))
    if kind == "group":
        question |= draw(group_parts(number, before))
    elif not inside and draw(st.integers(0, 3)) == 0 and kind in PREFILLS:
        question["prefill"] = draw(st.sampled_from(PREFILLS[kind]))
    if not inside:
        question["page"] = draw(st.sampled_from(("one", "two", f"p{number}")))
        privacy = draw(st.sampled_from(("", "public", "personal", "")))
        if privacy and not (kind == "group" and privacy == "public"):
            question[privacy] = True
    if before and draw(st.integers(0, 2)) == 0:
        question["show_if"] = draw(conditions(before))
    return question


@st.composite
def limits(draw: st.DrawFn, kind: str) -> dict[str, Any]:
    """Options, lengths and bounds that some answer can keep."""
    if kind in ("choice", "many"):
        count = draw(st.sampled_from((1, 2, 3, 9)))
        return {"options": [{"code": f"o{number}", "label": draw(labels)} for number in range(count)]}
    if kind in ("photo", "file"):
        return {"max_files": draw(st.integers(1, 3))}
    if kind in ("number", "money") and draw(st.booleans()):
        least = draw(st.integers(0, 50))
        return {"minimum": least, "maximum": least + draw(st.integers(0, 1000))}
    if kind == "text" and draw(st.integers(0, 3)) == 0:
        return {"pattern": draw(st.sampled_from(sorted(PATTERNS)))}
    if kind in ("text", "long_text") and draw(st.booleans()):
        least = draw(st.integers(0, 20))
        return {"min_length": least, "max_length": least + draw(st.integers(1, 1000))}
    return {}


@st.composite
def group_parts(draw: st.DrawFn, number: int, before: Sequence[dict[str, Any]]) -> dict[str, Any]:
    inner: list[dict[str, Any]] = []
    for position in range(draw(st.integers(1, 4))):
        inner.append(draw(questions(number * 10 + position, [*before, *inner], inside=True)))
    least = draw(st.integers(0, 3))
    most = least + draw(st.integers(0 if least else 1, 3))
    return {"entry": draw(labels), "questions": inner, "at_least": least, "at_most": most}


def _test_of(question: Mapping[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    name, kind = question["id"], question["type"]
    given = st.booleans().map(lambda value: {"answer": name, "given": value})
    if kind in ("choice", "many"):
        codes = [option["code"] for option in question["options"]]
        some = st.lists(st.sampled_from(codes), min_size=1, max_size=3, unique=True)
        return st.sampled_from(codes).map(lambda code: {"answer": name, "is": code}) | some.map(
            lambda chosen: {"answer": name, "in": chosen}
        )
    if kind == "yes_no":
        return st.booleans().map(lambda value: {"answer": name, "is": value})
    if kind in ("number", "money", "group"):
        tests = st.sampled_from(("at_least", "at_most"))
        return st.builds(lambda test, value: {"answer": name, test: value}, tests, st.integers(0, 60)) | given
    return given


def conditions(before: Sequence[dict[str, Any]], depth: int = 2) -> st.SearchStrategy[dict[str, Any]]:
    """A condition on earlier questions, nested up to `depth`."""
    one = st.sampled_from(list(before)).flatmap(_test_of)
    if not depth:
        return one
    smaller = conditions(before, depth - 1)
    several = st.lists(smaller, min_size=1, max_size=3)
    return (
        one
        | one
        | several.map(lambda parts: {"all": parts})
        | several.map(lambda parts: {"any": parts})
        | smaller.map(lambda part: {"not": part})
    )


@st.composite
def sources(draw: st.DrawFn) -> dict[str, Any]:
    """A service file as a value, without a mistake."""
    asked: list[dict[str, Any]] = []
    for number in range(draw(st.integers(1, 7))):
        asked.append(draw(questions(number, asked)))
    source: dict[str, Any] = {
        "service": "request.random",
        "kind": draw(st.sampled_from(("request", "permit", "idea", "programme"))),
        "title": draw(labels),
        "summary": draw(labels),
        "owner": OWNER,
        "who": ["anonymous", "citizen"],
        "public": draw(st.booleans()),
        "keep": "2 years",
        "questions": asked,
        "route": [{"to": "owner"}],
        "start": ["look"],
        "steps": [
            {
                "id": "look",
                "title": {"id": "Periksa", "en": "Look"},
                "by": ["officer"],
                "at": "route",
                "state": "waiting",
                "outcomes": [{"code": "done", "label": {"id": "Selesai", "en": "Done"}, "end": "done"}],
            }
        ],
    }
    if draw(st.integers(0, 3)) == 0:
        source["eligibility"] = [{"when": draw(conditions(asked)), "otherwise": draw(labels)}]
    mistakes = list(find_mistakes(source))
    assert not mistakes, mistakes
    return source


def service_from(source: Mapping[str, Any]) -> Service:
    return read_service(source)


# answers, in the shapes of JSON


def fitting(question: Question) -> st.SearchStrategy[Any]:
    """Answers that a question takes."""
    least = max(question.min_length, 1)
    most = question.max_length or 200
    words = st.text(alphabet="abc é", min_size=least, max_size=least).map(lambda text: text.replace(" ", "z"))
    if question.pattern:
        words = st.just(PATTERNS[question.pattern])
    elif least <= 1 and most >= 520:
        words |= hostile_words
    low = 0 if question.minimum is None else question.minimum
    high = low + 1000 if question.maximum is None else question.maximum
    codes = [option.code for option in question.options]
    entries: st.SearchStrategy[Any] = st.nothing()
    if question.type is QuestionType.GROUP:
        entries = st.lists(answers_to(question.questions), min_size=question.at_least, max_size=question.at_most)
    return {
        QuestionType.NUMBER: st.integers(int(low), int(high)) | st.floats(low, high).map(lambda x: round(x, 3)),
        QuestionType.MONEY: st.integers(int(low), int(high)),
        QuestionType.DATE: st.dates().map(lambda day: day.isoformat()),
        QuestionType.CHOICE: st.sampled_from(codes or ["none"]),
        QuestionType.MANY: st.lists(st.sampled_from(codes or ["none"]), min_size=1, unique=True),
        QuestionType.YES_NO: st.booleans(),
        QuestionType.PHONE: st.sampled_from(("081234567890", "+62 21 555 1234")),
        QuestionType.EMAIL: st.just("sari@example.org"),
        QuestionType.AREA: st.just(CIKINI),
        QuestionType.PERSON: st.just({"name": "Sari", "phone": "081234567890", "email": ""}),
        QuestionType.GROUP: entries,
    }.get(question.type, words)


def safe(question: Question) -> Any:
    """An answer that a question surely takes."""
    if question.type is QuestionType.GROUP:
        return [{inner.id: safe(inner) for inner in question.questions}] * max(question.at_least, 1)
    text = PATTERNS.get(question.pattern) or "z" * max(question.min_length, 1)
    return {
        QuestionType.NUMBER: int(question.minimum or 0),
        QuestionType.MONEY: int(question.minimum or 0),
        QuestionType.DATE: "2026-11-23",
        QuestionType.CHOICE: question.options[0].code if question.options else "",
        QuestionType.MANY: [option.code for option in question.options[:1]],
        QuestionType.YES_NO: True,
        QuestionType.PHONE: "081234567890",
        QuestionType.EMAIL: "sari@example.org",
        QuestionType.AREA: CIKINI,
        QuestionType.PERSON: {"name": "Sari", "phone": "", "email": ""},
        QuestionType.PLACE: PLACES[0],
    }.get(question.type, text)


ANYTHING: st.SearchStrategy[Any] = (
    hostile_words
    | st.booleans()
    | st.integers(-(10**16), 10**16)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.lists(hostile_words, max_size=3)
    | st.just({"name": "Sari"})
    | st.just({"name": "", "phone": "x"})
    | st.just([{}])
    | st.none()
)


@st.composite
def answers_to(draw: st.DrawFn, asked: Sequence[Question], *, wild: bool = False) -> dict[str, Any]:
    """Answers to some of these questions; `wild` ones need not fit."""
    given: dict[str, Any] = {}
    for question in asked:
        if question.type in (QuestionType.PHOTO, QuestionType.FILE, QuestionType.PLACE):
            continue
        if not question.required and not question.at_least and draw(st.integers(0, 3)) == 0:
            continue
        odd = wild and draw(st.integers(0, 3)) == 0
        given[question.id] = draw(ANYTHING if odd else fitting(question))
    return given


# as a browser sends them


def typed(question: Question, answer: Any, name: str = "") -> dict[str, Any]:
    """The fields of a form that give this answer."""
    name = name or question.id
    if answer is None:
        return {}
    if question.type is QuestionType.YES_NO:
        return {name: "yes" if answer else "no"}
    if question.type in (QuestionType.PERSON, QuestionType.PLACE):
        return {f"{name}_{part}": "" if value is None else str(value) for part, value in answer.items()}
    if question.type is QuestionType.NUMBER:
        return {name: f"{answer:f}".rstrip("0").rstrip(".") if isinstance(answer, float) else str(answer)}
    return {name: answer if isinstance(answer, list) else str(answer)}


def shown_as(words: str) -> str:
    """Words as they are found in a page's text: white space single."""
    return " ".join(words.split())


def plain_text(page: str) -> str:
    """What a reader reads of a page, entities resolved."""
    page = re.sub(r"<(script|style).*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page)).split())
