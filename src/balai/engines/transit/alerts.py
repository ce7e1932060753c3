"""Service alerts of GTFS-Realtime: whom they concern, and what they say."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

MOST_TEXT = 4_000


@dataclass(frozen=True, slots=True)
class Concern:
    """What an alert is about; what is empty does not narrow it."""

    agency_id: str = ""
    route_id: str = ""
    trip_id: str = ""
    stop_id: str = ""

    def touches(self, *, agency_id: str, route_id: str, trip_id: str, stops: frozenset[str]) -> bool:
        """Whether a ride of this agency, route and trip along these stops is meant."""
        own = (self.agency_id, self.route_id, self.trip_id, self.stop_id)
        theirs = (agency_id, route_id, trip_id, self.stop_id if self.stop_id in stops else None)
        return any(own) and all(not wanted or wanted == other for wanted, other in zip(own, theirs, strict=True))


@dataclass(frozen=True, slots=True)
class Alert:
    """An alert; texts by language ("" where none is named); periods in seconds since 1970, 0 where open."""

    id: str
    header: dict[str, str]
    description: dict[str, str]
    periods: tuple[tuple[int, int], ...]
    concerns: tuple[Concern, ...]

    def holds_at(self, moment: int) -> bool:
        """Whether the alert holds at a second since 1970."""
        return not self.periods or any(begin <= moment and (not end or moment < end) for begin, end in self.periods)

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "header": self.header, "description": self.description}


def read_alert(identifier: str, alert: Any) -> Alert:
    """An alert of a parsed message; texts are cut to 4,000 characters."""
    return Alert(
        identifier,
        _texts(alert.header_text),
        _texts(alert.description_text),
        tuple((period.start, period.end) for period in alert.active_period),
        tuple(Concern(one.agency_id, one.route_id, one.trip.trip_id, one.stop_id) for one in alert.informed_entity),
    )


def _texts(text: Any) -> dict[str, str]:
    return {one.language: one.text[:MOST_TEXT] for one in text.translation}
