"""History comes in at 250 cases a second and more: `python bench/importing.py [CASES]`.

Each round imports a file of its own as the command does: read, checked, placed, told as stories, compared with what
would go out again, and written. One kind of file has only the last state of a report, the other a history of six.
Beside them: reports opened one after the other through the city's own door, without any history.
"""

from __future__ import annotations

import csv
import os
import random
import shutil
import statistics
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import _city

ROUNDS = 5
CLAIM = 250
CASES = 1_000
ONE_BY_ONE = 200
MAP = _city.ROOT / "src" / "balai" / "apps" / "exchange" / "tests" / "crm.map.yaml"
SHORT_MAP = """
source: short
zone: Asia/Jakarta
times: ["%d/%m/%Y %H:%M:%S"]
identifier: No Laporan
opened: Tanggal Laporan
closed: Waktu Status
service: {always: {service: report.road, category: surface}}
state: {column: Status, values: {Selesai: done}}
area: {column: Kelurahan, by: name, level: subdistrict}
point: {longitude: Bujur, latitude: Lintang}
words: {words: Isi Laporan}
public: {always: true}
"""


def write_file(path: Path, cases: int, *, history: bool) -> None:
    """Invented reports, with numbers that no earlier file had."""
    from balai.apps.exchange.tests.crm import COLUMNS, report_rows

    chance, name = random.Random(path.name), uuid4().hex[:8]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, delimiter=";")
        writer.writeheader()
        for number in range(cases):
            words = f"{_city.WORDS[number % len(_city.WORDS)]} {chance.random()}"
            rows = report_rows(**{"No Laporan": f"{name}-{number}", "Isi Laporan": words})
            writer.writerows(rows if history else rows[-1:])


def imported(folder: Path, mapping: Path, cases: int, *, history: bool) -> list[tuple[float, float]]:
    """Cases a second, and CPU milliseconds of this process per case, of each round."""
    from balai.apps.exchange.importing.maps import read_map
    from balai.apps.exchange.importing.running import Wish, run_import

    known, mistakes = read_map(mapping, zone="Asia/Jakarta")
    if known is None:
        raise SystemExit(str(mistakes))
    found = []
    for number in range(ROUNDS):
        path = folder / f"round-{number}-{history}.csv"
        write_file(path, cases, history=history)
        wall, cpu = time.perf_counter(), time.process_time()
        tally = run_import(Wish(path=path, mapping=known, now=_city.NOW)).tally
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        if tally.new != cases:
            raise SystemExit(f"{tally.new} of {cases} came in: {tally.reasons()}")
        found.append((cases / wall, cpu * 1000 / cases))
    return found


def one_by_one() -> list[tuple[float, float]]:
    from balai.apps.cases.actions.opening import Place, Submission, open_case

    found = []
    for _ in range(ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        for number in range(ONE_BY_ONE):
            submission = Submission(
                service="report.road", key=uuid4(), answers={"category": "surface", "words": _city.WORDS[number % 4]},
                place=Place(area="31.71.06.1003", words="Depan stasiun"), is_public=True,
            )  # fmt: skip
            open_case(submission=submission, by=None, now=datetime(2026, 11, 1, tzinfo=UTC))
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        found.append((ONE_BY_ONE / wall, cpu * 1000 / ONE_BY_ONE))
    return found


def main(arguments: list[str]) -> int:
    cases = int(arguments[0]) if arguments else CASES
    load = os.getloadavg()[0]
    _city.HOME = _city.ROOT / ".balai" / "bench-importing"
    shutil.rmtree(_city.HOME, ignore_errors=True)
    server = _city.open_city(0)
    try:
        short = _city.HOME / "short.map.yaml"
        short.write_text(SHORT_MAP)
        os.environ["BALAI_LOG_LEVEL"] = "ERROR"
        kinds = {
            "last state only": imported(_city.HOME, short, cases, history=False),
            "history of six states": imported(_city.HOME, MAP, cases, history=True),
            "one by one, no history": one_by_one(),
        }
    finally:
        server.stop()
        shutil.rmtree(_city.HOME, ignore_errors=True)
    print(f"Load of the machine before: {load:.1f}")
    print(f"cases a second: median (least–most) of {ROUNDS} rounds of {cases:,}; CPU per case without the database\n")
    for name, rounds in kinds.items():
        rates = sorted(rate for rate, _cpu in rounds)
        cpu = statistics.median(cpu for _rate, cpu in rounds)
        print(f"{name:<24}{statistics.median(rates):>7.0f} ({rates[0]:.0f}–{rates[-1]:.0f}){cpu:>9.2f} ms")
    slow = [name for name in list(kinds)[:2] if statistics.median(rate for rate, _cpu in kinds[name]) < CLAIM]
    if load > (os.cpu_count() or 1):
        print("\nThis machine is busy with other things: compare CPU, not seconds.")
    print("\n" + (f"BROKEN {', '.join(slow)}: claimed at least {CLAIM}" if slow else "Every claim holds."))
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
