"""What the JSON API tells of journeys."""

from __future__ import annotations

from typing import Annotated, Literal

from ninja import Schema
from pydantic import Field

from balai.apps.mobility.searching import LONGEST_TYPED

LocalTime = Annotated[str, Field(examples=["2026-11-23T08:05:00"], description="ISO 8601, in the timetable's zone.")]
Words = Annotated[str, Field(min_length=1, max_length=LONGEST_TYPED)]
Wheelchair = Literal["unknown", "possible", "impossible"]


class JourneysAsked(Schema):
    """From where, to where, when. A place is a stop by name or id, a known place, an area, or latitude,longitude."""

    origin: Words = Field(alias="from", examples=["Blok M"])
    target: Words = Field(alias="to", examples=["-6.193,106.823"])
    at: str = Field("", max_length=16, description="2026-11-23T08:05 on the city's clocks; without it, now.")
    arrive: bool = Field(default=False, description="To be there by then, instead of leaving then or later.")


class Spot(Schema):
    """A stop, or a point without one."""

    name: str
    latitude: float
    longitude: float
    stop_id: str = ""
    platform: str = ""
    wheelchair: Wheelchair = "unknown"


class Call(Spot):
    """A stop on the way."""

    arrival: LocalTime
    departure: LocalTime


class Leg(Schema):
    """A part of a journey on one vehicle or on foot."""

    departure: LocalTime
    arrival: LocalTime
    origin: Spot = Field(alias="from")
    target: Spot = Field(alias="to")


class Walk(Leg):
    """On foot from one place to the next; `source` says how the way is known."""

    mode: Literal["walk"]
    metres: int
    source: str


class Ride(Leg):
    """On one vehicle. `headway_seconds` is set where the operator promises no times, only how often it goes."""

    mode: Literal["ride"]
    stay_seated: bool = Field(default=False, description="One is on board already: the vehicle goes on as this line.")
    route_id: str
    route: str
    route_name: str
    route_type: int = Field(description="As in GTFS routes.txt.")
    color: str
    agency_id: str
    agency: str
    network_id: str
    trip_id: str
    headsign: str
    wheelchair: Wheelchair
    metres: int
    headway_seconds: int | None = None
    alerts: list[str] = Field(description="Ids of the journey's alerts that concern this ride.")
    calls: list[Call]


class Alert(Schema):
    """What an operator announces, by language code."""

    id: str
    header: dict[str, str]
    description: dict[str, str]


class JourneyOut(Schema):
    """A journey with its price in whole rupiah, and why; `price` is null where it is not known."""

    departure: LocalTime
    arrival: LocalTime
    timezone: str
    seconds: int
    transfers: int
    walking_metres: int
    legs: list[Walk | Ride]
    alerts: list[Alert]
    price: int | None
    price_reasons: list[str]


class JourneysOut(Schema):
    """The earliest arrival first, at most twelve; the cheapest is among them. One timetable answers them all."""

    timetable: str = Field(description="Which one; another one has another name.")
    delays: str = Field(
        examples=["Expected times were last brought up to date 2 minutes ago."],
        description="How fresh what is known of delays is, or since when nothing is known of them: one sentence in the"
        " language of the answer. Empty where no operator tells delays, and on other days than today.",
    )
    journeys: list[JourneyOut]
