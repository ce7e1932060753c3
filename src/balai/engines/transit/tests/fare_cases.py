"""Small timetables on several networks, tariffs of every kind, and the least fares by trying everything."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from hypothesis import strategies

from balai.engines.fares import kernel
from balai.engines.fares.reading import find_mistakes, read_tariff
from balai.engines.fares.searching import FareSearch
from balai.engines.fares.tables import Compiled, compile_tariff
from balai.engines.fares.tests.samples import ZONE, parsed
from balai.engines.transit.building import build_timetable
from balai.engines.transit.cheapest import LITTLE_LATER
from balai.engines.transit.compiled import NEVER
from balai.engines.transit.tests.making import DAY, Small, Trip, feed_of, paths_of, table
from balai.engines.transit.tests.seats import goes_on
from balai.engines.transit.walks import METRES_PER_DEGREE

NETWORKS = ("bus", "rail", "van")
STOPS = 5
HOP = METRES_PER_DEGREE / 10
_TITLES = {code: f"{{code: {code}, title: {{id: {code}, en: {code}}}" for code in NETWORKS}
FLAT = f"""
networks:
  - {_TITLES["bus"]}, fares: [{{between: ["05:00", "07:00"], flat: 2000}}, {{flat: 3500}}]}}
  - {_TITLES["rail"]}, fares: [{{flat: 5000}}]}}
  - {_TITLES["van"]}, fares: [{{flat: 0}}]}}
"""
KILOMETRES = f"""
networks:
  - {_TITLES["bus"]}, fares: [{{flat: 3500}}]}}
  - {_TITLES["rail"]}, fares: [{{distance: {{boarding: 3000, per_kilometre: 100, kilometres: begun, most: 9000}}}}]}}
  - {_TITLES["van"]}, fares: [{{flat: 1000}}]}}
"""
ZONES = f"""
networks:
  - {_TITLES["bus"]}, tap_out: false, fares: [{{flat: 3500}}]}}
  - {_TITLES["rail"]}, zones: [{{code: A, stops: ["0", "1"]}}, {{code: B, stops: ["2"]}}, {{code: C, stops: ["3"]}}],
     fares: [{{zones: {{steps: [3000, 4500, 7000]}}}}]}}
  - {_TITLES["van"]}, tap_out: false, fares: [{{flat: 3000}}]}}
"""
BY_KILOMETRE = "price: {boarding: 2500, per_kilometre: 250, kilometres: begun, most: 10000}"
PACKAGES = {
    "flat": FLAT,
    "distance": KILOMETRES,
    "zones": ZONES,
    "decree": FLAT
    + f"""
package: {{networks: [bus, rail], least_modes: 2, {BY_KILOMETRE}, window: {{minutes: 12, until: last_alighting}},
  ends_with_day: true, interchanges: [{{name: one, stops: ["0", "1"]}}, {{name: two, stops: ["2", "3"]}}]}}
groups: [{{code: elderly, title: {{id: Lansia, en: Elderly}}, pays: {{bus: 0, rail: 50}}}}]
""",
    "one for all": KILOMETRES
    + f"package: {{networks: [bus, rail, van], {BY_KILOMETRE}, window: {{minutes: 180, until: last_alighting}}, cheaper: false}}",
    "one for all, soon over": KILOMETRES
    + f"package: {{networks: [bus, rail, van], {BY_KILOMETRE}, window: {{minutes: 9, until: last_alighting}}, cheaper: false}}",
    "one for all, until boarding": KILOMETRES
    + f"package: {{networks: [bus, rail, van], {BY_KILOMETRE}, window: {{minutes: 7, until: last_boarding}}, cheaper: false}}",
    "short window": KILOMETRES
    + f"package: {{networks: [bus, rail, van], {BY_KILOMETRE}, window: {{minutes: 9, until: last_alighting}}}}",
    "one card": ZONES
    + "package: {networks: [bus, van], price: {most: 5000}, window: {minutes: 8, until: last_boarding}}",
    "gap": FLAT
    + """
package: {networks: [bus, rail], price: {most: 6000}, window: {minutes: 30, until: last_boarding}, gap: 4 minutes,
  most_rides: 2}
""",
    "capped": KILOMETRES
    + """
