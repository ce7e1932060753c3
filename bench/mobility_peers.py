"""Journeys in New York beside other planners: `python bench/mobility_peers.py [questions]`.

The peers, nigiri (pynigiri), cafein (its RAPTOR between stops) and raptor-journey-planner, come from PyPI and npm into
folders that are thrown away. All read one day of every bus, subway and train as one feed whose footpaths stand in
transfers.txt, and get the same random questions. Earliest arrivals are compared one by one; CPU time is that of the
call that returns journeys, ours with all names and calls.

`equal`: times in whole minutes, boarding and alighting everywhere, changes take no time, footpaths are closed, nobody
walks from the origin; then all planners mean the same. `as asked`: to the second, footpaths up to 400 m of which nobody
walks two in a row, a minute for a change.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from _day_feed import Paths, all_paths, closed_paths, write_day, write_plain_day
from _new_york import timetable_of_new_york
from _peer import answered, installed
from balai.engines.transit.building import build_timetable
from balai.engines.transit.feed import read_feed
from balai.engines.transit.places import AtStop
from balai.engines.transit.planner import Planner
from balai.engines.transit.timetable import Timetable
from balai.engines.transit.walks import Walking

DAY = date(2026, 9, 30)
REQUIREMENTS = {"nigiri (pynigiri 0.1.5)": "pynigiri==0.1.5", "cafein 0.29": "cafein==0.29.0"}
PROGRAMS = {"nigiri (pynigiri 0.1.5)": "_peer_nigiri.py", "cafein 0.29": "_peer_cafein.py"}
NODE = "raptor-journey-planner 2.2.3"
FEW = 10
"""Of so many questions one is asked of the slow peer."""
Question = tuple[str, str, int]


class Scenario(NamedTuple):
    """A feed and the questions on it."""

    name: str
    feed: Path
    paths: Paths
    questions: list[Question]


def scenarios(folder: Path, timetable: Timetable, count: int) -> list[Scenario]:
    """The two feeds, and random questions between 8 and 9."""
    day, chance = Planner(timetable).day(DAY), np.random.default_rng(1)
    found = []
    for name, paths, plain in (
        ("equal", closed_paths(timetable, 60.0), True),
        ("as asked", all_paths(timetable), False),
    ):
        feed = folder / f"{name.replace(' ', '-')}.zip"
        write_day(day, paths, feed, plain=plain)
        origins = np.setdiff1d(timetable.served, paths.origins) if plain else timetable.served
        ends = zip(chance.choice(origins, count).tolist(), chance.choice(timetable.served, count).tolist(), strict=True)
        # Whole minutes: nigiri knows no others.
        questions = [(f"S{one}", f"S{other}", int(chance.integers(8 * 60, 9 * 60)) * 60) for one, other in ends]
        found.append(Scenario(name, feed, paths, questions))
    return found


def ours(scenario: Scenario) -> Mapping[str, Any]:
    """Whole journeys by Balai."""
    begin = time.process_time()
    planner = Planner(build_timetable(read_feed(scenario.feed), walking=Walking(metres=0.01)))
    planner.day(DAY)
    loaded = time.process_time() - begin
    planner.depart(AtStop(scenario.questions[0][0]), AtStop(scenario.questions[0][1]), DAY, 8 * 3600)
    answers, times = [], []
    for origin, destination, start in scenario.questions:
        begin = time.process_time()
        journeys = planner.depart(AtStop(origin), AtStop(destination), DAY, start)
        times.append(time.process_time() - begin)
        answers.append(min((journey.arrival for journey in journeys), default=None))
    return {"answers": answers, "times": times, "loaded": loaded}


def by_node(folder: Path, scenario: Scenario, modules: Path) -> Mapping[str, Any] | None:
    """A tenth of the questions to raptor-journey-planner."""
    feed, asked = folder / "plain.json", folder / "few.json"
    write_plain_day(scenario.feed, scenario.paths, feed)
    asked.write_text(json.dumps(scenario.questions[::FEW]))
    return answered("_peer_raptor.mjs", "node", modules, feed, asked, DAY.isoformat())


def compared(name: str, told: Mapping[str, Any] | None, mine: Mapping[str, Any], step: int = 1) -> None:
    """A line of the table: milliseconds, how many times ours, and how the answers differ."""
    if told is None:
        print(f"{name:<32}could not be run")
        return
    own, middle = mine["times"][::step], statistics.median(told["times"]) * 1000
    late = float(np.percentile(told["times"], 95)) * 1000
    ratio = middle / (statistics.median(own) * 1000)
    pairs = list(zip(told["answers"], mine["answers"][::step], strict=True))
    print(f"{name:<32}{told['loaded']:>9.1f}{middle:>9.2f}{late:>9.2f}{ratio:>8.1f}   {differences(pairs)}")


def differences(pairs: Sequence[tuple[int | None, int | None]]) -> str:
    """How many of the peer's answers are equal, earlier or later, and by how much in the middle."""
    by = [one - other for one, other in pairs if one is not None and other is not None and one != other]
    equal = sum(one == other for one, other in pairs)
    early, late = [-number for number in by if number < 0], [number for number in by if number > 0]
    lacking = sum(one is None and other is not None for one, other in pairs)
    more = sum(one is not None and other is None for one, other in pairs)
    said = f"{equal} of {len(pairs)} equal"
    for count, word in ((early, "earlier"), (late, "later")):
        said += f", {len(count)} {word}" + (f" ({statistics.median(count):.0f} s)" if count else "")
    return said + f", {lacking} not found" + (f", {more} only there" if more else "")


def main() -> int:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    try:
        timetable = timetable_of_new_york()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"New York's timetable cannot be fetched: {error}")
        return 0
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pythons = {name: stack.enter_context(installed(one)) for name, one in REQUIREMENTS.items()}
        npm = ["npm", "install", "--silent", "--prefix", folder, NODE.replace(" ", "@")]
        has_node = subprocess.run(npm, check=False, capture_output=True).returncode == 0
        for scenario in scenarios(folder, timetable, count):
            asked = folder / "questions.json"
            asked.write_text(json.dumps(scenario.questions))
            print(
                f"\n{scenario.name}: {count} questions, {len(scenario.paths.origins):,} footpaths, load {os.getloadavg()[0]:.1f}"
            )
            print(f"{'':<32}{'load s':>9}{'ms':>9}{'p95':>9}{'× ours':>8}   earliest arrivals beside ours")
            mine = ours(scenario)
            compared("Balai", mine, mine)
            for name, python in pythons.items():
                told = None
                if python is not None:
                    told = answered(PROGRAMS[name], python, scenario.feed, asked, DAY.isoformat())
                compared(name, told, mine)
            compared(NODE, by_node(folder, scenario, folder) if has_node else None, mine, FEW)
    return 0


if __name__ == "__main__":
    sys.exit(main())
