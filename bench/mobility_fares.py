"""Fares of a whole city: `python bench/mobility_fares.py [TAPS] [JOURNEYS]`.

Taps settled in bulk (sorted, paired, priced), one bill with its sentences, and a try-out of a tariff over a city's
journeys. Seconds are those of the processor over all cores, so that a crowded machine does not count; elapsed ones
stand beside them. The peer is the same automaton run by plain Python, card by card.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np

from balai.base.packs.tariffs_folder import read_tariff_file
from balai.engines.fares.bulk import Numbers, Stops
from balai.engines.fares.bulk_taps import TapColumns, settle_columns
from balai.engines.fares.explaining import explain
from balai.engines.fares.files import read_lines
from balai.engines.fares.reading import read_tariff
from balai.engines.fares.settling import settle
from balai.engines.fares.tables import Compiled, compile_tariff
from balai.engines.fares.taps import IN, OUT, Tap
from balai.engines.fares.trying import Demand, compare

FOLDER = Path(__file__).parent.parent / "cities" / "jakarta" / "tariffs"
ZONE = ZoneInfo("Asia/Jakarta")
BEGIN = int(datetime(2026, 3, 1, 22, tzinfo=UTC).timestamp())
CORES = 2
RUNS = 3
LEAST_TAPS, MOST_BILL_MS, MOST_TRY_OUT_S, TRY_OUT = 1_000_000, 1.0, 20.0, 10_000_000


def tariff(cheaper: int = 250) -> Compiled:
    document, _mistakes = read_tariff_file(FOLDER / "jak-lingko-2022.yaml", "tariff")
    assert document is not None
    price = {**document.value["package"]["price"], "per_kilometre": cheaper}
    return compile_tariff(read_tariff({**document.value, "package": {**document.value["package"], "price": price}}))


def whole(values: object) -> Numbers:
    return np.asarray(values, dtype=np.int64)


class City:
    """Two rides each, from a bus to the metro over Dukuh Atas or Blok M, or two bus rides."""

    def __init__(self, compiled: Compiled, seed: int) -> None:
        self.lines, self.random = read_lines(FOLDER / "distances.csv"), np.random.default_rng(seed)
        self.codes = sorted({stop for posts in self.lines.posts.values() for stop in posts})
        self.compiled = compiled
        pairs = {}
        for network in ("transjakarta", "mrt"):
            for one in self.codes:
                for other in self.codes:
                    metres = self.lines(network, one, other)
                    if metres is not None:
                        row = compiled.network(network) * len(self.codes) + self.codes.index(one)
                        pairs[row * len(self.codes) + self.codes.index(other)] = metres
        keys = sorted(pairs)
        self.stops = Stops(self.codes, whole(keys), whole([pairs[key] for key in keys]))

    def stop(self, code: str) -> int:
        return self.codes.index(code)

    def rides(self, journeys: int) -> dict[str, Numbers]:
        """Columns of two rides for each of `journeys`."""
        bus, rail = self.compiled.network("transjakarta"), self.compiled.network("mrt")
        change = self.random.integers(0, 2, journeys)
        buses = whole([self.stop(code) for code in ("tj-kota", "tj-monas", "tj-polda", "tj-senayan")])
        rails = whole([self.stop(code) for code in ("mrt-lebak-bulus", "mrt-fatmawati", "mrt-haji-nawi", "mrt-istora")])
        out_bus = np.where(change, self.stop("tj-dukuh-atas"), self.stop("tj-blok-m"))
        in_rail = np.where(change, self.stop("mrt-dukuh-atas"), self.stop("mrt-blok-m"))
        begun = np.sort(BEGIN + self.random.integers(0, 16 * 3600, journeys))
        lasts, waits, rides = (
            self.random.integers(low, high, journeys) for low, high in ((300, 3600), (61, 1200), (300, 2400))
        )
        columns = {
            "network": np.stack([np.full(journeys, bus), np.full(journeys, rail)], axis=1),
            "boarded": np.stack([begun, begun + lasts + waits], axis=1),
            "alighted": np.stack([begun + lasts, begun + lasts + waits + rides], axis=1),
            "from": np.stack([buses[self.random.integers(0, 4, journeys)], in_rail], axis=1),
            "to": np.stack([out_bus, rails[self.random.integers(0, 4, journeys)]], axis=1),
        }
        return {name: column.reshape(-1).astype(np.int64) for name, column in columns.items()}


def taps_of(city: City, count: int) -> TapColumns:
    """So many taps, in the order in which machines send them: by time, not by card."""
    rides = city.rides(count // 4)
    cards = np.repeat(np.arange(count // 4), 2)
    both = {name: np.stack([rides[first], rides[second]], axis=1).reshape(-1) for name, first, second in (
        ("times", "boarded", "alighted"), ("stops", "from", "to"), ("networks", "network", "network"),
    )}  # fmt: skip
    kinds = np.tile(whole([0, 1]), len(cards))
    order = np.argsort(both["times"], kind="stable")
    zeros = np.zeros(len(order), dtype=np.int64)
    return TapColumns(
        np.repeat(cards, 2)[order], both["times"][order], kinds[order], both["networks"][order],
        both["stops"][order], both["stops"][order], zeros,
    )  # fmt: skip


def measured(run: Callable[[], object]) -> tuple[list[float], list[float]]:
    """Processor and elapsed seconds of some runs, after one that does not count."""
    run()
    used, elapsed = [], []
    for _ in range(RUNS):
        begun, clock = time.process_time(), time.perf_counter()
        run()
        used.append(time.process_time() - begun)
        elapsed.append(time.perf_counter() - clock)
    return used, elapsed


def spread(values: list[float]) -> str:
    return f"{statistics.median(values):.2f} ({min(values):.2f}–{max(values):.2f})"


def main(arguments: list[str]) -> int:
    count, journeys = (int(text) for text in (*arguments, "2000000", "1000000")[:2] if text)
    print(f"Load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; numpy {np.__version__}")
    compiled = tariff()
    city = City(compiled, 1)
    taps = taps_of(city, count)
    used, elapsed = measured(lambda: settle_columns(compiled, taps, city.stops, zone=ZONE))
    rate = count / (statistics.median(used) / CORES)
    print(f"{count:,} taps in bulk: {spread(used)} s of the processor, {spread(elapsed)} s elapsed")
    print(f"  {rate:,.0f} taps a second on {CORES} cores of their own")
    some = one_by_one(city, 20_000)
    begun = time.process_time()
    settle(compiled, some, zone=ZONE, distances=city.lines)
    each = (time.process_time() - begun) / len(some)
    print(f"  peer, Python card by card: {1 / each:,.0f} taps a second on one core; bulk is {rate * each:.0f} × that")
    bill = bill_ms(compiled, city)
    print(f"one bill of 6 rides, settled and explained: {bill:.3f} ms of the processor")
    seconds = try_out(city, compiled, journeys)
    broken = rate < LEAST_TAPS or bill > MOST_BILL_MS or seconds > MOST_TRY_OUT_S
    print(
        f"\n{'BROKEN' if broken else 'Every claim holds'}: {LEAST_TAPS:,} taps/s, {MOST_BILL_MS} ms, {MOST_TRY_OUT_S} s"
    )
    return int(broken)


def one_by_one(city: City, count: int) -> list[Tap]:
    columns = taps_of(city, count)
    networks = [network.code for network in city.compiled.tariff.networks]
    return [
        Tap(
            f"{number}", f"{columns.cards[number]}", datetime.fromtimestamp(int(columns.times[number]), UTC),
            OUT if columns.kinds[number] else IN, networks[columns.networks[number]], city.codes[columns.stops[number]],
        )
        for number in range(count)
    ]  # fmt: skip


def bill_ms(compiled: Compiled, city: City) -> float:
    taps = [tap for tap in one_by_one(city, 12) if tap.card in {"0", "1", "2"}]
    shifted = [
        Tap(tap.key, "card", tap.at + timedelta(hours=5 * int(tap.card)), tap.kind, tap.network, tap.stop)
        for tap in taps
    ]
    times = []
    for _ in range(200):
        begun = time.process_time()
        (settled,) = settle(compiled, shifted, zone=ZONE, distances=city.lines)
        for charge in settled.bill.charges:
            explain(charge, compiled.tariff, "id", city.lines.names)
        times.append(1000 * (time.process_time() - begun))
    return statistics.median(times)


def try_out(city: City, compiled: Compiled, journeys: int) -> float:
    rides = city.rides(journeys)
    numbers = np.repeat(np.arange(journeys), 2)
    zeros, ones = np.zeros(len(numbers), dtype=np.int64), np.ones(len(numbers), dtype=np.int64)
    metres = city.stops.metres_between(rides["network"], rides["from"], rides["to"])
    names = [network.code for network in compiled.tariff.networks]
    demand = Demand(
        numbers, numbers, rides["network"], rides["boarded"], rides["alighted"], metres, rides["from"], rides["to"],
        zeros, numbers % 267, ones, names, [""], [str(area) for area in range(267)], city.stops,
    )  # fmt: skip
    new = tariff(300)
    used, elapsed = measured(lambda: compare(compiled, new, demand, zone=ZONE))
    seconds = statistics.median(used) / CORES * TRY_OUT / journeys
    print(f"try-out of {journeys:,} journeys: {spread(used)} s of the processor, {spread(elapsed)} s elapsed")
    print(f"  {seconds:.1f} s for {TRY_OUT:,} on {CORES} cores of their own")
    return seconds


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
