"""Starting and standing still: `python bench/start.py [RUNS]`.

The first start makes everything (database, tables, the Jakarta pack, invented people and reports). A second start is
measured from its exec to the first 200 of /readyz and of the home page. Memory is the proportional set size of each
process (shared pages divided among those who share them), read after pages were looked at and reports were sent.
"""

from __future__ import annotations

import os
import random
import shutil
import statistics
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import _running
from balai.base.packs import load_pack
from balai.project.tests.citizens import Browser, Spot, invented_report

HOME = _running.ROOT / ".balai" / "bench-start"
RUNS = 5
MOST_SECONDS = 5.0
MOST_MEGABYTES = 130.0
PATHS = ("/", "/laporan/", "/lapor/", "/cari/", "/akun/login/", "/api/v1/cases", "/api/v1/services")
ROUNDS, REPORTS = 15, 20


def use(city: _running.Running) -> None:
    """Look at pages and send reports, over many connections, so that every web process has its share."""
    chance = random.Random(1)
    areas = load_pack(_running.ROOT / "cities" / "jakarta").areas
    spots = [
        Spot(area.code, area.longitude, area.latitude)
        for area in areas
        if area.level == "subdistrict" and area.longitude and area.latitude
    ]
    for number in range(ROUNDS):
        for path in PATHS:
            browser = Browser(city.address, ip=f"198.51.100.{number}", language=("id", "en")[number % 2])
            browser.get(path)
            browser.close()
    for number in range(REPORTS):
        report = invented_report(city.address, spots, number, chance, by_api=number % 2 == 1)
        while report.page:
            if report.send().status >= 400:
                raise RuntimeError("A report was not taken")
        report.look()
        report.browser.close()
    time.sleep(3)  # the job worker hands over the messages


def spread(values: list[float], digits: int) -> str:
    return f"{statistics.median(values):8.{digits}f}   ({min(values):.{digits}f}–{max(values):.{digits}f})"


@dataclass(slots=True)
class Second:
    """What the second starts showed: seconds to ready and home, CPU seconds, megabytes idle, and by part after use."""

    cpu: list[float] = field(default_factory=list)
    ready: list[float] = field(default_factory=list)
    home: list[float] = field(default_factory=list)
    idle: list[float] = field(default_factory=list)
    used: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in _running.PARTS})

    def note(self, city: _running.Running) -> None:
        self.ready.append(city.seconds["/readyz"])
        self.home.append(city.seconds["/"])
        self.cpu.append(sum(city.cpu_seconds().values()))
        time.sleep(2)
        self.idle.append(sum(size for _name, size in city.memory().values()))
        use(city)
        memory = list(city.memory().values())
        for name, sizes in self.used.items():
            found = [size for part, size in memory if part == name]
            sizes.extend([sum(found)] if name == "PostgreSQL" else found)

    def broken(self) -> list[str]:
        late = {"/readyz": statistics.median(self.ready), "the home page": statistics.median(self.home)}
        large = {name: max(self.used[name]) for name in ("web process", "job worker")}
        return [
            *(
                f"{what}: {much:.1f} s, claimed at most {MOST_SECONDS:.0f}"
                for what, much in late.items()
                if much > MOST_SECONDS
            ),
            *(
                f"{what}: {much:.0f} MB, claimed at most {MOST_MEGABYTES:.0f}"
                for what, much in large.items()
                if much > MOST_MEGABYTES
            ),
        ]


def main(arguments: list[str]) -> int:
    runs = int(arguments[0]) if arguments else RUNS
    shutil.rmtree(HOME, ignore_errors=True)
    settings = _running.settings_of(HOME, BALAI_DEMO="1", BALAI_WEB_WORKERS="2", BALAI_PROXIES="1")
    print(f"{runs} second starts; median (least–most). Load of the machine before: {os.getloadavg()[0]:.1f}\n")
    with _running.running(settings, paths=("/readyz", "/"), peak=True) as city:
        first = dict(city.seconds)
    second = Second()
    for _ in range(runs):
        with _running.running(settings, paths=("/readyz", "/")) as city:
            second.note(city)
    print(f"{'first start, to /readyz':<34}{first['/readyz']:8.1f} s")
    print(f"{'its peak, whole installation':<34}{first['peak']:8.0f} MB")
    print(f"{'second start, to /readyz':<34}{spread(second.ready, 2)} s")
    print(f"{'second start, to the home page':<34}{spread(second.home, 2)} s")
    print(f"{'its CPU, all processes':<34}{spread(second.cpu, 2)} s")
    print(f"{'idle, whole installation':<34}{spread(second.idle, 0)} MB")
    for name, sizes in second.used.items():
        if sizes:
            print(f"{f'after use: {name}':<34}{spread(sizes, 0)} MB")
    broken = second.broken()
    if os.getloadavg()[0] > (os.cpu_count() or 1):
        print("\nThis machine is busy with other things: compare CPU, not seconds.")
    print("\n" + ("\n".join(f"BROKEN {line}" for line in broken) if broken else "Every claim holds."))
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
