"""While one timetable after the other comes to rule, every question is answered, from one whole timetable."""

from __future__ import annotations

import http.client
import io
import itertools
import json
import os
import shutil
import signal
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from balai.base.postgres import APP, OWNER
from balai.engines.transit.building import build_timetable
from balai.engines.transit.feed import read_feed
from balai.engines.transit.mapping import keep_mapped, map_timetable
from balai.engines.transit.planner import Planner
from balai.engines.transit.waking import wake
from balai.project.testing import TestDatabases
from balai.project.tests.cities import RunningCity, eventually, running_city
from balai.project.tests.network_cities import City

pytestmark = pytest.mark.fault

VERSIONS = tuple(f"version{number}" for number in range(5))
ASKERS, APART, ROUNDS = 3, 1.0, 8
QUESTION = "?dari=a&ke=c&kapan=2026-03-02T07:50"
PACK = Path(__file__).resolve().parents[2] / "cities" / "jakarta"


def feed(version: str) -> bytes:
    """Two lines with a change between them; each name and number in it says of which version it is."""
    tables = {
        "agency": ["agency_id,agency_name,agency_url,agency_timezone", f"x,{version},https://x.example,Asia/Jakarta"],
        "stops": ["stop_id,stop_name,stop_lat,stop_lon"]
        + [f"{stop},Halte {stop} {version},-6.{2 + at},106.8" for at, stop in enumerate("abc")],
        "routes": ["route_id,agency_id,route_short_name,route_type"]
        + [f"{line}-{version},x,{line} {version},3" for line in ("first", "second")],
        "trips": ["route_id,service_id,trip_id"] + [f"{line}-{version},s,{line}-{version}" for line in ("first", "second")],
        "stop_times": ["trip_id,arrival_time,departure_time,stop_id,stop_sequence"]
        + [f"first-{version},08:0{at},08:0{at},{stop},{at}".replace(f":0{at},", f":0{at}:00,") for at, stop in ((1, "a"), (5, "b"))]
        + [f"second-{version},08:{at}:00,08:{at}:00,{stop},{at}" for at, stop in ((20, "b"), (30, "c"))],
        "calendar": [
            "service_id,monday,tuesday,wednesday,thursday,friday,saturday,sunday,start_date,end_date",
            "s,1,1,1,1,1,1,1,20260101,20301231",
        ],
    }  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, lines in tables.items():
            archive.writestr(f"{name}.txt", "\n".join(lines) + "\n")
    return target.getvalue()


def announce(home: Path, version: str) -> None:
    """As the worker does when a timetable comes to rule."""
    now = home / "mobility" / "now.json"
    unfinished = now.with_suffix(".part")
    unfinished.write_text(json.dumps({"format": 1, "timetables": {date(2020, 1, 1).isoformat(): version}}))
    unfinished.replace(now)


def prepare(home: Path, version: str) -> None:
    home.mkdir(exist_ok=True)
    path = home / f"{version}.zip"
    path.write_bytes(feed(version))
    folder = home / "mobility" / "timetables" / version
    keep_mapped(build_timetable(read_feed(path)), folder)
    wake(Planner(map_timetable(folder)), date(2026, 3, 2))  # compiled once, here: the city finds it on disk


@dataclass
class Asking:
    """Asks again and again; what was answered otherwise than whole is kept in `wrong`."""

    address: str
    answered: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    stop: threading.Event = field(default_factory=threading.Event)
    sources: Iterator[int] = field(default_factory=lambda: itertools.cycle(range(2, 250)))
    """One address alone may ask only so often."""

    def ask(self, path: str) -> tuple[int, str]:
        where = urlsplit(self.address)
        source = (f"127.0.0.{next(self.sources)}", 0)
        connection = http.client.HTTPConnection("127.0.0.1", where.port, timeout=120, source_address=source)
        try:
            connection.request("GET", path + QUESTION, headers={"Host": where.netloc, "Accept-Language": "en"})
            response = connection.getresponse()
            return response.status, response.read().decode()
        finally:
            connection.close()

    def work(self) -> None:
        while not self.stop.is_set():
            for path, read in (("/perjalanan.json", versions_of_json), ("/perjalanan/", versions_of_page)):
                status, body = self.ask(path)
                if status != 200:
                    self.wrong.append(f"{path}: {status} {body[:200]}")
                    continue
                found = read(body)
                self.answered.update(found)
                if len(found) != 1 or not found <= set(VERSIONS):
                    self.wrong.append(f"{path}: {sorted(found)} {body[:200]}")
            time.sleep(0.02)


