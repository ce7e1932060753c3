"""A flood day: 35,000 reports an hour and readers, through HTTP: `python bench/flood.py [--seconds 120] [--way pages|api]`.

A real `balai run` with two web processes serves a city of 50,000 cases. Each citizen goes through the five pages
(eleven requests, an e-mail address given, no photo), or makes one call of the JSON API. Readers look at the home page,
the list and cases. All come by chance at a mean rate, none waits for another. Pictures and static files are not asked
for. Mail is written to files. The client runs on the same machine and takes its share of the CPU, which is printed.

Afterwards the rate is raised step by step, to find what this machine sustains with p99 of sending at most a second.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, LiteralString

sys.path.insert(0, str(Path(__file__).parent))
import psycopg

import _running
from _jobs import QueueWatch
from _storm import HEADING, Storm
from balai.base.packs import load_pack
from balai.base.postgres import APP, connection_of
from balai.project.tests.citizens import Spot

HOME = _running.ROOT / ".balai" / "bench-flood"
CASES = 50_000
MOST_CASES = 100_000
"""A home in which earlier floods left more than this is made anew."""
TARGET = 35_000 / 3600
VIEWS = 20.0
MOST_SECONDS = 1.0
MOST_DELAY_SECONDS = 60.0
STEPS = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 6.0, 8.0, 12.0)
STEP_SECONDS = 20.0
SENDING = {"pages": "sending a report, the last page", "api": "sending a report, by the API"}


def fill() -> None:
    """The measured city in a home of its own, filled by the same code as the other benchmarks', in another process."""
    if (HOME / "postgres").exists() and _cases_at_rest() > MOST_CASES:
        shutil.rmtree(HOME)
    script = (
        "import sys, pathlib; sys.path.insert(0, 'bench'); import _city;"
        f"_city.HOME = pathlib.Path({str(HOME)!r}); _city.open_city({CASES}).stop()"
    )
    subprocess.run([sys.executable, "-c", script], cwd=_running.ROOT, env=_running.settings_of(HOME), check=True)


def _cases_at_rest() -> int:
    from balai.base.postgres import opened_server

    with opened_server(HOME):
        return int(rows("SELECT count(*) FROM cases_case")[0][0])


def rows(statement: LiteralString, *values: object) -> list[tuple[Any, ...]]:
    with psycopg.connect(**connection_of(HOME, APP)) as connection:  # type: ignore[arg-type]
        return connection.execute(statement, values).fetchall()


@dataclass(slots=True)
class Measured:
    """One storm over: what it met and what it cost."""

    storm: Storm
    seconds: float
    wall: float
    cpu: Mapping[str, float]
    queue: QueueWatch
    delays: list[float]

    @property
    def sustained(self) -> bool:
        p99 = self.storm.tally.percentile(SENDING["api" if self.storm.by_api else "pages"], 99)
        return p99 <= MOST_SECONDS and not self.storm.tally.errors


@dataclass(slots=True)
class Bench:
    """What every storm of this run shares."""

    city: _running.Running
    spots: list[Spot]
    references: list[str]
    numbers: int = field(default_factory=lambda: int(time.monotonic() * 1000) % 2_000_000)

    def storm(self, *, way: str, reports: float, seconds: float) -> Measured:
        storm = Storm(self.city.address, self.spots, self.references, way == "api", self.numbers)
        self.numbers += int(reports * seconds * 2) + 1000
        began = rows("SELECT now()")[0][0]
        before, machine, client = self.city.cpu_seconds(), _machine_seconds(), sum(os.times()[:2])
        queue = QueueWatch(HOME)
        with queue.watching():
            wall = storm.blow(reports=reports, views=VIEWS, seconds=seconds)
            queue.backlog = queue.waiting()
            queue.settle()
        after = self.city.cpu_seconds()
        cpu = {part: after[part] - before[part] for part in after if after[part] - before[part] > 0.05}
        cpu["the client (this program)"] = sum(os.times()[:2]) - client
        cpu["others on this machine"] = max(0.0, _machine_seconds() - machine - sum(cpu.values()))
        delays = rows(
            "SELECT extract(epoch FROM sent_at - created_at)::float FROM notifications_notification"
            " WHERE channel = 'email' AND state = 'sent' AND created_at >= %s ORDER BY 1",
            began,
        )
        return Measured(storm, seconds, wall + queue.settled, cpu, queue, [row[0] for row in delays])


def _machine_seconds() -> float:
    """CPU seconds that all programs of this machine have used: user, nice, system, interrupts."""
    fields = Path("/proc/stat").read_text().split()[1:8]
    user, nice, system, _idle, _wait, hard, soft = map(int, fields)
    return (user + nice + system + hard + soft) / os.sysconf("SC_CLK_TCK")


