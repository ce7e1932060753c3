"""What an idle city holds in memory, in all its processes: `python bench/network_idle.py [SECONDS]`.

Proportional set size after the public pages were asked for once, and CPU of all processes while nobody asks anything.
A new city examines its timetable for some minutes; that is waited for. A secretariat that hosts many cities pays this
once for each. "Were nothing else here" counts libraries in full that other programs of the machine have loaded, too.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import time

from _running import PARTS, ROOT, Running, running, settings_of, size_alone

LIMIT = 200.0
PATHS = ("/readyz", "/", "/laporan/", "/log/checkpoint")
SETTLE, LONGEST_SETTLE = 30.0, 600.0
QUIET = 0.05
"""Of one processor: a city that does less waits for somebody to ask."""


def by_part(city: Running) -> dict[str, float]:
    found = dict.fromkeys(PARTS, 0.0)
    for name, size in city.memory().values():
        found[name] += size
    return found


def wait_until_quiet(city: Running) -> None:
    """Until the first jobs of a new city are done, for ten minutes at most."""
    deadline = time.monotonic() + LONGEST_SETTLE
    while time.monotonic() < deadline:
        before = sum(city.cpu_seconds().values())
        time.sleep(SETTLE)
        if sum(city.cpu_seconds().values()) - before < QUIET * SETTLE:
            return


def main(arguments: list[str]) -> int:
    seconds = float(arguments[0]) if arguments else 60.0
    load = os.getloadavg()[0]
    home = ROOT / ".balai" / "bench-idle"
    shutil.rmtree(home, ignore_errors=True)
    looks: list[dict[str, float]] = []
    alone = 0.0
    try:
        with running(settings_of(home, BALAI_WEB_WORKERS="1"), paths=PATHS) as city:
            wait_until_quiet(city)
            before = sum(city.cpu_seconds().values())
            for _ in range(5):
                time.sleep(seconds / 5)
                looks.append(by_part(city))
            alone = size_alone(city.parts())
            used = sum(city.cpu_seconds().values()) - before
    finally:
        shutil.rmtree(home, ignore_errors=True)
    print(f"Load of the machine before: {load:.1f}. MB (PSS), one web process, median (least–most) of five looks.\n")
    for name in PARTS:
        values = [look[name] for look in looks]
        print(f"{name:<20}{statistics.median(values):>8.1f} ({min(values):.1f}–{max(values):.1f})")
    whole = [sum(look.values()) for look in looks]
    print(f"{'together':<20}{statistics.median(whole):>8.1f} ({min(whole):.1f}–{max(whole):.1f})")
    print(f"{'were nothing else here':<24}{alone:>4.0f}")
    print(f"{'CPU':<20}{used / seconds * 1000:>8.1f} ms a second")
    held = statistics.median(whole) <= LIMIT
    print("\n" + ("Every claim holds." if held else f"BROKEN {statistics.median(whole):.0f} MB; claimed {LIMIT:.0f}"))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
