"""A tariff as a route search takes it: the automaton, compiled, and what each line and stop is to it, as numbers.

The search knows nothing of tariffs: it is given functions on rows of whole numbers (`kernel`, `kernel_comparing`), and prices
with the very source that settles taps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from balai.engines.fares import kernel, kernel_comparing
from balai.engines.fares.automaton import Automaton
from balai.engines.fares.compiling import Arrays, arrays_of, compiled_kernel
from balai.engines.fares.definition import Fare, FareKind, Network, Tariff
from balai.engines.fares.lines import Lines
from balai.engines.fares.mistakes import FareError
from balai.engines.fares.rides import seconds_of, wall_seconds
from balai.engines.fares.tables import Compiled
from balai.engines.fares.taps import Distances

Numbers = NDArray[np.int64]
STEPS = (
    "start", "ride", "sign", "sign_aboard", "sign_inside", "least", "runs_out", "dearer_beyond", "later_may_differ",
)  # fmt: skip
UNKNOWN = -1


class FareSearch:
    """A tariff for one group of riders. `distances` are those by which rides are charged; None: metres of the feed."""

    def __init__(
        self, tariff: Tariff | Compiled, zone: ZoneInfo, *, rider: str = "", distances: Distances | None = None
    ) -> None:
        automaton = Automaton(tariff)
        self.compiled = automaton.compiled
        self.zone = zone
        self.group = self.compiled.group(rider)
        self.distances = distances
        self.tables: Arrays = arrays_of(self.compiled)
        self.by_metres = any(self.compiled.needs_metres)
        self._automaton = automaton

    @property
    def steps(self) -> Mapping[str, Any]:
        """The automaton's functions, compiled, by the names that a search calls."""
        functions = compiled_kernel()
        return {name: getattr(functions, name) for name in STEPS}

    @property
    def stamp(self) -> str:
        """Changes with the automaton's source: code compiled together with it is kept under this name."""
        return _stamp()

    def networks(self, codes: Sequence[str]) -> Numbers:
        """The tariff's number of each network, UNKNOWN where it knows none of that code."""
        return np.array([self.compiled.networks.get(code, UNKNOWN) for code in codes], np.int64)

    def places(self, stops: Sequence[str]) -> Numbers:
        """The number of the place of each stop: equal numbers are one interchange."""
        return np.array([self.compiled.place(stop) for stop in stops], np.int64)

    def zones(self, stops: Sequence[str]) -> Numbers:
        """For each network and stop the number of the zone, UNKNOWN where the network has zones and the stop none."""
        found = np.zeros((len(self.compiled.networks), len(stops)), np.int64)
        for network, definition in enumerate(self.compiled.tariff.networks):
            if definition.zones and definition.tap_out:
                found[network] = [self._zone(network, stop) for stop in stops]
        return found

    def _zone(self, network: int, stop: str) -> int:
        try:
            return self.compiled.zone(network, stop)
        except FareError:
            return UNKNOWN

    def gates(self) -> NDArray[np.bool_]:
        """For each network whether one changes at a stop of it without passing a gate, so that rides are one."""
        return np.array([getattr(network, "gates", False) for network in self.compiled.tariff.networks], np.bool_)

    def taps_out(self) -> NDArray[np.bool_]:
        """For each network whether a ride's end is read; where it is not, rides count as ending where they began."""
        return np.array([network.tap_out for network in self.compiled.tariff.networks], np.bool_)

    def measured(self, network: int) -> bool:
        """Whether the price of a ride on a network depends on how far it goes, and is told when it ends."""
        return self.compiled.needs_metres[network] and self.compiled.tariff.networks[network].tap_out

    def measured_stops(self, network: str) -> frozenset[str] | None:
        """The stops of a network between which the metres may be known; None where that is not told."""
        return self.distances.stops(network) if isinstance(self.distances, Lines) else None

    def clock(self, day: date) -> tuple[int, int]:
        """Seconds in UTC, and on the wall clock, of second 0 of a day."""
        midnight = datetime.combine(day, time(), self.zone)
        return seconds_of(midnight), wall_seconds(midnight, self.zone)

    def facts(self, networks: Numbers, begin: int, local: int, horizon: int) -> Numbers:
        """What is true of every comparison between two times, on these networks; see `kernel_comparing`."""
        terms, tariff = self.tables[kernel.TERMS], self.compiled.tariff
        capped = tariff.day_cap is not None or tariff.week_cap is not None
        used = networks[networks != UNKNOWN]
        packaged = self.tables[kernel.NETWORKS][used * kernel.NETWORK_WIDTH + 3]
        tapped_out = self.tables[kernel.NETWORKS][used * kernel.NETWORK_WIDTH + 4]
        cut = (int(terms[kernel.DAY_STARTS]) - local) % kernel.SECONDS_OF_DAY
        breaks = terms[kernel.GAP] or terms[kernel.MOST_RIDES] or not terms[kernel.ANYWHERE]
        breaks = breaks or (terms[kernel.WITH_DAY] and cut <= horizon - begin)
        through = bool(len(used) and packaged.all() and tapped_out.all() and not breaks)
        by_day = capped or bool(terms[kernel.WITH_DAY])
        steady = not terms[kernel.GAP] and not terms[kernel.MOST_RIDES] and bool(terms[kernel.ANYWHERE])
        steady = steady and begin + int(terms[kernel.WINDOW]) >= horizon
        steady = steady or not terms[kernel.PACKAGED]
        whole = through and not (capped or self.group or terms[kernel.CHEAPER] or terms[kernel.SUMMED])
        whole = whole and terms[kernel.LEAST_MODES] <= 1 and terms[kernel.UNIT_HOW] == kernel.UP
        return np.array([capped, by_day, self._automaton.metres_that_matter, through, steady, whole], np.int64)


def plainest(zone: ZoneInfo) -> FareSearch:
    """A tariff of one network on which rides cost nothing: to compile a search with, before any tariff is read."""
    nothing = {"id": "", "en": ""}
    network = Network("", nothing, "", tap_out=True, fares=(Fare(FareKind.FLAT),))
    return FareSearch(Tariff("", "", nothing, nothing, nothing, date.min, None, "", 1, "down", 0, (network,)), zone)


@cache
def _stamp() -> str:
    sources = b"".join(Path(module.__file__ or "").read_bytes() for module in (kernel, kernel_comparing))
    return sha256(sources).hexdigest()[:12]