caps: {day: 8000, week: 12000}
package: {networks: [bus, rail], price: {most: 6000}, window: {minutes: 6, until: last_boarding}}
""",
}


@cache
def tariff_named(name: str) -> Compiled:
    """One of the tariffs above."""
    source = parsed(PACKAGES[name])
    interchanges = source.get("package", {}).get("interchanges", [])
    for one in [*interchanges, *(zone for network in source["networks"] for zone in network.get("zones", []))]:
        one["stops"] = [str(stop) for stop in one["stops"]]
    assert find_mistakes(source) == []
    return compile_tariff(read_tariff(source))


@dataclass(frozen=True)
class Case:
    """A timetable, the network of each trip, and when it begins, so that hours and days of tariffs change."""

    small: Small
    networks: list[str]
    start: int


@strategies.composite
def fare_cases(draw: strategies.DrawFn) -> Case:
    """Few stops and trips, soon after or before 3:00 or 7:00, when tariffs change."""
    start = draw(strategies.sampled_from([2 * 3600 + 50 * 60, 6 * 3600 + 50 * 60, 12 * 3600]))
    stop, minute = strategies.integers(0, STOPS - 1), strategies.integers(0, 3)
    trips: list[Trip] = []
    for _ in range(draw(strategies.integers(2, 7))):
        time = start // 60 + draw(strategies.integers(0, 16))
        calls: Trip = []
        for place in draw(strategies.lists(stop, min_size=2, max_size=4)):
            arrival = time + (draw(minute) + 1 if calls else 0)
            time = arrival + draw(strategies.integers(0, 1))
            calls.append((place, arrival * 60, time * 60))
        trips.append(calls)
    networks = [draw(strategies.sampled_from(NETWORKS)) for _ in trips]
    pairs = strategies.tuples(stop, stop).filter(lambda pair: pair[0] != pair[1])
    paths = draw(strategies.dictionaries(pairs, minute.map(lambda minutes: minutes * 60 + 60), max_size=4))
    change = [60 * draw(strategies.integers(0, 1)) for _ in range(STOPS)]
    feed = feed_of(
        STOPS,
        trips,
        routes=[{"route_id": code, "agency_id": "a", "route_type": 3, "network_id": code} for code in NETWORKS],
    )
    feed.tables["trips"] = table(
        "trips",
        [{"route_id": network, "service_id": "s", "trip_id": f"t{number}"} for number, network in enumerate(networks)],
    )
    number = strategies.integers(0, len(trips) - 1)
    linked = draw(strategies.dictionaries(strategies.tuples(number, number), strategies.just(4), max_size=1))
    feed.tables["transfers"] = table(
        "transfers",
        [{"from_trip_id": f"t{one}", "to_trip_id": f"t{other}", "transfer_type": 4} for one, other in linked],
    )
    timetable = replace(build_timetable(feed), footpaths=paths_of(STOPS, paths, change))
    onward = goes_on(trips, [""] * len(trips), linked)
    return Case(Small(timetable, trips, paths, change, onward), networks, start)


@dataclass(frozen=True)
class Aboard:
    """Somebody after some rides: the state of the tariff, where and when, and when one left; at first, after which walk."""

    cells: tuple[int, ...]
    stop: int
    time: int
    walked: int = 0
    left: int = 0


class Everything:
    """Every journey of a case with at most `rides` rides, each priced ride by ride; one tap in and one out for each."""

    def __init__(self, case: Case, tariff: Compiled, group: str, rides: int) -> None:
        self.case, self.tariff, self.rides = case, tariff, rides
        self.search = FareSearch(tariff, ZONE, rider=group)
        self.clock, self.wall = self.search.clock(DAY)

    def found(self, origin: int, destination: int) -> set[tuple[int, int, int]]:
        """Arrival, rides and price of every journey; the walk all the way has no rides."""
        return {(time, rides, price) for _, time, rides, price in self.journeys(origin, destination)}

    def journeys(self, origin: int, destination: int) -> set[tuple[int, int, int, int]]:
        """The same with when one has to leave before them."""
        small, start = self.case.small, self.case.start
        cells = [0] * kernel.WIDTH
        kernel.start(cells, self.search.group)
        ready = [Aboard(tuple(cells), origin, start)]
        ready += [
            Aboard(tuple(cells), end, start + seconds, seconds)
            for (begin, end), seconds in small.paths.items()
            if begin == origin
        ]
        ends = {(start, one.time, 0, 0) for one in ready[1:] if one.stop == destination}
        for rides in range(1, self.rides + 1):
            arrived = {after for one in ready for after in self._rides(one)}
            for one in arrived:
                price = one.cells[kernel.PAID] + one.cells[kernel.CHARGED]
                ends |= {(one.left, time, rides, price) for stop, time in self._walks(one) if stop == destination}
                if one.stop == destination:
                    ends.add((one.left, one.time, rides, price))
            changes = [replace(one, time=one.time + small.change[one.stop]) for one in arrived]
            walks = [replace(one, stop=stop, time=time) for one in arrived for stop, time in self._walks(one)]
            ready = changes + walks
        return ends

    def _walks(self, one: Aboard) -> Iterator[tuple[int, int]]:
        for (begin, end), seconds in self.case.small.paths.items():
            if begin == one.stop:
                yield end, one.time + seconds

    def _rides(self, one: Aboard) -> Iterator[Aboard]:
        for trip, network in enumerate(self.case.networks):
            calls = self.case.small.trips[trip]
            for on, (stop, _, departure) in enumerate(calls[:-1]):
                if stop == one.stop and departure >= one.time:
                    for metres, off, _ in self.ends(trip, on):
                        after = self.ridden(one, network, calls[on], off, metres)
                        if after:
                            yield after

    def ends(self, trip: int, on: int) -> Iterator[tuple[int, tuple[int, int, int], int]]:
        """Where one may get off, after how many metres and of which trip; staying seated where the vehicle goes on."""
        small = self.case.small
        calls, along = small.trips[trip], self._along(trip)
        for off in range(on + 1, len(calls)):
            yield round(along[off]) - round(along[on]), calls[off], trip
        for onward in small.onward.get(trip, ()):
            other, further = small.trips[onward], self._along(onward)
            gap = abs(other[0][0] - calls[-1][0]) * HOP
            for off in range(1, len(other)):
                yield round(along[-1] + gap + further[off]) - round(along[on]), other[off], onward

    def _along(self, trip: int) -> list[float]:
        """Metres since a trip's first call; stop after stop lies on one line, a tenth of a degree apart."""
        stops = [stop for stop, _, _ in self.case.small.trips[trip]]
        return [HOP * sum(abs(one - other) for one, other in pairwise(stops[: end + 1])) for end in range(len(stops))]

    def ridden(
        self, one: Aboard, network: str, on: tuple[int, int, int], off: tuple[int, int, int], metres: int
    ) -> Aboard | None:
        tariff, number = self.tariff, self.tariff.network(network)
        reads = tariff.tariff.networks[number].tap_out
        end, alighted = (off[0], off[1]) if reads else (on[0], on[2])
        zones = (0, 0)
        if tariff.tariff.networks[number].zones:
            if not {(number, str(on[0])), (number, str(end))} <= tariff.zones.keys():
                return None
            zones = (tariff.zone(number, str(on[0])), tariff.zone(number, str(end)))
        cells = list(one.cells)
        kernel.ride(
            cells, tariff.rows, number, self.clock + on[2], self.wall + on[2], self.clock + alighted,
            metres if reads else 0, zones[0], zones[1], tariff.place(str(on[0])), tariff.place(str(end)), 1, self.search.group,
        )  # fmt: skip
        for told in (kernel.NOTES, kernel.RULE, kernel.FARE, kernel.JOURNEYS):
            cells[told] = 0
        return Aboard(tuple(cells), off[0], off[1], 0, one.left or on[2] - one.walked)