def versions_of_json(body: str) -> set[str]:
    """Of every part of an answer of which version it is; `none` where no journey was found."""
    answer: dict[str, Any] = json.loads(body)
    found = {answer["timetable"]}
    for journey in answer["journeys"]:
        rides = [leg for leg in journey["legs"] if leg["mode"] == "ride"]
        assert len(rides) == 2
        for ride in rides:
            names = [ride["trip_id"], ride["route_id"], ride["agency"], *(call["name"] for call in ride["calls"])]
            found |= {name.split("-")[-1].split()[-1] for name in names}
    return found if answer["journeys"] else {"none"}


def versions_of_page(body: str) -> set[str]:
    return {version for version in VERSIONS if version in body.partition("<main")[2]} or {"none"}


def mapped_in(city: RunningCity) -> list[int]:
    """Of each process that has timetables mapped, how many. The worker maps none here, for there is no feed."""
    counts = []
    for process in city.processes():
        try:
            maps = Path(f"/proc/{process}/maps").read_text()
        except OSError:
            continue
        files = {line.rpartition("/timetables/")[2] for line in maps.splitlines() if line.endswith("/arrays.bin")}
        counts += [len(files)] if files else []
    return counts


@pytest.fixture
def settings(test_databases: TestDatabases, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A city whose pack has no feed of its own, which the worker would let rule; its tables stand already."""
    pack, name = tmp_path / "pack", f"{test_databases.name}_timetables"
    shutil.copytree(PACK, pack, ignore=shutil.ignore_patterns("gtfs"))
    with test_databases.copies(name):
        place = City("jakarta", tmp_path, test_databases.home, name)
        yield {
            "DATABASE_URL": place.url(APP),
            "DATABASE_OWNER_URL": place.url(OWNER),
            "BALAI_CITY": str(pack),
            "BALAI_WEB_WORKERS": "2",
            "BALAI_LOG_LEVEL": "WARNING",
        }


@pytest.mark.database
def test_every_answer_is_of_one_whole_timetable(settings: dict[str, str], tmp_path: Path, effort: int) -> None:
    home = tmp_path / "home"
    for version in VERSIONS:
        prepare(home, version)
    with running_city(home, **settings) as city, standing_still(city.child("command worker")):
        announce(home, VERSIONS[0])
        asking = Asking(city.settings["BALAI_ADDRESS"])
        # One process may answer all of them, so that both having theirs mapped says more than many answers.
        assert eventually(lambda: all_answer(asking) and len(mapped_in(city)) == 2, seconds=120)
        assert eventually(lambda: all(all_answer(asking) for _ in range(4)), seconds=60)
        threads = [threading.Thread(target=asking.work) for _ in range(ASKERS)]
        for thread in threads:
            thread.start()
        for turn in range(1, 1 + ROUNDS * effort):
            time.sleep(APART)
            announce(home, VERSIONS[turn % len(VERSIONS)])
        last = VERSIONS[ROUNDS * effort % len(VERSIONS)]
        comes = eventually(lambda: {read_version(asking) for _ in range(12)} == {last}, seconds=60)
        asking.stop.set()
        for thread in threads:
            thread.join()
        assert not asking.wrong
        assert comes, city.output.read_text()[-3000:]
        assert len(asking.answered) > 1
        assert eventually(lambda: max(mapped_in(city)) == 1, seconds=30), mapped_in(city)


@contextmanager
def standing_still(process: int) -> Iterator[None]:
    """The worker would announce what the database knows of, which is none of these."""
    os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(process, signal.SIGCONT)


def read_version(asking: Asking) -> str:
    status, body = asking.ask("/perjalanan.json")
    return json.loads(body)["timetable"] if status == 200 else str(status)


def all_answer(asking: Asking) -> bool:
    """Whether many questions at once are all answered: one at a time may all go to the same process."""
    with ThreadPoolExecutor(8) as pool:
        return {status for status, _body in pool.map(asking.ask, ["/perjalanan.json"] * 16)} == {200}
