"""From what a search found to journeys with names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from balai.engines.transit.compiled import Ints
from balai.engines.transit.days import Day
from balai.engines.transit.journeys import Call, Journey, Leg, Ride, Spot, Walk
from balai.engines.transit.legs import HEAD, RIDES
from balai.engines.transit.places import Around, AtPoint, AtStop, Place
from balai.engines.transit.timetable import Timetable
from balai.engines.transit.walks import Walking, WalkSource

SOURCES = {source: source.name.lower().replace("_", " ") for source in WalkSource}


@dataclass(frozen=True, slots=True)
class Ridden:
    """A ride by numbers: line and trip of the day's network, calls where one boards and gets off."""

    line: int
    trip: int
    on: int
    off: int


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a journey begins and ends, and the stops around."""

    origin: Place
    destination: Place
    leaving: Around
    reaching: Around
    walking: Walking


def rides_in(row: Ints) -> list[Ridden]:
    """The rides of a row of `balai.engines.transit.legs.find`."""
    numbers = row.tolist()
    return [Ridden(*numbers[HEAD + 4 * ride : HEAD + 4 * ride + 4]) for ride in range(numbers[RIDES])]


def turned(day: Day, rides: list[Ridden]) -> list[Ridden]:
    """Rides of the network that runs backwards, as those of the day's own."""
    network = day.network
    lines = len(network.line_patterns)
    found = []
    for ride in reversed(rides):
        line = lines - 1 - ride.line
        trips = int(network.trips_begin[line + 1] - network.trips_begin[line])
        last = int(network.stops_begin[line + 1] - network.stops_begin[line]) - 1
        found.append(Ridden(line, trips - 1 - ride.trip, last - ride.off, last - ride.on))
    return found


def unfold(day: Day, rides: list[Ridden], ends: Ends) -> Journey:
    """The journey of these rides, with the walks before, between and after them."""
    legs: list[Leg] = []
    ridden = [parts_of(day, ride) for ride in rides]
    stops = [_stops(day, ride) for ride in rides]
    first = _walk_from(day, ends, stops[0][0], ridden[0][0].departure)
    if first:
        legs.append(first)
    for number, parts in enumerate(ridden):
        if number:
            walk = _between(day, stops[number - 1][1], stops[number][0], ridden[number - 1][-1].arrival)
            legs.extend([walk] if walk else [])
        legs.extend(parts)
    last = _walk_to(day, ends, stops[-1][1], ridden[-1][-1].arrival)
    if last:
        legs.append(last)
    named = {name for parts in ridden for part in parts for name in part.alerts}
    told = {alert.id: alert.as_json() for alert in day.alerts if alert.id in named}
    return Journey(day.date, day.timetable.timezone, tuple(legs), told)


def _alerts(day: Day, ride: Ride) -> tuple[str, ...]:
    """The alerts that concern a ride, by their ids."""
    noon = datetime.combine(day.date, time(12), ZoneInfo(day.timetable.timezone)) if day.alerts else None
    if noon is None:
        return ()
    moment = int(noon.timestamp()) - 12 * 3600 + ride.departure
    stops = frozenset(call.spot.stop_id for call in ride.calls)
    named = {"agency_id": ride.agency_id, "route_id": ride.route_id, "trip_id": ride.trip_id}
    return tuple(
        alert.id
        for alert in day.alerts
        if alert.holds_at(moment) and any(concern.touches(**named, stops=stops) for concern in alert.concerns)
    )


def _stops(day: Day, ride: Ridden) -> tuple[int, int]:
    begin = day.network.stops_begin[ride.line]
    return int(day.network.stops[begin + ride.on]), int(day.network.stops[begin + ride.off])


def spot(day: Day, stop: int) -> Spot:
    """A stop by its number."""
    return day.timetable.spots[stop]


def parts_of(day: Day, ride: Ridden) -> list[Ride]:
    """A ride with its names and every call; several where the vehicle goes on as other trips."""
    network, timetable = day.network, day.timetable
    number = int(network.trips_begin[ride.line]) + ride.trip
    run = day.run_of(number)
    trips = [(int(timetable.runs.trips[run]), int(day.patterns.routes[network.line_patterns[ride.line]]), 0)]
    for trip, call, _ in timetable.stays.of(run):
        trips.append((trip, timetable.route_numbers[timetable.trips["route_id"][trip]], call))
    ends = [*(call - 1 for _, _, call in trips[1:]), ride.off]
    found = []
    for (trip, route, begin), end in zip(trips, ends, strict=True):
        on, off = max(begin, ride.on), min(end, ride.off)
        if on < off:
            headway = 0 if begin else int(timetable.runs.headways[run])
            found.append(
                _part(day, Ridden(ride.line, ride.trip, on, off), trip, route, headway=headway, stays=begin > 0)
            )
    return [replace(part, alerts=_alerts(day, part)) for part in found] if day.alerts else found