def best_of(ends: set[tuple[int, int, int]], start: int, most: int) -> list[tuple[int, int, int]]:
    """Arrival, rides and price that no other beats, up to so long after the earliest; walks left out."""
    earliest = min((time for time, _, _ in ends), default=NEVER)
    later = min(most, max(LITTLE_LATER, earliest - start))
    near = {end for end in ends if end[0] <= earliest + later}
    best = [one for one in near if not any(other != one and _beats(other, one) for other in near)]
    return sorted(one for one in best if one[1])


def best_in_time(
    journeys: set[tuple[int, int, int, int]], walk: int | None, latest: int, most: int
) -> list[tuple[int, int, int]]:
    """Departure, rides and price that no other beats, of what arrives in time and leaves not too long before the last."""
    ends = {(-left, rides, price) for left, time, rides, price in journeys if rides and time <= latest}
    ends |= set() if walk is None else {(walk - latest, 0, 0)}
    last = -min((left for left, _, _ in ends), default=0)
    earlier = min(most, max(LITTLE_LATER, latest - last))
    near = {end for end in ends if -end[0] >= last - earlier}
    best = [one for one in near if not any(other != one and _beats(other, one) for other in near)]
    return sorted((-left, rides, price) for left, rides, price in best if rides)


def _beats(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    return all(mine <= theirs for mine, theirs in zip(one, other, strict=True))
