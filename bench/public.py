"""The public's view at 100,000 cases: `python bench/public.py [CASES]` (then try 1000000).

CPU is that of the web worker plus that of its PostgreSQL backend (no parallel workers), per call, as the median over
rounds. Clusters are asked for the views of a desktop screen, whole and through every kind of filter. Downloads are
read to their end, and the memory that they take on top is the growth of this process's highest resident size.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
import _city
from cases import Browser, expect, measure

CLUSTERS_CLAIM, FIGURES_CLAIM = 50.0, 100.0
CLUSTERS_CLAIMED_TO = 100_000
"""Cases; with more, clusters are measured and nothing is claimed."""
MIDDLE = (106.83, -6.2)
SCREEN = (1280, 900)
MOST_GROWTH = 40.0
"""Megabytes that a download may add to the process, whatever it downloads."""


def view(zoom: int) -> str:
    """The box that a desktop screen shows of the middle of the city."""
    degrees = 360 / 256 / 2**zoom
    west, south = MIDDLE[0] - SCREEN[0] / 2 * degrees, MIDDLE[1] - SCREEN[1] / 2 * degrees
    east, north = MIDDLE[0] + SCREEN[0] / 2 * degrees, MIDDLE[1] + SCREEN[1] / 2 * degrees
    return f"kotak={west:.5f},{south:.5f},{east:.5f},{north:.5f}&zoom={zoom}"


def spread_hours() -> None:
    """The base's cases are done at once: let each have taken some hours, so that durations fill their bins."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        cursor.execute(
            "UPDATE cases_case SET done_at = opened_at + make_interval(mins => 30 + mod(id * 7919, 20000)::int),"
            " closed_at = opened_at + make_interval(mins => 40 + mod(id * 7919, 20000)::int)"
            " WHERE done_at = opened_at"
        )


def count() -> None:
    """Count all cases for the first time, then what a minute brings, then all of them again."""
    from django.db import connection

    from balai.apps.cases.models import Case
    from balai.apps.cases.service import support_case
    from balai.apps.figures.actions.following import follow
    from balai.apps.figures.actions.recounting import recount
    from balai.base.clock import now

    began = time.monotonic()
    found = follow(now=now()).cases
    print(f"counted for the first time: {found:,} cases in {time.monotonic() - began:.1f} s")
    follow(now=now())
    ids = list(Case.objects.filter(is_open=True, is_public=True).order_by("-id").values_list("id", flat=True)[:200])
    for number in ids:
        support_case(case_id=number, identity=f"bench:{time.monotonic_ns()}", by=None, now=now())
    Case.objects.filter(id__in=ids).update(late=1)
    began = time.monotonic()
    print(
        f"a minute with {len(ids)} cases changed: {follow(now=now()).cases} counted in {time.monotonic() - began:.2f} s"
    )
    began = time.monotonic()
    again = recount(now=now(), mend=False)
    agrees = "all agree" if again.agrees else f"{again.cases_differ} cases and {again.sums_differ} sums DIFFER"
    print(
        f"counted again: {again.cases:,} cases and {again.sums:,} sums in {time.monotonic() - began:.1f} s, {agrees}\n"
    )
    with connection.cursor() as cursor:
        for table in ("figures_counted", "figures_monthsum", "figures_spotsum"):
            cursor.execute("SELECT pg_total_relation_size(%s::regclass) / 1e6", [table])
            print(f"{table:<20}{cursor.fetchone()[0]:>8.1f} MB")
    print()


def calls() -> dict[str, tuple[str, float | None]]:
    """What is asked, and what is claimed of it."""
    found: dict[str, tuple[str, float | None]] = {
        f"clusters, zoom {zoom}": (f"/peta/kelompok.json?{view(zoom)}", CLUSTERS_CLAIM) for zoom in range(10, 18)
    }
    for name, query in {
        "one category": "jenis=report.road/pothole",
        "one state": "status=in_progress",
        "one month": "sejak=2026-06-01&sampai=2026-06-30",
        "30 days": "sejak=2026-10-24",
        "one city of five": "area=31.74",
        "one district": "area=31.74.09",
        "all of these": "area=31.74&jenis=report.road/pothole&status=done&sejak=2026-03-05",
    }.items():
        found[f"clusters, {name}"] = (f"/peta/kelompok.json?{query}&{view(11)}", CLUSTERS_CLAIM)
    for name, query in {
        "list of 25": "",
        "list, one city": "area=31.74",
        "list, one category": "jenis=report.road/pothole",
        "list, district and state": "area=31.74.09&status=in_progress",
        "list, long ago": "sampai=2026-01-15",
        "list, part of the map": view(16),
    }.items():
        found[name] = (f"/laporan/?{query}", None)
    for name, address in {
        "figures, whole city": "/angka/",
        "figures, one city": "/angka/?area=31.74",
        "figures, one service": "/angka/?layanan=report.road",
        "figures, all agencies": "/angka/instansi/",
    }.items():
        found[name] = (address, FIGURES_CLAIM)
    return found


def highest_memory() -> float:
    """The highest resident size of this process so far, in megabytes."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmHWM")).split()[1]) / 1000


def download(kind: str) -> tuple[int, float, float]:
    """Read a whole download: its bytes, the seconds it took, and the megabytes that it added to the process."""
    from django.test import RequestFactory

    from balai.apps.figures.views import downloads
    from balai.base.middleware.read_only import read_only

    Path("/proc/self/clear_refs").write_text("5")
    before, began, size = highest_memory(), time.monotonic(), 0
    answer = getattr(downloads, f"as_{kind}")(RequestFactory().get("/", HTTP_HOST="localhost"))
    with read_only():
        for piece in answer.streaming_content:
            size += len(piece)
    return size, time.monotonic() - began, highest_memory() - before


def ask(browser: Browser, address: str) -> Callable[[], object]:
    return lambda: expect(browser.ask("GET", address))


def main(arguments: list[str]) -> int:
    cases = int(arguments[0]) if arguments else 100_000
    _city.HOME = _city.HOME.with_name("bench-public")  # its rows are changed here, which others would not expect
    server = _city.open_city(cases)
    broken = []
    try:
        spread_hours()
        count()
        print(f"{cases:,} cases; CPU per call in ms, median (least–most)\n")
        print(f"{'':<30}{'statements':>11}{'CPU':>8}{'':>16}{'web':>8}{'database':>10}{'bytes':>10}")
        browser = Browser()
        for name, (address, claim) in calls().items():
            size = len(browser.ask("GET", address)[2])
            found = measure(ask(browser, address))
            middle, least, most = found.total
            spread = f"({least:.1f}–{most:.1f})"
            print(
                f"{name:<30}{found.statements:>11}{middle:>8.1f}{spread:>16}{found.web:>8.1f}{found.database:>10.2f}{size:>10,}"
            )
            claimed = claim is not None and (claim != CLUSTERS_CLAIM or cases <= CLUSTERS_CLAIMED_TO)
            if claimed and middle > claim:
                broken.append(f"{name}: {middle:.1f} ms; claimed at most {claim:.0f}")
        print()
        for kind in ("csv", "geojson", "atom"):
            size, seconds, growth = download(kind)
            print(f"{kind:<8}{size / 1e6:>8.1f} MB in {seconds:>6.1f} s, {growth:>5.1f} MB of memory")
            if growth > MOST_GROWTH:
                broken.append(f"{kind}: {growth:.1f} MB of memory; claimed at most {MOST_GROWTH:.0f}")
        print("\n" + ("\n".join(f"BROKEN {line}" for line in broken) if broken else "Every claim holds."))
    finally:
        server.stop()
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
