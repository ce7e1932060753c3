"""Whether a map fits the city and the file: services, categories, questions, states, offices, areas, columns."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from difflib import get_close_matches
from typing import Any

from balai.apps.exchange.importing.city import CityKnown
from balai.apps.exchange.importing.maps import ImportMap, Target, Vocabulary
from balai.apps.exchange.importing.retelling import states_of
from balai.base.packs.mistakes import Mistake
from balai.base.packs.strict_yaml import Place
from balai.engines.casework.definition import CODED_TYPES, Question, QuestionType, Service

WORDS = frozenset({QuestionType.TEXT, QuestionType.LONG_TEXT})


def city_mistakes(mapping: ImportMap, city: CityKnown) -> list[Mistake]:
    """What the map names and the running city does not have."""
    found = [*_targets(mapping, city), *_codes(mapping, city)]
    services = [city.services[target.service] for target in mapping.targets if target.service in city.services]
    found += [*_states(mapping, services), *_questions(mapping, services)]
    return sorted(set(found))


def column_mistakes(mapping: ImportMap, columns: Collection[str]) -> list[Mistake]:
    """Columns that the map names and the first line of the file does not."""
    named = set(mapping.columns)
    if mapping.history and not mapping.history.entries:
        named |= set(mapping.history.columns)
    return [
        _mistake(
            mapping,
            "column",
            _place_of(mapping.document.value, name),
            f"The file has no column {name!r}.",
            near(name, columns),
        )
        for name in sorted(named - set(columns))
    ]


def near(name: str, known: Collection[str]) -> str:
    """How to mend a name: the one that is closest to it, or the first of those there are."""
    found = get_close_matches(name, known, n=1)
    return f"Did you mean {found[0]!r}?" if found else f"There are: {', '.join(sorted(known)[:12])}."


def _mistake(mapping: ImportMap, code: str, place: Place, wrong: str, mend: str) -> Mistake:
    return mapping.document.mistake(f"import-map.{code}", place, wrong, mend)


def _place_of(value: Any, name: str, place: Place = ()) -> Place:
    """Where in the document a column is named first."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, inner in pairs:
        if key == "values":
            continue
        if inner == name:
            return (*place, key)
        if deeper := _place_of(inner, name, (*place, key)):
            return deeper
    return ()


def _listed_targets(mapping: ImportMap) -> Iterator[tuple[Place, Target]]:
    for name, target in mapping.service.values.items():
        yield ("service", "values", name), target
    if mapping.service.otherwise:
        key = "otherwise" if mapping.service.column else "always"
        yield ("service", key), mapping.service.otherwise


def _targets(mapping: ImportMap, city: CityKnown) -> Iterator[Mistake]:
    for place, target in _listed_targets(mapping):
        service = city.services.get(target.service)
        if service is None:
            wrong = f"The city offers no service {target.service!r}."
            yield _mistake(mapping, "service", place, wrong, near(target.service, city.services))
            continue
        options = [option.code for option in _category(service).options] if service.category_question else []
        if target.category and target.category not in options:
            wrong = f"{target.service} has no category {target.category!r}."
            yield _mistake(mapping, "category", place, wrong, near(target.category, options))


def _category(service: Service) -> Question:
    return service.question(service.category_question)


def _codes(mapping: ImportMap, city: CityKnown) -> Iterator[Mistake]:
    for name, vocabulary, known in (("office", mapping.office, city.offices), ("area", mapping.area, city.areas)):
        codes: list[tuple[Place, str]] = [((name, "values", text), code) for text, code in vocabulary.values.items()]
        codes += [((name, "otherwise"), vocabulary.otherwise)] if vocabulary.otherwise else []
        for place, code in codes:
            if code not in known:
                yield _mistake(mapping, name, place, f"The city has no {name} of the code {code!r}.", near(code, known))


def _states(mapping: ImportMap, services: list[Service]) -> Iterator[Mistake]:
    for service in services:
        shown = states_of(service)
        for text, state in mapping.state.values.items():
            if state not in shown:
                wrong = f"No step of {service.code} is ever shown as {state}."
                mend = f"Choose one of: {', '.join(sorted(shown))}."
                yield _mistake(mapping, "state", ("state", "values", text), wrong, mend)


def _questions(mapping: ImportMap, services: list[Service]) -> Iterator[Mistake]:
    """A question must be one of at least one of the services, and of the right kind there."""
    for name in mapping.words:
        yield from _question(mapping, services, ("words", name), name, WORDS)
    for name, vocabulary in mapping.answers.items():
        amiss = list(_question(mapping, services, ("answers", name), name, CODED_TYPES))
        yield from amiss or _answers(mapping, services, name, vocabulary)


def _question(
    mapping: ImportMap, services: list[Service], place: Place, name: str, types: Collection[QuestionType]
) -> Iterator[Mistake]:
    asked = {question.id: question for service in services for question in service.questions}
    if name not in asked:
        wrong = f"None of the services asks {name!r}."
        yield _mistake(mapping, "question", place, wrong, near(name, asked))
    elif asked[name].type not in types:
        wrong = f"{name!r} is a question of the type {asked[name].type}."
        yield _mistake(mapping, "question", place, wrong, f"Here stand only: {', '.join(sorted(types))}.")


def _answers(mapping: ImportMap, services: list[Service], name: str, vocabulary: Vocabulary) -> Iterator[Mistake]:
    asking = [service for service in services if any(question.id == name for question in service.questions)]
    for text, answer in vocabulary.values.items():
        for service in asking:
            if not _fits(service.question(name), answer):
                wrong = f"{service.code} does not take {answer!r} for {name!r}."
                options = [option.code for option in service.question(name).options]
                mend = near(str(answer), options) if options else "Write what its type asks for."
                yield _mistake(mapping, "answer", ("answers", name, "values", text), wrong, mend)


def _fits(question: Question, answer: Any) -> bool:
    codes = {option.code for option in question.options}
    if question.type is QuestionType.CHOICE:
        return answer in codes
    if question.type is QuestionType.YES_NO:
        return isinstance(answer, bool)
    if question.type in (QuestionType.NUMBER, QuestionType.MONEY):
        return isinstance(answer, int | float) and not isinstance(answer, bool)
    return isinstance(answer, str)
