"""In whose hands a case was, and for how long: its turns, told from the story."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from balai.apps.cases import models
from balai.apps.cases.definitions import service_of
from balai.apps.cases.directory import directory
from balai.apps.cases.records import engine_event
from balai.engines.casework.story import CaseState, Event, Kind, Task, apply

UNTOLD = (Kind.SUPPORTED, Kind.NOTED, Kind.IDENTITY_REVEALED, Kind.EVIDENCE_REPEATED, Kind.ERASED)
"""Events that put nothing into other hands."""


@dataclass(slots=True)
class Turn:
    """One step of one case, as long as it was open. `organisation` is empty while it is the reporter's turn.

    `hand` counts pairs of hands: 1, and one more each time somebody chose another office for the case. Steps that the
    service itself places elsewhere, such as a check of the result, pass nothing on.
    `waited` is the time during which the office waited for the citizen: it is in the citizen's hands, not the office's.
    """

    seq: int
    step: str
    organisation: str
    began: datetime
    hand: int
    ended: datetime | None = None
    by: int | None = None
    outcome: str = ""
    waited: timedelta = timedelta(0)
    paused_at: datetime | None = None

    def held(self, now: datetime) -> timedelta:
        """How long it lay in these hands, up to `now` if it still does."""
        end = self.ended or now
        waiting = (end - self.paused_at) if self.paused_at else timedelta(0)
        return max(end - self.began - self.waited - waiting, timedelta(0))


@dataclass(frozen=True, slots=True)
class CaseTurns:
    """All turns of one case, with what lists need to know of it."""

    case_id: int
    turns: tuple[Turn, ...]
    field_steps: frozenset[str]


def turns_in(events: Iterable[Event]) -> list[Turn]:
    """The turns of a story, in the order in which they began."""
    state, turns, open_now = CaseState(), [], dict[tuple[str, int], Turn]()
    hand, chosen = 1, ""
    for event in events:
        apply(state, event)
        if event.kind is Kind.TASK_DONE:
            chosen = str(event.data.get("to", ""))
        standing = {(task.step, task.opened_seq): task for task in state.tasks.values()} if state.is_open else {}
        for key in [key for key in open_now if key not in standing]:
            _end(open_now.pop(key), event)
        for key, task in standing.items():
            if key in open_now:
                _pause(open_now[key], task, event.at)
                continue
            if chosen and task.organisation == chosen:
                hand, chosen = hand + 1, ""
            open_now[key] = Turn(task.opened_seq, task.step, task.organisation, task.opened_at, hand)
            turns.append(open_now[key])
    return turns


def _end(turn: Turn, event: Event) -> None:
    _pause(turn, None, event.at)
    turn.ended = max(event.at, turn.began)  # stories that came from elsewhere may tell their times out of order
    if event.kind is Kind.TASK_DONE and event.step == turn.step:
        turn.by, turn.outcome = event.by, event.outcome


def _pause(turn: Turn, task: Task | None, at: datetime) -> None:
    paused = task.paused_at if task else None
    if turn.paused_at and paused is None:
        turn.waited += max(at - turn.paused_at, timedelta(0))
        turn.paused_at = None
    elif paused and turn.paused_at is None:
        turn.paused_at = paused


def turns_of(case_ids: Collection[int]) -> list[CaseTurns]:
    """The turns of some cases: two statements, in batches that the caller keeps small."""
    services = dict(models.Case.objects.filter(id__in=case_ids).values_list("id", "service_id"))
    rows = models.Event.objects.filter(case_id__in=case_ids).exclude(kind__in=UNTOLD).order_by("case_id", "seq")
    found = []
    for case_id, group in groupby(rows, key=lambda row: row.case_id):
        service = service_of(services[case_id])
        field_steps = frozenset(step.id for step in service.steps if step.field_work)
        found.append(CaseTurns(case_id, tuple(turns_in(engine_event(row) for row in group)), field_steps))
    return found


def organisation_id(code: str) -> int | None:
    """The id of the organisation in whose hands a turn was; None for the reporter."""
    return directory().id_of(code) if code else None