def _part(day: Day, ride: Ridden, trip: int, route: int, **more: Any) -> Ride:
    """The part of a ride that is on one trip."""
    network, trips = day.network, day.timetable.trips
    along = int(day.patterns.begin[int(network.line_patterns[ride.line])])
    metres = day.patterns.metres[along + ride.off] - day.patterns.metres[along + ride.on]
    return Ride(
        _calls(day, ride, int(network.trips_begin[ride.line]) + ride.trip),
        trip_id=trips["trip_id"][trip],
        **_route(day.timetable, route),
        headsign=trips["trip_headsign"][trip] or "",
        wheelchair=trips["wheelchair_accessible"][trip] or 0,
        metres=round(float(metres)),
        **more,
    )


def _calls(day: Day, ride: Ridden, trip: int) -> tuple[Call, ...]:
    network, spots = day.network, day.timetable.spots
    begin, start, times = int(network.stops_begin[ride.line]), network.starts[trip], int(network.times[trip])
    stops = network.stops[begin + ride.on : begin + ride.off + 1].tolist()
    own = slice(times + ride.on, times + ride.off + 1)
    arrivals, departures = ((start + some[own]).tolist() for some in (network.arrivals, network.departures))
    return tuple(map(Call, [spots[stop] for stop in stops], arrivals, departures))


def _route(timetable: Timetable, number: int) -> dict[str, Any]:
    """What a ride says of its route."""
    known = timetable.told_routes.get(number)
    if known is None:
        route = timetable.routes.row(number)
        known = timetable.told_routes[number] = {
            "route_id": route["route_id"],
            "agency_id": route["agency_id"] or "",
            "agency": route["agency_name"] or "",
            "route": route["route_short_name"] or route["route_long_name"] or route["route_id"],
            "route_name": route["route_long_name"] or "",
            "kind": route["route_type"],
            "color": route["route_color"] or "",
            "network_id": route["network_id"] or "",
        }
    return known


def _end_spot(day: Day, place: Place, walking: int) -> Spot | None:
    """The place itself as the end of a walk; None when one is there already."""
    if isinstance(place, AtPoint):
        return Spot("", place.name, place.latitude, place.longitude)
    if not walking:
        return None
    return spot(day, day.timetable.stop_numbers[place.stop_id])


def _walk_from(day: Day, ends: Ends, stop: int, departs: int) -> Walk | None:
    seconds = ends.leaving.to(stop)
    origin = _end_spot(day, ends.origin, seconds)
    if origin is None:
        return None
    metres, source = _length(day, ends.origin, stop, seconds, ends.walking, leaving=True)
    return Walk(origin, spot(day, stop), departs - seconds, departs, metres, source)


def _walk_to(day: Day, ends: Ends, stop: int, arrives: int) -> Walk | None:
    seconds = ends.reaching.to(stop)
    target = _end_spot(day, ends.destination, seconds)
    if target is None:
        return None
    metres, source = _length(day, ends.destination, stop, seconds, ends.walking, leaving=False)
    return Walk(spot(day, stop), target, arrives, arrives + seconds, metres, source)


def _length(day: Day, place: Place, stop: int, seconds: int, walking: Walking, *, leaving: bool) -> tuple[int, str]:
    path = _path_from(day, place, stop, seconds, leaving=leaving) if isinstance(place, AtStop) else None
    if path is not None:
        return _described(day, path)
    return round(seconds * walking.speed), SOURCES[WalkSource.STRAIGHT_LINE]


def all_the_way(day: Day, ends: Ends, seconds: int) -> tuple[int, str]:
    """The metres of the walk from the origin to the destination that takes `seconds`, and where it comes from."""
    if isinstance(ends.origin, AtStop) and isinstance(ends.destination, AtStop):
        for platform in day.timetable.platforms(ends.destination.stop_id):
            found = _path_from(day, ends.origin, platform, seconds, leaving=True)
            if found is not None:
                return _described(day, found)
    return round(seconds * ends.walking.speed), SOURCES[WalkSource.STRAIGHT_LINE]


def _path_from(day: Day, place: AtStop, stop: int, seconds: int, *, leaving: bool) -> int | None:
    """The footpath of so many seconds between a place and a stop."""
    stop = int(day.timetable.homes[stop])
    for platform in day.timetable.platforms(place.stop_id):
        path = _path(day, platform, stop) if leaving else _path(day, stop, platform)
        if path is not None and day.timetable.footpaths.seconds[path] == seconds:
            return path
    return None


def _path(day: Day, origin: int, target: int) -> int | None:
    paths = day.timetable.footpaths
    begin = int(paths.begin[origin])
    targets = paths.targets[begin : paths.begin[origin + 1]].tolist()
    return begin + targets.index(target) if target in targets else None


def _described(day: Day, path: int) -> tuple[int, str]:
    paths = day.timetable.footpaths
    return int(paths.metres[path]), SOURCES[WalkSource(int(paths.sources[path]))]


def _between(day: Day, origin: int, target: int, arrives: int) -> Walk | None:
    """The walk from one vehicle to the next; None at one and the same stop."""
    homes = day.timetable.homes
    path = None if homes[origin] == homes[target] else _path(day, origin, target)
    if path is None:
        return None
    metres, source = _described(day, path)
    seconds = int(day.timetable.footpaths.seconds[path])
    return Walk(spot(day, origin), spot(day, target), arrives, arrives + seconds, metres, source)
