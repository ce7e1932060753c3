"""Invented travel for the demo: six weeks of taps, with the mishaps that real machines have."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from balai.apps.mobility.service import receive_taps, register_card
from balai.base.city import city_zone
from balai.engines.fares.taps import IN, OUT, Tap
from balai.project.demo.people import Cast

SEED = 20_221_011
DAYS = 42
FORGETS = 0.04
"""How many tap-outs never come."""
LATE = 0.08
"""How many tap-outs come after all the others."""
WAYS: tuple[tuple[tuple[str, str, str, int], ...], ...] = (
    (("transjakarta", "tj-blok-m", "tj-dukuh-atas", 24), ("mrt", "mrt-dukuh-atas", "mrt-bundaran-hi", 3)),
    (("mrt", "mrt-lebak-bulus", "mrt-dukuh-atas", 27), ("transjakarta", "tj-dukuh-atas", "tj-monas", 15)),
    (("transjakarta", "tj-pulo-gadung", "tj-pemuda", 12), ("lrt", "lrt-velodrome", "lrt-boulevard-utara", 11)),
    (("mikrotrans", "mt-kemang", "tj-blok-m", 12), ("transjakarta", "tj-blok-m", "tj-bundaran-hi", 23)),
    (("mrt", "mrt-blok-a", "mrt-senayan", 8),),
    (("transjakarta", "tj-kota", "tj-blok-m", 52),),
)


def tell_travel(cast: Cast, now: datetime) -> int:
    """Cards for the citizens of the demo, and their taps of six weeks up to `now`; how many taps."""
    random = Random(SEED)  # noqa: S311 (a demo, the same each time)
    on_time: list[Tap] = []
    late: list[Tap] = []
    for place, citizen in enumerate(cast.citizens):
        number = f"60135004{place:08}"
        register_card(number=number, owner=citizen, by=None, now=now - timedelta(days=DAYS + 1))
        for tap in _taps(random, number, WAYS[place % len(WAYS)], now):
            chance = random.random() if tap.kind == OUT else 1.0
            if chance >= FORGETS:
                (late if chance < FORGETS + LATE else on_time).append(tap)
    receive_taps(taps=on_time, now=now)
    receive_taps(taps=late, now=now)
    return len(on_time) + len(late)


def _taps(random: Random, card: str, way: tuple[tuple[str, str, str, int], ...], now: datetime) -> Iterator[Tap]:
    today = now.astimezone(city_zone()).replace(minute=0, second=0, microsecond=0)
    for day in range(DAYS, 0, -1):
        morning = (today - timedelta(days=day)).replace(hour=6) + timedelta(minutes=random.randrange(0, 120))
        if morning.weekday() > 4 or random.random() < 0.3:
            continue
        at = morning
        for leg, (network, origin, destination, minutes) in enumerate(way):
            ended = at + timedelta(minutes=minutes + random.randrange(0, 6))
            key = f"demo-{card[-4:]}-{morning:%Y%m%d}-{leg}"
            operator = {"mrt": "mrt-jakarta", "lrt": "lrt-jakarta"}.get(network, "transjakarta")
            yield Tap(f"{key}-in", card, at, IN, network, origin, operator, device=f"gate-{origin}")
            yield Tap(f"{key}-out", card, ended, OUT, network, destination, operator, device=f"gate-{destination}")
            at = ended + timedelta(minutes=random.randrange(2, 9))
