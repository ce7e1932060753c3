"""schemathesis attacks the JSON API from its own description: no failure of ours, and no answer that is not described.

Each operation gets what fits its description, what does not, and what fits for a case that is there.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Iterable, Iterator
from typing import Any
from uuid import uuid4

import hypothesis
import pytest
import schemathesis
from django.core.wsgi import get_wsgi_application
from django.test import Client
from hypothesis import strategies as st
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import positive_data_acceptance

from balai.apps.cases.models import Case
from balai.apps.cases.tests.samples import CIKINI, report
from balai.web.words import clean_words

pytestmark = [pytest.mark.standards, pytest.mark.usefixtures("fresh_database", "jakarta")]
EXAMPLES = 20
SECRET = "Authorization"
numbers = itertools.count(1)


def many_visitors(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
    """The city, asked from another address each time: what is tried here are answers, not patience."""
    number = next(numbers)
    address = f"100.{64 + number // 65536 % 64}.{number // 256 % 256}.{number % 256}"
    answer: Iterable[bytes] = get_wsgi_application()(environ | {"REMOTE_ADDR": address}, start)
    return answer


@pytest.fixture
def operations(fresh_database: str, jakarta: object) -> list[Any]:
    description = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", many_visitors)
    return [found.ok() for found in description.get_all_operations()]  # type: ignore[union-attr]


def attacks_on(operation: Any) -> Iterator[tuple[str, Any]]:
    """What is sent to one operation, by the name of the attack."""
    yield "fitting", operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if operation.path_parameters or operation.query or operation.headers or operation.body:
        yield "not fitting", operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    if "{reference}" in operation.path:
        opened = report()
        headers = {SECRET: f"Bearer {opened.secret}"}
        known = operation.as_strategy(path_parameters={"reference": opened.reference}, headers=headers)
        yield "known", known


def test_every_answer_is_described(operations: list[Any], effort: int) -> None:
    assert len(operations) >= 13
    troubles: list[str] = []
    for operation in operations:
        for name, strategy in attacks_on(operation):

            @hypothesis.given(case=strategy)
            @hypothesis.settings(
                max_examples=EXAMPLES * effort,
                derandomize=effort == 1,
                database=None,
                deadline=None,
                suppress_health_check=list(hypothesis.HealthCheck),
            )
            def attack(case: Any) -> None:
                # What fits the description may still name what the city does not have.
                case.call_and_validate(excluded_checks=[positive_data_acceptance])

            try:
                attack()
            except FailureGroup as failures:
                told = "\n".join(str(failure) for failure in failures.exceptions)
                troubles.append(f"{operation.method.upper()} {operation.path}, {name}: {told}\n{failures}")
    assert not troubles, "\n\n".join(troubles)


def answers_by(schema: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Whatever a service's own schema allows: its required answers, and some of the others."""

    def one(shape: dict[str, Any]) -> st.SearchStrategy[Any]:
        if "enum" in shape:
            return st.sampled_from(shape["enum"])
        return (
            st.booleans()
            if shape["type"] == "boolean"
            else st.text(min_size=shape.get("minLength", 0), max_size=min(60, shape["maxLength"]))
        )

    asked = {name: one(shape) for name, shape in schema["properties"].items()}
    required = {name: asked.pop(name) for name in schema["required"]}
    return st.fixed_dictionaries(required, optional=asked)


@pytest.mark.parametrize("service", ["report.road", "report.tree"])
def test_answers_that_fit_a_services_own_schema_are_taken(service: str, effort: int) -> None:
    """All but those of which nothing is left when what hides in words is taken out."""
    schema = Client().get(f"/api/v1/services/{service}").json()["answers"]
    taken = []

    @hypothesis.given(answers=answers_by(schema))
    @hypothesis.settings(max_examples=15 * effort, derandomize=effort == 1, database=None, deadline=None)
    def send(answers: dict[str, Any]) -> None:
        whole = {"service": service, "answers": answers, "place": {"area": CIKINI, "words": "Depan pasar"}}
        headers = {"idempotency-key": str(uuid4()), "accept-language": "en"}
        answer = Client().post("/api/v1/cases", json.dumps(whole), content_type="application/json", headers=headers)
        assert answer.status_code in {201, 422}, answer.content
        if answer.status_code == 422:
            assert {error["field"] for error in answer.json()["errors"]} == {"answers.words"}
            assert len(clean_words(answers["words"])) < schema["properties"]["words"]["minLength"]
        taken.append(answer.status_code == 201)

    send()
    assert any(taken)
    assert Case.objects.filter(channel="api", service_code=service).count() == sum(taken)
