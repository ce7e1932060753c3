"""Small services and a directory for the tests of the case engine."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, time, timedelta
from typing import Any

from balai.engines.casework.decisions import Actor, Facts
from balai.engines.casework.definition import Placement, PlacementKind, Service
from balai.engines.casework.reading import find_mistakes, read_service
from balai.engines.workcalendar import WorkCalendar

MONDAY = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
CALENDAR = WorkCalendar("Asia/Jakarta", {day: ((time(7, 30), time(16, 0)),) for day in range(5)}, {})

OFFICER = Actor(1, "officer", "office-a")
OTHER_OFFICER = Actor(2, "officer", "office-a")
VERIFIER = Actor(3, "verifier", "verifiers")
DOER_AS_VERIFIER = Actor(1, "verifier", "verifiers")
REPORTER = Actor(None, "reporter")


def text(words: str) -> dict[str, str]:
    return {"id": words, "en": words}


class EveryOffice:
    """A directory that has an office everywhere, except in the area `nowhere`."""

    def resolve(self, placement: Placement, *, area: str) -> str | None:
        if area == "nowhere":
            return None
        return {
            PlacementKind.OFFICE: f"office-{area}",
            PlacementKind.BRANCH: f"{placement.code}-{area}",
            PlacementKind.UNIT: placement.code,
        }.get(placement.kind)


def facts(**answers: Any) -> Facts:
    return Facts(answers=answers, area="a", calendar=CALENDAR, directory=EveryOffice())


def outcome(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "label": text(code), **more}


def step(code: str, *outcomes: dict[str, Any], **more: Any) -> dict[str, Any]:
    shape = {"id": code, "title": text(code), "by": ["officer"], "at": "holder", "state": "in_progress"}
    return {**shape, "outcomes": list(outcomes), **more}


REPORT: dict[str, Any] = {
    "service": "report.sample",
    "kind": "report",
    "title": text("Sample"),
    "summary": text("A sample."),
    "owner": "roads",
    "who": ["anonymous"],
    "keep": "2 years",
    "category": "category",
    "questions": [
        {
            "id": "category",
            "type": "choice",
            "label": text("?"),
            "options": [{"code": "hole", "label": text("h")}, {"code": "bridge", "label": text("b")}],
        },
        {"id": "words", "type": "long_text", "label": text("?")},
    ],
    "route": [
        {"when": {"answer": "category", "is": "bridge"}, "to": {"branch": "roads"}},
        {"to": {"office": "subdistrict"}},
    ],
    "start": ["intake"],
    "steps": [
        step(
            "intake",
            outcome("accept", next=["work"]),
            outcome(
                "transfer", needs=["organisation"], choose="any", to="chosen", state="coordination", next=["intake"]
            ),
            outcome("refuse", end="refused", needs=["words"], reasons=[{"code": "duplicate", "label": text("d")}]),
            at="route",
            state="waiting",
            promise={"within": "6 hours"},
        ),
        step(
            "work",
            outcome("finish", needs=["evidence"], next=["verify"]),
            promise={"within": "3 working days", "extension": "2 working days"},
        ),
        step(
            "verify",
            outcome("confirm", next=["review"]),
            outcome("return", to={"doer": "work"}, next=["work"]),
            by=["verifier"],
            at={"unit": "verifiers"},
            state="verification",
            not_by=["work"],
        ),
        step(
            "review",
            outcome("satisfied", needs=["rating"], end="done"),
            outcome("reopen", at_most=1, to={"doer": "work"}, next=["work"]),
            outcome("lapse", automatic=True, end="done"),
            by=["reporter"],
            at="reporter",
            state="done",
            promise={"within": "7 days", "late": "lapse"},
        ),
    ],
}


def source(**changes: Any) -> dict[str, Any]:
    """The sample report with some keys changed."""
    return {**copy.deepcopy(REPORT), **changes}


def service(**changes: Any) -> Service:
    """The sample report, sound by its own rules."""
    definition = source(**changes)
    assert find_mistakes(definition, languages=["id", "en"]) == []
    return read_service(definition)
