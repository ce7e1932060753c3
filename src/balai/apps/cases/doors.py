"""Doors: steps that stand open side by side from the start, to be taken in any order, some of them more than once."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from balai.engines.casework.definition import REPORTER, Service, Step
from balai.engines.casework.story import CaseState
from balai.web.templatetags.balai import text_of

FEWEST = 2
"""One step of the citizen's alone is a turn, not a way with doors."""


class DoorState(StrEnum):
    """How a door stands, as the citizen sees it."""

    PASSED = "passed"
    YOURS = "yours"
    WITH_OFFICE = "with_office"
    SHUT = "shut"


@dataclass(frozen=True, slots=True)
class Door:
    """One of the doors. `times` is how often something was recorded there."""

    step: str
    title: str
    times: int
    state: DoorState

    @property
    def is_passed(self) -> bool:
        return self.state is DoorState.PASSED


@dataclass(frozen=True, slots=True)
class Doors:
    """All doors of a case in the order of the service file."""

    all: tuple[Door, ...]

    @property
    def passed(self) -> int:
        return sum(door.is_passed for door in self.all)

    def __len__(self) -> int:
        return len(self.all)


def doors_of(service: Service, state: CaseState) -> Doors | None:
    """How far a citizen is; None where the service has no doors."""
    steps = [step for step in service.steps if step.id in service.start]
    if sum(REPORTER in step.by for step in steps) < FEWEST:
        return None
    return Doors(tuple(_door(service, step, state) for step in steps))


def _door(service: Service, step: Step, state: CaseState) -> Door:
    done = [end for end in state.completions if end.step == step.id and end.outcome]
    return Door(step.id, text_of(step.title), len(done), _state_of(service, step, state, bool(done)))


def _state_of(service: Service, step: Step, state: CaseState, is_begun: bool) -> DoorState:  # noqa: FBT001
    """A door is passed when nothing of it is open any more; one that never shuts, when something was recorded."""
    ways = [outcome for outcome in step.outcomes if not outcome.automatic and not outcome.end]
    never_shuts = bool(ways) and all(outcome.stays for outcome in ways)
    if step.id in state.tasks and not (never_shuts and is_begun):
        return DoorState.YOURS if REPORTER in step.by else DoorState.WITH_OFFICE
    behind = {name for outcome in ways for name in outcome.next if name not in service.start}
    if behind & state.tasks.keys():
        return DoorState.WITH_OFFICE
    return DoorState.PASSED if is_begun else DoorState.SHUT
