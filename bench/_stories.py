"""Stories for the measured city, told by the real engine at the moments of a year, by code from one seed."""

from __future__ import annotations

import random
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

CATEGORIES = {
    "report.road": ("pothole", "surface", "pavement", "cover"),
    "report.streetlight": ("dark", "day", "pole"),
    "report.waste": ("dumped", "missed", "burning"),
    "report.drainage": ("blocked", "puddle", "bank"),
    "report.tree": ("risk", "fallen", "park"),
}
WORDS = (
    "Lubang cukup dalam di lajur kiri, beberapa motor hampir jatuh tadi pagi.",
    "Sudah seminggu tidak diangkut dan baunya sampai ke rumah warga.",
    "Mohon diperiksa karena malam hari sangat gelap dan rawan.",
    "Air menggenang setiap hujan, saluran di depan pasar tersumbat sampah.",
)
OPEN_SHARE, LEFT_SHARE, REFUSED_SHARE, DAYS = 0.3, 0.3, 0.1, 365


@dataclass(frozen=True, slots=True)
class Spot:
    """A subdistrict: the row's id, its code and its middle."""

    area_id: int
    code: str
    longitude: float
    latitude: float


@dataclass(frozen=True, slots=True)
class Told:
    """One case with its rows, not yet written."""

    case: Any
    events: list[Any]
    tasks: list[Any]
    contents: list[Any]
    reporter: Any


class Teller:
    """Tells one case after the other. `people` are the ids of two persons: who works, and who checks."""

    def __init__(self, *, spots: list[Spot], people: tuple[int, int], now: datetime, seed: int) -> None:
        from balai.apps.cases.definitions import current_versions

        self.spots, self.people, self.now, self.chance = spots, people, now, random.Random(seed)
        self.versions = current_versions()

    def tell(self, number: int) -> Iterator[Told]:
        for _ in range(number):
            yield self._one()

    def _one(self) -> Told:
        from balai.apps.cases import models, records
        from balai.apps.cases.actions.opening import Place, Submission, _case_row, content_rows
        from balai.apps.cases.definitions import service_of
        from balai.apps.cases.directory import directory
        from balai.engines.casework.story import fold

        chance, spot = self.chance, self.chance.choice(self.spots)
        code = chance.choice(list(CATEGORIES))
        category = chance.choice(CATEGORIES[code])
        version = self.versions[code]
        service = service_of(version)
        words = chance.choice(WORDS)
        submission = Submission(
            service=code,
            key=uuid.UUID(int=chance.getrandbits(128), version=4),
            answers={"category": category, "danger": chance.random() < 0.1, "words": words},
            place=Place(spot.longitude, spot.latitude, spot.code, "Depan pasar"),
            is_public=chance.random() < 0.8,
        )
        facts = records.facts_from({"answers": {"category": category}, "area": spot.code})
        is_open = chance.random() < OPEN_SHARE
        at = self.now - timedelta(minutes=chance.uniform(1, 60 * 24 * (12 if is_open else DAYS)))
        events = self._story(service, facts, at, is_public=submission.is_public, is_open=is_open)
        state = fold(events)
        case = _case_row(submission, service, version, facts, now=at, attempt=0)
        records.summarise(case, state, directory())
        return Told(
            case,
            records.event_rows(case, events, submission.key),
            records.task_rows(case, service, state, directory()),
            content_rows(case, service, submission),
            models.Reporter(case=case, language="id"),
        )

    def _story(self, service: Any, facts: Any, at: datetime, *, is_public: bool, is_open: bool) -> list[Any]:
        """Opened and, by chance, left alone, refused, being worked on, or done and closed by the clock."""
        from balai.engines.casework.decisions import Actor, open_case
        from balai.engines.casework.story import fold

        chance = self.chance
        events = open_case(
            service, facts=facts, actor=Actor(None, "reporter"), at=at, channel="web", is_public=is_public
        )
        state = fold(events)
        office = state.holder
        worker, checker = self.people
        taken = at + timedelta(hours=chance.uniform(0.5, 30))
        finished = taken + timedelta(hours=chance.uniform(2, 200))
        acts: list[tuple[datetime, str, str, Any]] = []
        if not (is_open and chance.random() < LEFT_SHARE):
            refused = not is_open and chance.random() < REFUSED_SHARE
            acts.append((taken, "intake", "refuse" if refused else "accept", Actor(worker, "officer", office)))
            if not is_open and not refused:
                checked = finished + timedelta(hours=chance.uniform(1, 60))
                acts.append((finished, "work", "finish", Actor(worker, "crew", office)))
                acts.append((checked, "verify", "confirm", Actor(checker, "verifier", "biro-pemerintahan")))
        for moment, step, outcome, actor in acts:
            events += self._until(service, state, facts, min(moment, self.now))
            if moment >= self.now or not state.is_open:
                break
            events += _act(service, state, facts, moment, (step, outcome, actor))
        return events + self._until(service, state, facts, self.now)

    def _until(self, service: Any, state: Any, facts: Any, moment: datetime) -> list[Any]:
        """What the clock does by `moment`: at most a few things, each when it is due."""
        from balai.engines.casework.clocks import tick
        from balai.engines.casework.replay import AT_ONCE, instants

        events: list[Any] = []
        while state.is_open and (first := min(instants(state), default=moment)) + AT_ONCE < moment:
            happened = tick(service, state, facts=facts, at=first + AT_ONCE)
            if not happened:
                break
            events += happened
        return events


def _act(service: Any, state: Any, facts: Any, at: datetime, way: tuple[str, str, Any]) -> list[Any]:
    from balai.engines.casework.decisions import Act, NotPossible, act_on
    from balai.engines.casework.definition import Need

    step, outcome, actor = way
    reason = "private_land" if outcome == "refuse" else ""
    act = Act(step, outcome, reason=reason, given=frozenset({Need.WORDS, Need.EVIDENCE}))
    try:
        return act_on(service, state, act, facts=facts, actor=actor, at=at)
    except NotPossible:
        return []
