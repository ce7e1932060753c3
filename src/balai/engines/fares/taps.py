"""Taps as they are: each reading of a card by a machine, kept for ever, and what is known of the machines' clocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from balai.engines.fares.mistakes import FareError

IN, OUT = "in", "out"
KEY = re.compile(r"[\w.:-]{1,80}")
LONGEST = {"card": 40, "stop": 80, "network": 40, "operator": 40, "vehicle": 40, "device": 40}
NEEDED = frozenset({"card", "stop", "network"})
DETOUR = 1.3
"""How much longer a way is than the straight line, where nothing better is known (median of street networks)."""


@dataclass(frozen=True, slots=True)
class Tap:
    """One reading of a card. `key` names it for ever: a machine that sends it twice sends the same key.

    `at` is what the machine's clock said, with its zone; `spot` is where it stands: its stop, or the vehicle it rides
    in. When the tap was received is no part of it, so that no bill can depend on that.
    """

    key: str
    card: str
    at: datetime
    kind: str
    network: str
    stop: str
    operator: str = ""
    vehicle: str = ""
    device: str = ""

    @property
    def spot(self) -> str:
        """What makes two readings the same place."""
        return self.vehicle or self.stop


def mistake_in(tap: Tap) -> str | None:
    """What makes a reading unfit to be kept for ever, as half a sentence; None where nothing does.

    Keys stand in addresses of pages: letters, digits and `_ . : -`, at most eighty.
    """
    if not KEY.fullmatch(tap.key) or not tap.key.strip("."):
        return f"the key {tap.key[:80]!r} is not 1 to 80 letters, digits, or any of _ . : -"
    if tap.kind not in (IN, OUT):
        return f"the kind is {tap.kind[:20]!r}, neither in nor out"
    if tap.at.tzinfo is None:
        return "the time has no zone"
    for name, longest in LONGEST.items():
        text = getattr(tap, name)
        if (name in NEEDED and not text) or len(text) > longest or not (text.isprintable() and text == text.strip()):
            return f"the {name} is {text[:20]!r}: missing, longer than {longest}, or with spaces around it"
    return None


@dataclass(frozen=True, slots=True)
class ClockCorrection:
    """A machine's clock was wrong: to what it said from `since` up to `until`, `add` is added. A record like a tap."""

    key: str
    device: str
    since: datetime
    until: datetime
    add: timedelta


@dataclass(frozen=True, slots=True)
class Sorted:
    """Taps without repetitions in the order of their true times, and those whose key came with another content."""

    taps: tuple[Tap, ...]
    contradictions: tuple[Tap, ...] = ()


Distances = Callable[[str, str, str], int | None]
"""Metres along a network from one stop to another, or None where they are not known."""


def no_distances(_network: str, _origin: str, _destination: str) -> int | None:
    """For tariffs that need none."""
    return None


@dataclass(frozen=True, slots=True)
class KnownDistances:
    """Metres by network and pair of stops, the same both ways; else the straight line between points × 1.3."""

    metres: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    between: Callable[[str, str], float | None] | None = None

    def __call__(self, network: str, origin: str, destination: str) -> int | None:
        if origin == destination:
            return 0
        known = self.metres.get((network, origin, destination), self.metres.get((network, destination, origin)))
        if known is not None or self.between is None:
            return known
        straight = self.between(origin, destination)
        return None if straight is None else round(straight * DETOUR)


def sort_taps(taps: Iterable[Tap], corrections: Iterable[ClockCorrection] = ()) -> Sorted:
    """The taps in the order of their true times, each once, whatever order they came in.

    Of two contents under one key the first in the order of all fields counts, so that the choice depends on no order;
    the other is told. Of two corrections for one moment the one with the later key counts.

    Raises:
        FareError: a tap whose time has no zone, or that is neither in nor out.
    """
    mended = sorted(corrections, key=lambda one: one.key)
    kept: dict[str, Tap] = {}
    contradictions: set[Tap] = set()
    for tap in sorted(set(taps), key=_whole):
        if tap.at.tzinfo is None or tap.kind not in (IN, OUT):
            raise FareError(f"The tap {tap.key} has no zone, or is neither in nor out")
        if tap.key in kept:
            contradictions.add(tap)
        kept.setdefault(tap.key, tap)
    true = [replace(tap, at=_true_time(tap, mended)) for tap in kept.values()]
    ordered = sorted(true, key=lambda tap: (tap.card, tap.at, tap.kind == IN, tap.key))
    return Sorted(tuple(ordered), tuple(sorted(contradictions, key=_whole)))


def _whole(tap: Tap) -> tuple[str, ...]:
    at = tap.at.isoformat()
    return (tap.key, tap.card, at, tap.kind, tap.network, tap.stop, tap.operator, tap.vehicle, tap.device)


def _true_time(tap: Tap, corrections: Sequence[ClockCorrection]) -> datetime:
    add = timedelta()
    for correction in corrections:
        if tap.device and correction.device == tap.device and correction.since <= tap.at < correction.until:
            add = correction.add
    return tap.at + add


def suspicious_clocks(taps: Iterable[Tap], received: Mapping[str, datetime], tolerance: timedelta) -> tuple[str, ...]:
    """Machines some of whose taps bear a time that lies after they were received: their clocks go wrong.

    `received` holds when each key came first. The bill takes no notice; a person adds a correction.
    """
    wrong = {tap.device for tap in taps if tap.key in received and tap.at > received[tap.key] + tolerance}
    return tuple(sorted(wrong - {""}))
