"""Whole journeys: legs, stops, times, walking, names; as values, JSON and GeoJSON."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Spot:
    """A stop, or the point where a journey begins or ends (then `stop_id` is empty)."""

    stop_id: str
    name: str
    latitude: float
    longitude: float
    platform: str = ""
    wheelchair: int = 0
    """GTFS wheelchair_boarding: 0 unknown, 1 possible, 2 not."""

    def as_json(self) -> dict[str, Any]:
        place = {"name": self.name, "latitude": self.latitude, "longitude": self.longitude}
        if not self.stop_id:
            return place
        return {
            "stop_id": self.stop_id,
            **place,
            **({"platform": self.platform} if self.platform else {}),
            "wheelchair": WHEELCHAIR[self.wheelchair],
        }


WHEELCHAIR = ("unknown", "possible", "impossible")


@dataclass(frozen=True, slots=True)
class Call:
    """A stop on the way, with seconds of the day."""

    spot: Spot
    arrival: int
    departure: int


@dataclass(frozen=True, slots=True)
class Walk:
    """On foot from one place to the next."""

    origin: Spot
    target: Spot
    departure: int
    arrival: int
    metres: int
    source: str
    """Where the way is known from: straight line, streets, transfers, pathways."""


@dataclass(frozen=True, slots=True)
class Ride:
    """On one vehicle; the first of `calls` is where one boards, the last where one gets off.

    Who stays seated where a vehicle goes on as another trip has two rides without a change between them: `stays`.
    """

    calls: tuple[Call, ...]
    trip_id: str
    route_id: str
    agency_id: str
    agency: str
    route: str
    route_name: str
    kind: int
    """GTFS route_type: 0 tram, 1 metro, 2 rail, 3 bus, …"""
    color: str
    network_id: str
    headsign: str
    wheelchair: int
    metres: int
    """From stop to stop in straight lines."""
    headway: int = 0
    """Seconds between vehicles where the operator promises only that; then the times are examples."""
    alerts: tuple[str, ...] = ()
    stays: bool = False
    """Whether one is on board already: the vehicle of the ride before goes on as this one."""

    @property
    def departure(self) -> int:
        return self.calls[0].departure

    @property
    def arrival(self) -> int:
        return self.calls[-1].arrival


Leg = Walk | Ride


@dataclass(frozen=True, slots=True)
class Journey:
    """A way from one place to another on a day; times are seconds of that day, which may pass midnight."""

    date: date
    timezone: str
    legs: tuple[Leg, ...]
    alerts: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def departure(self) -> int:
        """When to leave."""
        return self.legs[0].departure

    @property
    def arrival(self) -> int:
        return self.legs[-1].arrival

    @property
    def rides(self) -> tuple[Ride, ...]:
        return tuple(leg for leg in self.legs if isinstance(leg, Ride))

    @property
    def walks(self) -> tuple[Walk, ...]:
        return tuple(leg for leg in self.legs if isinstance(leg, Walk))

    @property
    def transfers(self) -> int:
        """Changes of vehicle; staying seated is none."""
        return max(0, self.boardings - 1)

    @property
    def boardings(self) -> int:
        """How often one boards a vehicle."""
        return sum(not ride.stays for ride in self.rides)

    @property
    def walking_metres(self) -> int:
        return sum(walk.metres for walk in self.walks)

    def as_json(self) -> dict[str, Any]:
        """The journey as JSON; times are local, by the timetable's own zone."""
        return {
            "departure": self.clock(self.departure),
            "arrival": self.clock(self.arrival),
            "timezone": self.timezone,
            "seconds": self.arrival - self.departure,
            "transfers": self.transfers,
            "walking_metres": self.walking_metres,
            "legs": [self._leg(leg) for leg in self.legs],
            "alerts": list(self.alerts.values()),
        }

    def as_geojson(self) -> dict[str, Any]:
        """A FeatureCollection (RFC 7946) with one line for each leg, from stop to stop."""
        features = []
        for leg in self.legs:
            spots = [call.spot for call in leg.calls] if isinstance(leg, Ride) else [leg.origin, leg.target]
            properties = self._leg(leg)
            properties.pop("calls", None)
            line = {"type": "LineString", "coordinates": [[spot.longitude, spot.latitude] for spot in spots]}
            features.append({"type": "Feature", "geometry": line, "properties": properties})
        return {"type": "FeatureCollection", "features": features}

    def clock(self, seconds: int) -> str:
        """A second of the day as local date and time, ISO 8601."""
        return (datetime.combine(self.date, time()) + timedelta(seconds=seconds)).isoformat()

    def _leg(self, leg: Leg) -> dict[str, Any]:
        times = {"departure": self.clock(leg.departure), "arrival": self.clock(leg.arrival)}
        if isinstance(leg, Walk):
            ends = {"from": leg.origin.as_json(), "to": leg.target.as_json()}
            return {"mode": "walk", **times, **ends, "metres": leg.metres, "source": leg.source}
        return {
            "mode": "ride",
            **({"stay_seated": True} if leg.stays else {}),
            **times,
            "from": leg.calls[0].spot.as_json(),
            "to": leg.calls[-1].spot.as_json(),
            "route_id": leg.route_id,
            "route": leg.route,
            "route_name": leg.route_name,
            "route_type": leg.kind,
            "color": leg.color,
            "agency_id": leg.agency_id,
            "agency": leg.agency,
            "network_id": leg.network_id,
            "trip_id": leg.trip_id,
            "headsign": leg.headsign,
            "wheelchair": WHEELCHAIR[leg.wheelchair],
            "metres": leg.metres,
            **({"headway_seconds": leg.headway} if leg.headway else {}),
            "alerts": list(leg.alerts),
            "calls": [
                {**call.spot.as_json(), "arrival": self.clock(call.arrival), "departure": self.clock(call.departure)}
                for call in leg.calls
            ],
        }
