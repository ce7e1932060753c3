"""A log line says what happened, never to whom: no words, no addresses, no secrets of a link."""

from __future__ import annotations

import json
import logging
from types import SimpleNamespace

import pytest

from balai.project.logs import JsonFormatter

SECRET = "siti@example.org"


def line(message: str, *arguments: object, error: BaseException | None = None, name: str = "x", **facts: object) -> str:
    information = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord(name, logging.ERROR, __file__, 1, message, arguments, information)
    record.__dict__.update(facts)
    return JsonFormatter().format(record)


def test_a_line_is_one_json_object_with_the_facts_it_may_hold() -> None:
    read = json.loads(line("request", route="cases:public", status=200, milliseconds=3.1, visitor=SECRET))
    assert read["route"] == "cases:public"
    assert read["status"] == 200
    assert "visitor" not in read
    assert set(read) >= {"at", "level", "logger", "message"}


def test_the_words_of_an_exception_stay_out_and_its_place_is_kept() -> None:
    try:
        raise ValueError(f"Key (email)=({SECRET}) already exists")  # noqa: TRY301 (so that it has a place)
    except ValueError as error:
        text = line("A job failed", error=error)
    assert SECRET not in text
    read = json.loads(text)["exception"]
    assert read["class"] == "builtins.ValueError"
    assert read["places"][-1].startswith("test_logs_hold_no_personal_data.py:")


@pytest.mark.parametrize("match", [None, SimpleNamespace(route="r/<str:secret>/")])
def test_djangos_own_lines_lose_the_path(match: object) -> None:
    request = SimpleNamespace(resolver_match=match, path=f"/r/{SECRET}/")
    text = line("%s: %s", "Internal Server Error", f"/r/{SECRET}/", request=request, status_code=500)
    assert SECRET not in text
    assert ("r/<str:secret>/" in text) == (match is not None)


def test_the_queues_own_lines_lose_the_arguments() -> None:
    job = {"task_name": "notifications.send", "id": 7, "task_kwargs": {"to": SECRET}, "call_string": f"send({SECRET})"}
    text = line(f"Job send[7](to='{SECRET}') ended", name="procrastinate.worker", action="job_error", job=job)
    assert SECRET not in text
    assert "job_error notifications.send 7" in text
