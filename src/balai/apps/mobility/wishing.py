"""Planned demand at the desk: wishes as text, ways over the timetable that rules today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from balai.apps.mobility.placing import find_place
from balai.apps.mobility.queries.stop_areas import area_of
from balai.apps.mobility.ruling import lines
from balai.apps.mobility.timetables import feed_folder, planner_of
from balai.base.city import city_zone
from balai.base.errors import Refusal
from balai.engines.fares.planned import rides_of
from balai.engines.fares.tables import Compiled

if TYPE_CHECKING:
    from balai.engines.fares.planned_demand import Way, Wish
    from balai.engines.fares.trying import Demand
    from balai.engines.transit.planner import Planner

MOST_WISHES = 500
"""At the desk; each costs the router some milliseconds. `balai fares compare --feed` takes more."""


class TimetableIsNotReady(Refusal):
    """The timetable is not ready yet. Please try again in ten seconds."""

    code = "mobility.timetable_is_not_ready"
    status = 503


@dataclass(frozen=True, slots=True)
class Wished:
    """The demand, and how many people are left out: no way was found, or no distance that a fare needs."""

    demand: Demand | None
    without_a_way: int
    without_a_distance: int


def demand_of_wishes(text: str, tariffs: Sequence[Compiled]) -> Wished:
    """The demand of CSV lines `from,to,at` with optional `people,group,area`; people take the first to arrive.

    Raises:
        TimetableIsNotReady: there is none, or it is being made ready.
        FareError: a line is wrong, or a tariff lacks a network.
    """
    # Loaded only for those who try something out: it brings numpy's and the router's weight.
    from balai.engines.fares.planned_demand import prepare, read_wishes  # noqa: PLC0415

    wishes = read_wishes(text.splitlines(), city_zone(), MOST_WISHES)
    folder = feed_folder()
    planner = planner_of(folder) if folder else None
    if planner is None:
        raise TimetableIsNotReady
    ways = [way for wish in wishes if (way := _way(planner, wish))]
    prepared = prepare(ways, tariffs, lines(), area_of)
    lost = sum(wish.people for wish in wishes) - sum(way.wish.people for way in ways)
    return Wished(prepared.demand, lost, prepared.left_out)


def _way(planner: Planner, wish: Wish) -> Way | None:
    from balai.engines.fares.planned_demand import Way, first_to_arrive  # noqa: PLC0415 (as above)
    from balai.engines.transit.errors import TransitError  # noqa: PLC0415 (as above)

    origin, destination = (find_place(planner, typed).place for typed in (wish.origin, wish.destination))
    if origin is None or destination is None:
        return None
    local = wish.at.astimezone(city_zone())
    try:
        journeys = planner.depart(origin, destination, local.date(), local.hour * 3600 + local.minute * 60)
    except TransitError:
        return None
    found = first_to_arrive(journeys)
    return Way(wish, tuple(rides_of(found, city_zone()))) if found else None
