"""A small permit that has everything a step can have: a fee, parallel checks, minutes for two names, a document."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from balai.apps.cases.actions.opening import OpenedCase, Place
from balai.apps.cases.actions.services import activate_services
from balai.apps.cases.tests.samples import CIKINI, CIKINI_OFFICE, Colleague, end, report
from balai.base import clock
from balai.base.memo import forget_all
from balai.base.packs import Pack

HEALTH = "dinas-kesehatan"
OWNER_NAME = "Sari Wulandari"


def text(words: str) -> dict[str, str]:
    return {"id": words, "en": words}


def options(*codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "label": text(code.capitalize())} for code in codes]


def outcome(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, "label": text(code.replace("_", " ").capitalize()), **more}


def step(code: str, *outcomes: dict[str, Any], **more: Any) -> dict[str, Any]:
    shape = {"id": code, "title": text(f"Step {code}"), "by": ["officer"], "at": {"office": "subdistrict"}}
    return {**shape, "state": "in_progress", "outcomes": list(outcomes), **more}


QUESTIONS = [
    {"id": "owner_name", "type": "text", "label": text("Owner"), "required": True, "personal": True, "prefill": "name"},
    {"id": "size", "type": "choice", "label": text("Size"), "required": True, "options": options("small", "large")},
    {"id": "plan", "type": "file", "label": text("Plan of the stall"), "max_files": 3},
    {"id": "card", "type": "photo", "label": text("Identity card"), "personal": True},
    {
        "id": "workers",
        "type": "group",
        "label": text("People who work there"),
        "entry": text("Worker"),
        "questions": [
            {"id": "name", "type": "text", "label": text("Name of the worker"), "required": True, "personal": True},
            {"id": "age", "type": "number", "label": text("Age"), "required": True},
        ],
    },
]
INSPECTION = [
    {"id": "clean", "type": "yes_no", "label": text("Is it clean?"), "required": True},
    {"id": "risk", "type": "choice", "label": text("Risk"), "required": True, "options": options("red", "green")},
    {
        "id": "why_not",
        "type": "long_text",
        "label": text("What is dirty?"),
        "required": True,
        "show_if": {"answer": "clean", "is": False},
    },
    {"id": "next_look", "type": "date", "label": text("Next look"), "public": True},
]
STALL: dict[str, Any] = {
    "service": "permit.stall",
    "kind": "permit",
    "title": text("Stall permit"),
    "summary": text("May I sell here?"),
    "owner": "dinas-bina-marga",
    "who": ["anonymous", "citizen"],
    "keep": "5 years",
    "questions": QUESTIONS,
    "route": [{"to": {"office": "subdistrict"}}],
    "start": ["pay"],
    "steps": [
        step(
            "pay",
            outcome("paid", needs=["receipt"]),
            by=["reporter"],
            at="reporter",
            state="waiting",
            fee={"amount": [{"when": {"answer": "size", "is": "large"}, "rupiah": 250000}, {"rupiah": 0}]},
        ),
        step("hygiene", outcome("fine"), at={"unit": HEALTH}, after=["pay"]),
        step("space", outcome("fine", needs=["words"]), after=["pay"]),
        step("visit", outcome("minutes", asks=INSPECTION, signatures=2, next=["decide"]), after=["hygiene", "space"]),
        step(
            "decide",
            outcome(
                "grant",
                tone="primary",
                end="done",
                issues={
                    "document": "stall_permit",
                    "title": text("Permit for a stall"),
                    "body": text("{holder} may sell in {place}. Size: {size}."),
                    "valid": "5 years",
                },
            ),
            outcome("refuse", end="refused", needs=["words"], reasons=options("too_narrow", "too_dirty")),
        ),
    ],
}


def door(code: str, **more: Any) -> dict[str, Any]:
    shape = {"by": ["reporter"], "at": "reporter", "state": "in_progress"}
    return step(code, outcome("done", needs=["evidence"], **more), **shape)


DOORS: dict[str, Any] = {
    **STALL,
    "service": "programme.doors",
    "kind": "programme",
    "title": text("Programme with doors"),
    "questions": [{"id": "trade", "type": "choice", "label": text("Trade"), "options": options("food", "craft")}],
    "start": ["learn", "register", "sell"],
    "steps": [
        door("learn", stays=True),
        door("register"),
        door("sell"),
        step("finish", outcome("close", end="done"), after=["register", "sell"], at={"office": "subdistrict"}),
    ],
}


def offer(pack: Pack, *sources: Mapping[str, Any], now: datetime | None = None) -> None:
    """Let the city offer these besides its own services."""
    activate_services(sources=[*pack.services, *sources], now=now or clock.now())
    forget_all()


def apply_for_stall(size: str = "large", **changes: Any) -> OpenedCase:
    """An application that has just come in."""
    workers = [{"name": "Budi Santoso", "age": 31}, {"name": "Tini Lestari", "age": 24}]
    answers = {"owner_name": OWNER_NAME, "size": size, "workers": workers}
    fields = {"service": "permit.stall", "answers": answers, "place": Place(None, None, CIKINI, ""), "is_public": False}
    return report(now=clock.now(), **{**fields, **changes})


def pay(case: OpenedCase) -> None:
    end(case.id, None, "pay", "paid", clock.now(), receipt="BDKI-2026-000123")


def check(case: OpenedCase, health: Colleague, office: Colleague) -> None:
    """Both parallel checks; the visit opens."""
    assert (health.organisation, office.organisation) == (HEALTH, CIKINI_OFFICE)
    end(case.id, health, "hygiene", "fine", clock.now())
    end(case.id, office, "space", "fine", clock.now(), words="Trotoar cukup lebar.")
