"""A road between two systems that loses, doubles, delays and reorders what travels on it, on purpose and by a seed."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any, Protocol

from balai.apps.exchange.neighbour import Unreachable


class Desk(Protocol):
    """Whoever answers at the other end."""

    def answer(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]: ...


@dataclass(slots=True)
class Mischief:
    """How often each thing goes wrong, out of 1. All at nought: an ordinary road."""

    lose_question: float = 0.1
    lose_answer: float = 0.1
    delay: float = 0.1
    double: float = 0.1
    shuffle: float = 0.2
    stale: float = 0.1
    garbage: float = 0.05


QUIET = Mischief(0, 0, 0, 0, 0, 0, 0)


@dataclass(slots=True)
class BadRoad:
    """A transport over `desk`. Delayed questions arrive later, in any order, when nobody waits for their answer."""

    desk: Desk
    chance: Random
    mischief: Mischief = field(default_factory=Mischief)
    _late: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    _seen: dict[str, Any] = field(default_factory=dict)

    def call(self, path: str, body: Mapping[str, Any]) -> Any:
        self._let_some_arrive()
        if self._happens(self.mischief.lose_question):
            raise Unreachable("road.lost")
        if self._happens(self.mischief.delay):
            self._late.append((path, body))
            raise Unreachable("road.time_out")
        answer = self.desk.answer(path, body)
        if self._happens(self.mischief.double):
            answer = self.desk.answer(path, body)
        if self._happens(self.mischief.lose_answer):
            raise Unreachable("road.time_out")
        if self._happens(self.mischief.garbage):
            return {"berhasil": None} if self._happens(0.5) else "<html>502 Bad Gateway</html>"
        return self._disordered(path, body, answer)

    def calm(self) -> None:
        """From now on an ordinary road; what was delayed arrives first."""
        while self._late:
            self.desk.answer(*self._late.pop(self.chance.randrange(len(self._late))))
        self.mischief = QUIET

    def _let_some_arrive(self) -> None:
        while self._late and self._happens(0.3):
            self.desk.answer(*self._late.pop(self.chance.randrange(len(self._late))))

    def _disordered(self, path: str, body: Mapping[str, Any], answer: dict[str, Any]) -> Any:
        """Records in another order, or what the same question was answered a while ago."""
        question = f"{path} {body.get('tracking_id', '')}"
        earlier = self._seen.get(question)
        self._seen[question] = copy.deepcopy(answer)
        if earlier is not None and "laporan" in answer and self._happens(self.mischief.stale):
            answer = earlier
        if isinstance(answer.get("laporan"), list) and self._happens(self.mischief.shuffle):
            answer = {**answer, "laporan": self.chance.sample(answer["laporan"], len(answer["laporan"]))}
        return answer

    def _happens(self, chance: float) -> bool:
        return self.chance.random() < chance