def show(found: Measured, *, way: str, reports: float) -> None:
    tally = found.storm.tally
    print(
        f"\nBy the {way}: {reports:.2f} reports and {VIEWS:.0f} page views a second, for {found.seconds:.0f} s\n{HEADING}"
    )
    for what in sorted(tally.seconds, key=lambda name: not name.startswith("sending")):
        print(tally.line(what, found.seconds))
    print(f"reports taken {found.storm.taken}, errors: {dict(tally.errors) or 'none'}")
    delays = found.delays
    if delays:
        middle, late = delays[len(delays) // 2], delays[min(len(delays) - 1, int(len(delays) * 0.99))]
        print(
            f"message of a report, queued to handed over: p50 {middle:.1f} s, p99 {late:.1f} s, most {delays[-1]:.1f} s ({len(delays)})"
        )
    print(
        f"jobs: oldest ever waited {found.queue.oldest:.1f} s, {found.queue.backlog} waited at the end, all done"
        f" {found.queue.settled:.1f} s later" + ("" if found.queue.is_empty else " (NOT YET)")
    )
    cores = os.cpu_count() or 1
    shares = ", ".join(f"{name} {used / found.wall / cores:.0%}" for name, used in found.cpu.items())
    print(f"CPU of {cores} cores over {found.wall:.0f} s: {shares}")
    if found.cpu["others on this machine"] > 0.1 * found.wall * cores:
        print("Other programs took more than a tenth of this machine: its figures are worse than the city's own.")


def broken_claims(found: Measured, way: str) -> list[str]:
    tally, broken = found.storm.tally, []
    late = tally.percentile(SENDING[way], 99)
    if not late <= MOST_SECONDS:
        broken.append(f"by the {way}: p99 of sending is {late:.2f} s, claimed at most {MOST_SECONDS:.0f}")
    if tally.errors:
        broken.append(f"by the {way}: {sum(tally.errors.values())} requests failed")
    if not found.queue.is_empty or (found.delays and found.delays[-1] > MOST_DELAY_SECONDS):
        broken.append(f"by the {way}: messages were handed over more than {MOST_DELAY_SECONDS:.0f} s late")
    return broken


def climb(bench: Bench, way: str) -> None:
    """Raise the rate until it is too much, twice in a row; print the last that was sustained."""
    print(
        f"\nBy the {way}, raised in steps of {STEP_SECONDS:.0f} s: reports a second, p99 of sending and of readers, errors"
    )
    best = 0.0
    for factor in STEPS:
        if not any(_step(bench, way, TARGET * factor) for _ in range(2)):
            break
        best = TARGET * factor
    print(f"sustained with p99 of sending at most a second: {best:.1f} reports a second, {best * 3600:,.0f} an hour")


def _step(bench: Bench, way: str, rate: float) -> bool:
    found = bench.storm(way=way, reports=rate, seconds=STEP_SECONDS)
    tally = found.storm.tally
    sending, reading = tally.percentile(SENDING[way], 99), tally.percentile("a reader's page", 99)
    print(f"{rate:9.1f}{sending * 1000:9.0f} ms{reading * 1000:9.0f} ms  {dict(tally.errors) or ''}", flush=True)
    return found.sustained


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--way", choices=["pages", "api", "both"], default="both")
    parser.add_argument("--no-climb", action="store_true")
    options = parser.parse_args(arguments)
    fill()
    settings = _running.settings_of(HOME, BALAI_WEB_WORKERS="2", BALAI_PROXIES="1", BALAI_LOG_LEVEL="INFO")
    areas = load_pack(_running.ROOT / "cities" / "jakarta").areas
    spots = [
        Spot(area.code, area.longitude, area.latitude)
        for area in areas
        if area.level == "subdistrict" and area.longitude and area.latitude
    ]
    ways, broken = ["pages", "api"] if options.way == "both" else [options.way], []
    with _running.running(settings) as city:
        references = [
            row[0] for row in rows("SELECT reference FROM cases_case WHERE is_public ORDER BY id DESC LIMIT 5000")
        ]
        bench = Bench(city, spots, references)
        cases = rows("SELECT count(*) FROM cases_case")[0][0]
        print(
            f"{cases:,} cases, {os.cpu_count()} cores, 2 web processes. Load of the machine before: {os.getloadavg()[0]:.1f}"
        )
        bench.storm(way=ways[0], reports=2.0, seconds=5.0)  # warm
        for way in ways:
            found = bench.storm(way=way, reports=TARGET, seconds=options.seconds)
            show(found, way=way, reports=TARGET)
            broken += broken_claims(found, way)
        for way in [] if options.no_climb else ways:
            climb(bench, way)
    print("\n" + ("\n".join(f"BROKEN {line}" for line in broken) if broken else "Every claim holds."))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
