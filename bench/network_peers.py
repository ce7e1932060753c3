"""What a peer costs, and what comparing many costs: `python bench/network_peers.py`.

A day of one peer: 24 visits, of which one meets three new entries and a new publication; CPU is that of the visiting
thread (signatures, tiles, database client), bytes are bodies received. Without TLS: the peer is on this machine.
Comparing: the pages of 31 cities, 12 figures and 24 months; CPU is that of this process, as a web worker's.
"""

from __future__ import annotations

import os
import shutil
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal

import _city

DAYS, CALLS = 5, 30
CITIES, MONTHS, FIGURES = 30, 24, 12
MOST_CPU, MOST_BYTES, MOST_PAGE = 50.0, 100_000, 30.0


def days_of_a_peer() -> tuple[list[float], list[float]]:
    """Milliseconds of CPU and bytes of each day."""
    from balai.apps.network.actions.posting import take
    from balai.apps.network.actions.reading import read_peer
    from balai.apps.network.actions.trusting import accept
    from balai.apps.network.models import Peer, Visit
    from balai.apps.network.ourselves import own_address
    from balai.apps.network.tests.fake_city import NOW, fake_city
    from balai.engines.transparency.tests.samples import numbered

    spent, read = [], []
    with fake_city() as city:
        city.grow(numbered(20_000))
        take(file=city.letter("application", to=own_address()), now=NOW)
        number = accept(address=city.address, now=NOW).pk
        read_peer(peer=Peer.objects.get(pk=number), now=NOW)
        for day in range(1, DAYS + 1):
            before, began = Visit.objects.count(), time.thread_time()
            for hour in range(24):
                if hour == 12:
                    held = time.thread_time()
                    city.grow([b"a", b"b", b"c"])
                    city.publish("2026-10", day, promises__on_time="0.9100")
                    began += time.thread_time() - held
                held = time.thread_time()
                peer = Peer.objects.get(pk=number)  # a round reads all peers that are due in one statement
                began += time.thread_time() - held
                failure = read_peer(peer=peer, now=NOW + timedelta(days=day, hours=hour))
                if failure:
                    sys.exit(f"The peer could not be read: {failure}")
            spent.append((time.thread_time() - began) * 1000)
            read.append(float(sum(visit.octets for visit in Visit.objects.order_by("id")[before:])))
    return spent, read


def fill() -> None:
    """So many cities with their figures; half of them by our definitions."""
    from balai.apps.indicators.service import indicators
    from balai.apps.network.models import Peer, PeerFigure, PeerPublication
    from balai.apps.network.tests.fake_city import NOW

    codes = list(indicators())[:FIGURES]
    months = [f"{number // 12}-{number % 12 + 1:02d}" for number in range(2024 * 12 + 10, 2024 * 12 + 10 + MONTHS)]
    for city in range(CITIES):
        names = {"id": f"Kota {city}", "en": f"City {city}"}
        peer = Peer.objects.create(
            address=f"https://kota-{city:02d}.example", origin=f"kota-{city:02d}.example/log", trust="trusted",
            since=NOW, answered_at=NOW, descriptor={"names": names, "services": []},
        )  # fmt: skip
        for place, month in enumerate(months):
            said = PeerPublication.objects.create(
                peer=peer,
                period=month,
                number=1,
                digest=f"{city}-{place}",
                index=place,
                file=b"",
                said_at=NOW,
                seen_at=NOW,
            )
            PeerFigure.objects.bulk_create(
                PeerFigure(
                    publication=said, peer=peer, period=month, number=1, code=code, quality="measured",
                    version=indicators()[code].version if city % 2 else "0" * 16, value=Decimal("0.5"),
                    low=Decimal("0.4"), high=Decimal("0.6"),
                )
                for code in codes
            )  # fmt: skip


def pages() -> dict[str, list[float]]:
    """Milliseconds of CPU of each call."""
    from django.test import Client

    browser = Client(headers={"host": "localhost"})
    found = {}
    for name, path in (
        ("compare all figures", "/jaringan/bandingkan/"),
        ("compare one figure, 24 months", "/jaringan/bandingkan/promises.on_time/"),
        ("list of cities", "/jaringan/"),
    ):
        found[name] = timed(lambda path=path: browser.get(path).status_code == 200 or sys.exit(path))  # type: ignore[misc]
    return found


def timed(call: Callable[[], object]) -> list[float]:
    spent = []
    for number in range(CALLS + 3):
        began = time.process_time()
        call()
        if number >= 3:
            spent.append((time.process_time() - began) * 1000)
    return spent


def line(name: str, found: Sequence[float], unit: str) -> str:
    return f"{name:<34}{statistics.median(found):>10,.1f} ({min(found):,.1f}–{max(found):,.1f}) {unit}"


def main() -> int:
    os.environ["BALAI_NETWORK_LOOPBACK"] = "1"
    load = os.getloadavg()[0]
    _city.HOME = _city.ROOT / ".balai" / "bench-peers"
    shutil.rmtree(_city.HOME, ignore_errors=True)
    server = _city.open_city(0)
    try:
        from balai.apps.network.service import describe
        from balai.base.clock import now

        describe(now=now())
        spent, read = days_of_a_peer()
        fill()
        found = pages()
    finally:
        server.stop()
        shutil.rmtree(_city.HOME, ignore_errors=True)
    print(f"Load of the machine before: {load:.1f}. Median (least–most).\n")
    print(line("a peer's day", spent, "ms of CPU"))
    print(line("a peer's day", read, "bytes"))
    for name, times in found.items():
        print(line(name, times, "ms of CPU"))
    most = max(statistics.median(times) for times in found.values())
    held = statistics.median(spent) <= MOST_CPU and statistics.median(read) <= MOST_BYTES and most <= MOST_PAGE
    print("\nEvery claim holds." if held else "\nBROKEN: a peer's day, or a page.")
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
