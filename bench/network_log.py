"""The city's log on a durable PostgreSQL: `python bench/network_log.py [--entries N] [--seconds S] [--waiting N]`.

Batches: many statements wait and one sequencer brings them in. Sustained: acts commit ten statements at a time, a
thousand a second, while `balai worker` sequences as it always does; the delay is from commit until the entry stands in
a signed checkpoint. Proof: of one entry among ten million, as the page of a case makes it, all tiles read from the
database.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

import _city
from network_tree import built

BATCHES, RATE, LATEST = 8_000.0, 1_000, 5.0
MAKE_MILLISECONDS = 1.2
TOGETHER = 10
"""Statements of one act, committed together."""
ROUNDS, PROOFS = 9, 40


def waiting(count: int) -> None:
    from balai.apps.transparency.service import Said, state

    for start in range(0, count, 1_000):
        state(
            Said("promise.opened", _city.NOW, record={"case": f"BENCH-{start + number}", "seq": 1, "due": "2026-12-01"})
            for number in range(min(1_000, count - start))
        )


def batches() -> list[float]:
    """Entries a second of each whole batch."""
    from balai.apps.transparency.actions.sequencing import BATCH
    from balai.apps.transparency.service import sequence

    found = []
    while True:
        began = time.perf_counter()
        entered = sequence(now=_city.NOW)
        if not entered:
            return found
        if entered == BATCH:
            found.append(entered / (time.perf_counter() - began))


@contextmanager
def worker() -> Iterator[None]:
    """`balai worker`, as in every installation."""
    command = [sys.executable, "-m", "balai.project.command", "worker"]
    with subprocess.Popen(command, env=_city.environment(), cwd=_city.ROOT, stdout=subprocess.DEVNULL) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


def sustained(seconds: int) -> tuple[float, list[float]]:
    """Statements a second that were committed, and the delay in seconds of each act until it stood in the log."""
    from django.db import transaction

    from balai.apps.transparency.models import Statement
    from balai.apps.transparency.service import Said, state
    from balai.base.postgres import APP, connection_of

    acts: list[tuple[int, float]] = []
    delays: list[float] = []
    known = Statement.objects.order_by("-id").values_list("id", flat=True).first() or 0
    looks = 0.0
    with worker(), psycopg.connect(**connection_of(_city.HOME, APP, "balai"), autocommit=True) as looking:  # type: ignore[arg-type]
        began = time.perf_counter()
        while time.perf_counter() - began < seconds or len(delays) < len(acts):
            due = began + len(acts) * TOGETHER / RATE
            now = time.perf_counter()
            if now - began < seconds and now >= due:
                with transaction.atomic():
                    state(Said("promise.opened", _city.NOW, record={"seq": len(acts)}) for _ in range(TOGETHER))
                known += TOGETHER
                acts.append((known, time.perf_counter()))
            else:
                time.sleep(0.001)
            if now - looks > 0.05:
                looks = now
                row = looking.execute("SELECT min(id) FROM transparency_statement WHERE index IS NULL").fetchone()
                first = row[0] if row and row[0] is not None else known + 1
                while len(delays) < len(acts) and acts[len(delays)][0] < first:
                    delays.append(time.perf_counter() - acts[len(delays)][1])
    return len(acts) * TOGETHER / seconds, delays


def proofs(entries: int) -> tuple[list[float], list[float]]:
    """Milliseconds of CPU of this process per proof, and statements of the database per proof, by round."""
    from django.db import connection

    from balai.apps.transparency.models import Checkpoint, Tile
    from balai.apps.transparency.queries.log import tree
    from balai.base.postgres import APP, connection_of

    tiles, _seconds = built(entries)
    Tile.objects.all().delete()
    with psycopg.connect(**connection_of(_city.HOME, APP, "balai")) as filling:  # type: ignore[arg-type]
        with filling.cursor().copy("COPY transparency_tile (level, index, hashes) FROM STDIN") as rows:
            for (level, index), hashes in tiles.items():
                rows.write_row((level, index, hashes))
        filling.commit()
    Checkpoint.objects.create(size=entries, root=b"", note="", at=_city.NOW)
    chance, found, asked = random.Random(1), [], []
    for _ in range(ROUNDS):
        places = [chance.randrange(entries) for _ in range(PROOFS)]
        began = time.process_time()
        for place in places:
            whole = tree(near=[place])
            assert whole is not None
            whole.inclusion(place)
        found.append((time.process_time() - began) * 1e3 / PROOFS)
        connection.force_debug_cursor = True
        before = len(connection.queries_log)
        whole = tree(near=places[:1])
        assert whole is not None
        whole.inclusion(places[0])
        asked.append(float(len(connection.queries_log) - before))
        connection.force_debug_cursor = False
    return found, asked


def line(name: str, values: Sequence[float], unit: str) -> str:
    return f"{name:<40}{statistics.median(values):>10,.1f} ({min(values):,.1f}–{max(values):,.1f}) {unit}"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n\n")[0])
    parser.add_argument("--entries", type=int, default=10_000_000, help="size of the log of which proofs are made")
    parser.add_argument("--seconds", type=int, default=20, help="how long a thousand a second are sustained")
    parser.add_argument("--waiting", type=int, default=50_000, help="statements that wait for the batches")
    options = parser.parse_args(arguments)
    load = os.getloadavg()[0]
    _city.HOME = _city.ROOT / ".balai" / "bench-log"
    shutil.rmtree(_city.HOME, ignore_errors=True)
    server = _city.open_city(0)
    try:
        began = time.perf_counter()
        waiting(options.waiting)
        said = options.waiting / (time.perf_counter() - began)
        rates = batches()
        rate, delays = sustained(options.seconds)
        makes, asked = proofs(options.entries)
    finally:
        server.stop()
        shutil.rmtree(_city.HOME, ignore_errors=True)
    print(f"Load of the machine before: {load:.1f}. Median (least–most).\n")
    broken = told(Found(said, rates, rate, sorted(delays), makes, asked), options.entries)
    print("\n" + ("\n".join(f"BROKEN {text}" for text in broken) or "Every claim holds."))
    if load > (os.cpu_count() or 1):
        print("This machine is busy with other things.")
    return 1 if broken else 0


@dataclass(frozen=True, slots=True)
class Found:
    """What was measured."""

    said: float
    rates: Sequence[float]
    rate: float
    delays: Sequence[float]
    makes: Sequence[float]
    asked: Sequence[float]


def told(found: Found, entries: int) -> list[str]:
    """Print the table; which claims are broken."""
    late = found.delays[int(len(found.delays) * 0.99)]
    print(f"{'statements written, a thousand together':<40}{found.said:>10,.0f} a second")
    print(line("batches of 5,000", found.rates, "entries a second"))
    print(f"{'sustained, ten statements a commit':<40}{found.rate:>10,.0f} a second")
    print(
        f"{'  until in the log: median, p99, longest':<40}{statistics.median(found.delays):>10.1f} {late:.1f} {found.delays[-1]:.1f} s"
    )
    print(line(f"proof among {entries:,}", found.makes, "ms of CPU"))
    print(line("  statements for it", found.asked, ""))
    claims = {
        f"{statistics.median(found.rates):,.0f} entries a second in batches": statistics.median(found.rates) >= BATCHES,
        f"{found.rate:,.0f} a second sustained, {late:.1f} s": found.rate >= RATE * 0.99 and late <= LATEST,
        f"{statistics.median(found.makes):.2f} ms for a proof": statistics.median(found.makes) <= MAKE_MILLISECONDS,
    }
    return [text for text, held in claims.items() if not held]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
