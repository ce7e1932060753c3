"""Secret ballots taken over HTTP: `python bench/votes_intake.py [--seconds 20] [--rates 60,90,120,150,180,210,240]`.

A real `balai run` with two web processes and a durable PostgreSQL; a yes/no question. Each ballot comes from another
address of a proxy, by chance at a mean rate, and none waits for another. It is verified, stored with its commit on
disk, and answered with its tracker. The ballots were made before. The client runs on the same machine and takes its
share of the CPU, which is printed, as is what other programs took.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import psycopg

import _running
from _storm import HEADING, Plan, Tally, asked
from balai.base.postgres import APP, connection_of
from balai.engines.belenios.ballots import make_ballot, tracker_of
from balai.engines.belenios.elections import read_election
from balai.project.tests.citizens import Browser

HOME = _running.ROOT / ".balai" / "bench-intake"
CODES, MOST_BALLOTS = 2000, 15
"""Each code votes again and again: a code gives at most twenty ballots, and the last counts."""
CLAIMED_RATE, CLAIMED_SECONDS = 120.0, 0.4
URN = """
import django; django.setup()
from balai.apps.votes.tests.scenes import print_an_urn
from balai.apps.votes.tests.things import YES_NO
print_an_urn({codes}, YES_NO)
"""


def some(election: str, codes: list[str], seed: int) -> list[str]:
    """One ballot of each code; in a process of its own."""
    chance, read = random.Random(seed), read_election(election)
    return [make_ballot(read, code, [[at % 2, 1 - at % 2]], chance) for at, code in enumerate(codes)]


def ballots_of(election: str, codes: list[str], number: int) -> list[str]:
    """Ballots in an order in which no code comes twice within `len(codes)`."""
    turns = -(-number // len(codes))
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        made = pool.map(partial(some, election), [codes] * turns, range(turns))
        return [text for turn in made for text in turn][:number]


def send(address: str, path: str, texts: list[str], rate: float, what: str) -> tuple[Tally, float]:
    """An open loop (see _storm): what is measured begins when a ballot was due, not when the city had time for it."""
    tally, plan, chance = Tally(), Plan(), random.Random(rate)
    instant = begin = time.monotonic() + 0.5

    def step(planned: float, text: str, number: int) -> None:
        browser = Browser(address, ip=f"198.18.{number // 250 % 250}.{number % 250}", timeout=30)
        answer = asked(lambda: browser.ask("POST", path, text.encode(), {"Content-Type": "application/json"}))
        if answer is not None and answer.status == 201 and json.loads(answer.body)["tracker"] != tracker_of(text):
            tally.errors["a false receipt"] += 1
        tally.note(what, planned, answer, good=(201,))
        browser.close()

    for number, text in enumerate(texts):
        plan.add(instant, partial(step, text=text, number=number))
        instant += chance.expovariate(rate)
    plan.run(until=instant + 30)
    if plan.given_up:
        tally.errors["never begun"] += plan.given_up
    return tally, time.monotonic() - begin


def machine_seconds() -> float:
    fields = Path("/proc/stat").read_text().split()[1:8]
    return sum(int(fields[at]) for at in (0, 1, 2, 5, 6)) / os.sysconf("SC_CLK_TCK")


def own_seconds() -> float:
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def measured(city: _running.Running, path: str, texts: list[str], rate: float) -> bool:
    """One rate; prints what it met and cost. Whether it was sustained within the claimed time."""
    before, machine, own = city.cpu_seconds(), machine_seconds(), own_seconds()
    name = f"{rate:.0f} a second planned"
    tally, wall = send(city.address, path, texts, rate, name)
    after, client = city.cpu_seconds(), own_seconds() - own
    cpu = {part: after[part] - before[part] for part in after if after[part] - before[part] > 0.05}
    others = max(0.0, machine_seconds() - machine - sum(cpu.values()) - client)
    cores = os.cpu_count() or 1
    taken = max(1, len(tally.seconds[name]))
    print(f"\n{tally.line(name, wall)}  errors: {dict(tally.errors) or 'none'}")
    shares = ", ".join(f"{part} {used / taken * 1000:.1f}" for part, used in cpu.items())
    print(
        f"    ms of CPU for a ballot: {shares}, the client {client / taken * 1000:.1f}; others took {others / wall / cores:.0%}"
    )
    return not tally.errors and tally.percentile(name, 99) <= CLAIMED_SECONDS


def wait_until_idle(city: _running.Running) -> None:
    """A new city's worker makes its timetable first, at most some minutes."""
    for _look in range(60):
        before = city.cpu_seconds()["job worker"]
        time.sleep(3)
        if city.cpu_seconds()["job worker"] - before < 0.3:
            return


def kept() -> int:
    with psycopg.connect(**connection_of(HOME, APP)) as connection:  # type: ignore[arg-type]
        row = connection.execute("SELECT count(*) FROM votes_secretballot").fetchone()
        return int(row[0]) if row else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--seconds", type=float, default=20.0)
    parser.add_argument("--rates", default="60,90,120,150,180,210,240")
    options = parser.parse_args()
    rates = [float(word) for word in options.rates.split(",")]
    numbers = [int(rate * options.seconds) for rate in rates]
    settings = _running.settings_of(HOME, BALAI_WEB_WORKERS="2", BALAI_PROXIES="1", BALAI_DEMO="1")
    with _running.running(settings) as city:
        wait_until_idle(city)
        environment = settings | {"DJANGO_SETTINGS_MODULE": "balai.project.settings"}
        urn = subprocess.run(
            [sys.executable, "-c", URN.format(codes=CODES)],
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
            check=True,
        )
        told = json.loads(urn.stdout)
        texts = ballots_of(told["election"], told["codes"], min(sum(numbers) + 100, CODES * MOST_BALLOTS))
        path = f"/suara/{told['code']}/titip/"
        print(
            f"{os.cpu_count()} cores, 2 web processes. Load of the machine before: {os.getloadavg()[0]:.1f}\n{HEADING}"
        )
        had = kept()
        send(city.address, path, texts[:100], 20.0, "warm")
        at, best = 100, 0.0
        for rate, number in zip(rates, numbers, strict=True):
            if not measured(city, path, texts[at : at + number], rate):
                break
            at, best = at + number, rate
        print(f"\nin the urn: {kept() - had:,}")
    held = "Holds." if best >= CLAIMED_RATE else "BROKEN"
    print(
        f"\nSustained with p99 of at most {CLAIMED_SECONDS * 1000:.0f} ms: {best:.0f} a second; claimed: {CLAIMED_RATE:.0f}. {held}"
    )
    return 0 if best >= CLAIMED_RATE else 1


if __name__ == "__main__":
    sys.exit(main())
