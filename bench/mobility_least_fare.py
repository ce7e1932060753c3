"""The cheapest way through New York: `python bench/mobility_least_fare.py`.

The same day and questions as `mobility_planning.py`, with the price as a third criterion. New York's fare is flat; so the
day is ridden under tariffs that make routing hard: one package for all by distance (2,500 + 250 for each kilometre begun,
at most 10,000, for 180 minutes), and Jakarta's rule of two or more modes with ordinary fares beside it. CPU time.
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
import yaml

from balai.engines.fares.reading import read_tariff
from balai.engines.fares.searching import FareSearch
from balai.engines.transit.cheapest import CheapestPlanner, TooManyWays
from balai.engines.transit.names import texts
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.timetable import Timetable
from balai.engines.transit.waking import wake_with
from mobility_planning import DAY, timetable

CLAIM = 60.0
"""Milliseconds of CPU in the middle of all questions, under one package for all."""
MODES = {0: "rail", 1: "rail", 2: "rail", 3: "bus"}
HEAD = """
tariff: bench
title: {id: Uji, en: Bench}
source: {id: Uji, en: Bench}
since: 2020-01-01
currency: IDR
rounding: {to: 1, how: down}
day_starts: "03:00"
networks:
  - {code: bus, title: {id: Bus, en: Bus}, fares: [{flat: 3500}]}
  - {code: rail, title: {id: Rel, en: Rail}, fares: [{flat: 7000}]}
"""
BY_KILOMETRE = "price: {boarding: 2500, per_kilometre: 250, kilometres: begun, most: 10000}"
TARIFFS = {
    "one package for all, by kilometre": f"""
package: {{networks: [bus, rail], {BY_KILOMETRE}, window: {{minutes: 180, until: last_alighting}}, cheaper: false}}""",
    "two or more modes, else ordinary": f"""
package: {{networks: [bus, rail], least_modes: 2, {BY_KILOMETRE}, window: {{minutes: 180, until: last_alighting}}}}""",
    "a fare for each boarding": "",
}


def with_networks(table: Timetable) -> Timetable:
    """The timetable with the mode of each route as its network."""
    modes = [MODES.get(int(kind), "bus") for kind in table.routes["route_type"]]
    routes = replace(table.routes, columns={**table.routes.columns, "network_id": texts(modes)})
    return replace(table, routes=routes)


def ask(name: str, planner: Planner, questions: list[tuple[AtStop, AtStop, int]]) -> float:
    source = yaml.safe_load((HEAD + TARIFFS[name]).replace("since: 2020-01-01", 'since: "2020-01-01"'))
    search = FareSearch(read_tariff(source), ZoneInfo("America/New_York"))
    cheapest = CheapestPlanner(planner, search)
    begin = time.process_time()
    cheapest.prepare(DAY)
    made = time.process_time() - begin
    wake_with(planner, search, DAY)
    times, points, saved, refused = [], [], [], 0
    for one, other, at in questions:
        begin = time.process_time()
        try:
            found = cheapest.depart(one, other, DAY, at)
        except TooManyWays:
            refused += 1
            found = []
        times.append((time.process_time() - begin) * 1000)
        points.append(len(found))
        if found:
            saved.append(found[0].price - min(journey.price for journey in found))
    times.sort()
    middle, late, worst = statistics.median(times), times[int(len(times) * 0.95)], times[-1]
    cheaper = [one for one in saved if one > 0]
    print(f"{name:<36}{middle:>8.1f}{late:>8.1f}{worst:>8.1f}{statistics.mean(points):>8.2f}"
          f"{len(cheaper) / max(1, len(saved)):>9.0%}{statistics.mean(cheaper or [0]):>9.0f}{made:>8.2f}{refused:>9}")  # fmt: skip
    return middle


def main() -> int:
    try:
        table = timetable()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"New York's timetable cannot be fetched: {error}")
        return 0
    planner, chance = Planner(with_networks(table)), np.random.default_rng(1)
    stops = table.stops["stop_id"]
    questions = [
        (AtStop(stops[int(one)]), AtStop(stops[int(other)]), int(chance.integers(8 * 3600, 9 * 3600)))
        for one, other in chance.choice(table.served, (int(os.environ.get("QUESTIONS", "200")), 2))
    ]
    print(f"load of the machine: {os.getloadavg()[0]:.1f}; {len(questions)} questions")
    print(
        f"{'milliseconds of CPU':<36}{'median':>8}{'p95':>8}{'most':>8}{'points':>8}{'cheaper':>9}{'saves':>9}{'ready s':>8}{'refused':>9}"
    )
    middles = [ask(name, planner, questions) for name in TARIFFS]
    kept = middles[0] <= CLAIM
    print(f"claimed {CLAIM:g} under the first: {'kept' if kept else 'BROKEN'}")
    return 0 if kept else 1


if __name__ == "__main__":
    sys.exit(main())
