"""Doors: steps that stand open to the citizen side by side, to be taken in any order, some of them more than once."""

from __future__ import annotations

from dataclasses import dataclass

from balai.engines.casework.definition import REPORTER, Service
from balai.engines.casework.story import CaseState
from balai.web.templatetags.balai import text_of

FEWEST = 2
"""One step of the citizen's alone is a turn, not a way with doors."""


@dataclass(frozen=True, slots=True)
class Door:
    """One of the doors. `times` is how often it was passed; `is_open` whether one can go in now."""

    step: str
    title: str
    times: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Doors:
    """All doors of a case in the order of the service file."""

    all: tuple[Door, ...]

    @property
    def passed(self) -> int:
        return sum(door.times > 0 for door in self.all)

    def __len__(self) -> int:
        return len(self.all)


def doors_of(service: Service, state: CaseState) -> Doors | None:
    """How far a citizen is; None where the service has no doors."""
    own = [step for step in service.steps if step.id in service.start and REPORTER in step.by]
    if len(own) < FEWEST:
        return None
    passed = {step.id: sum(done.step == step.id and bool(done.outcome) for done in state.completions) for step in own}
    return Doors(tuple(Door(step.id, text_of(step.title), passed[step.id], step.id in state.tasks) for step in own))
