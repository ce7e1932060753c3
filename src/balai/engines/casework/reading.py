"""From a parsed service file to a `Service`, with every mistake named by its place in the file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema

from balai.engines.casework.conditions import Condition, read_condition
from balai.engines.casework.definition import (
    Eligibility,
    Erasable,
    Fee,
    FeeRule,
    Issue,
    Nearby,
    Need,
    Option,
    Outcome,
    Period,
    Placement,
    PlacementKind,
    Prefill,
    Promise,
    PromiseRule,
    PublicState,
    Question,
    QuestionType,
    RouteRule,
    Service,
    Step,
    Threshold,
    Waiting,
)
from balai.engines.casework.lint import lint
from balai.engines.casework.mistakes import ServiceMistake
from balai.engines.workcalendar import parse_span

SCHEMA_PATH = Path(__file__).with_name("service.schema.json")
TEXTS = frozenset({"title", "summary", "label", "hint", "entry", "otherwise", "body"})
DAYS_OF = {"day": 1, "month": 30, "year": 365}


@cache
def service_schema() -> Mapping[str, Any]:
    """The published JSON Schema (2020-12) of a service file."""
    schema: Mapping[str, Any] = json.loads(SCHEMA_PATH.read_text())
    return schema


@cache
def _validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(service_schema())


def version_of(source: Mapping[str, Any]) -> str:
    """SHA-256 of the canonical JSON (sorted keys, no spaces, UTF-8), in hexadecimal."""
    canonical = json.dumps(source, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def _options(sources: Iterable[Mapping[str, Any]]) -> tuple[Option, ...]:
    return tuple(
        Option(item["code"], item["label"], item.get("hint", {}), tuple(item.get("keywords", ()))) for item in sources
    )


def _condition(source: Mapping[str, Any] | None) -> Condition | None:
    return read_condition(source) if source else None


def _placement(source: str | Mapping[str, str]) -> Placement:
    if isinstance(source, str):
        return Placement(PlacementKind(source))
    kind, value = next(iter(source.items()))
    if kind == "office":
        return Placement(PlacementKind.OFFICE, level=value)
    return Placement(PlacementKind(kind), code=value)


READ_APART = frozenset({"type", "options", "show_if", "prefill", "questions", "at_least"})


def _question(source: Mapping[str, Any]) -> Question:
    fields = {name: value for name, value in source.items() if name not in READ_APART}
    return Question(
        **fields,
        type=QuestionType(source["type"]),
        options=_options(source.get("options", ())),
        show_if=_condition(source.get("show_if")),
        prefill=Prefill(source["prefill"]) if "prefill" in source else None,
        questions=_questions(source.get("questions", ())),
        at_least=source.get("at_least", int(source["type"] == "group" and source.get("required", False))),
    )


def _questions(sources: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    return tuple(_question(item) for item in sources)


def _period(source: str) -> Period:
    amount, unit = source.split()
    return Period(int(amount), unit.rstrip("s"))


def _issue(source: Mapping[str, Any]) -> Issue:
    valid = _period(source["valid"]) if "valid" in source else None
    return Issue(source["document"], source["title"], source["body"], valid)


def _outcome(source: Mapping[str, Any]) -> Outcome:
    return Outcome(
        code=source["code"],
        label=source["label"],
        next=tuple(source.get("next", ())),
        end=PublicState(source["end"]) if "end" in source else None,
        needs=tuple(Need(need) for need in source.get("needs", ())),
        reasons=_options(source.get("reasons", ())),
        choose=source.get("choose", ""),
        to=_placement(source["to"]) if "to" in source else None,
        state=PublicState(source["state"]) if "state" in source else None,
        at_most=source.get("at_most", 0),
        tone=source.get("tone", "secondary"),
        automatic=source.get("automatic", False),
        asks=_questions(source.get("asks", ())),
        signatures=source.get("signatures", 1),
        issues=_issue(source["issues"]) if "issues" in source else None,
        stays=source.get("stays", False),
        publishes=source.get("publishes", False),
    )


def _promise(source: Mapping[str, Any] | None) -> Promise | None:
    if source is None:
        return None
    return Promise(
        within=parse_span(source["within"]) if "within" in source else None,
        late=source.get("late", "escalate"),
        extension=parse_span(source["extension"]) if "extension" in source else None,
        rules=tuple(
            PromiseRule(read_condition(rule["if"]), parse_span(rule["within"])) for rule in source.get("when", ())
        ),
        on=source.get("on", ""),
    )


def _waiting(source: Mapping[str, Any] | None) -> Waiting | None:
    if source is None:
        return None
    (reason,) = _options([source["reason"]])
    return Waiting(parse_span(source["within"]), source["times"], source["end"], reason)


def _fee(source: Mapping[str, Any] | None) -> Fee | None:
    if source is None:
        return None
    return Fee(tuple(FeeRule(price["rupiah"], _condition(price.get("when"))) for price in source["amount"]))


def _step(source: Mapping[str, Any]) -> Step:
    return Step(
        id=source["id"],
        title=source["title"],
        by=tuple(source["by"]),
        at=_placement(source["at"]),
        state=PublicState(source["state"]),
        outcomes=tuple(_outcome(item) for item in source["outcomes"]),
        promise=_promise(source.get("promise")),
        after=tuple(source.get("after", ())),
        when=_condition(source.get("when")),
        not_by=tuple(source.get("not_by", ())),
        field_work=source.get("field_work", False),
        fee=_fee(source.get("fee")),
        threshold=Threshold(**source["threshold"]) if "threshold" in source else None,
    )


def read_service(source: Mapping[str, Any]) -> Service:
    """The service of a parsed file without mistakes (see `find_mistakes`)."""
    keep = _period(source["keep"])
    return Service(
        code=source["service"],
        version=version_of(source),
        kind=source["kind"],
        title=source["title"],
        summary=source["summary"],
        owner=source["owner"],
        who=tuple(source["who"]),
        questions=_questions(source["questions"]),
        route=tuple(RouteRule(_placement(item["to"]), _condition(item.get("when"))) for item in source["route"]),
        start=tuple(source["start"]),
        steps=tuple(_step(item) for item in source["steps"]),
        nearby=Nearby(**source["nearby"]) if "nearby" in source else None,
        public_by_default=source.get("public", False),
        keep_days=keep.amount * DAYS_OF[keep.unit],
        category_question=source.get("category", ""),
        icon=source.get("icon", ""),
        eligibility=tuple(
            Eligibility(read_condition(item["when"]), item["otherwise"]) for item in source.get("eligibility", ())
        ),
        promise=_promise(source.get("promise")),
        waiting=_waiting(source.get("waiting")),
        erasable=Erasable(source.get("erasable", "all")),
    )


def find_mistakes(source: Any, *, languages: Iterable[str] = ()) -> list[ServiceMistake]:
    """Everything wrong with a parsed service file, in the order of the file; an empty list when it is sound.

    `languages` are those that each text must exist in.
    """
    shape = [_shape_mistake(error) for error in _validator().iter_errors(source)]
    if shape:
        return sorted(shape, key=lambda mistake: [str(part) for part in mistake.path])
    return [*lint(source), *_missing_languages(source, (), frozenset(languages))]


def _shape_mistake(error: jsonschema.ValidationError) -> ServiceMistake:
    path = tuple(error.absolute_path)
    sentence = error.message if len(error.message) < 300 else f"{error.message[:300]}…"
    mend = error.schema.get("description") if isinstance(error.schema, Mapping) else None
    return ServiceMistake("service.shape", path, sentence, mend or "See docs/reference/service-file.md for this key.")


def _missing_languages(node: Any, path: tuple[str | int, ...], languages: frozenset[str]) -> Iterator[ServiceMistake]:
    if isinstance(node, Mapping):
        for key, value in node.items():
            if key in TEXTS and isinstance(value, Mapping):
                for language in sorted(languages - value.keys()):
                    yield ServiceMistake(
                        "service.language", (*path, key), f"This text has no {language!r}.", f"Add {language}: …"
                    )
            else:
                yield from _missing_languages(value, (*path, key), languages)
    elif isinstance(node, list):
        for number, value in enumerate(node):
            yield from _missing_languages(value, (*path, number), languages)
