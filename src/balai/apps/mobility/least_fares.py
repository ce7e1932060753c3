"""What costs least, beside what is quickest: the search with the tariff inside, kept for each process."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING
from weakref import WeakSet

from balai.apps.mobility.ruling import lines, tariff_of
from balai.base.city import city_zone
from balai.engines.fares.definition import Tariff

if TYPE_CHECKING:
    from balai.engines.transit.cheapest import CheapestPlanner
    from balai.engines.transit.journeys import Journey
    from balai.engines.transit.places import Place
    from balai.engines.transit.planner import Planner

MOST_KEPT = 4
MOST_LABELS = 1 << 15
"""Of one question of a page: others wait for its process, so a hard one is given up after some tenths of a second."""
WHOLE_LABELS = 1 << 18
"""Of a question that asks for nothing but the least fare."""
WHOLE, NOT_SEARCHED, GIVEN_UP = "whole", "not searched", "given up"
_lock = Lock()
_kept: dict[tuple[int, str, int], tuple[Planner, CheapestPlanner]] = {}
"""By planner, version of the tariff, and most labels; a planner in it keeps its number."""
_ready: WeakSet[Planner] = WeakSet()
_log = logging.getLogger(__name__)


def make_ready(planner: Planner, day: date) -> None:
    """Compile the search, or take it from disk; until then nobody is offered less. Reads no tariff: needs no database."""
    # The engine weighs more than the rest of a web process, and is there by now.
    from balai.engines.fares.searching import plainest  # noqa: PLC0415
    from balai.engines.transit.waking import wake_with  # noqa: PLC0415

    wake_with(planner, plainest(city_zone()), day)
    with _lock:
        _ready.add(planner)


def forget(planner: Planner) -> None:
    """Hold a planner no longer that another one has followed: its timetable leaves memory with its last question."""
    with _lock:
        _ready.discard(planner)
        for key in [key for key in _kept if key[0] == id(planner)]:
            del _kept[key]


@dataclass(frozen=True, slots=True)
class Fares:
    """Journeys that cost less, and how they were searched for.

    `state` is empty where no tariff holds or the search is not ready, WHOLE where all were compared, NOT_SEARCHED where
    it takes more than a page is given, GIVEN_UP where it took more than bounded effort.
    """

    journeys: tuple[Journey, ...] = ()
    state: str = ""


def cheapest_journeys(
    planner: Planner, origin: Place, destination: Place, at: datetime, *, arrive: bool = False, whole: bool = False
) -> Fares:
    """Journeys that leave then or later, each cheaper than every quicker one, the earliest arrival first.

    With `arrive`, journeys that arrive by then, each cheaper than all that leave later, the latest departure first.
    With `whole` there is as much room as the engine ever has; without it a hard question is not searched to the end.
    """
    from balai.engines.transit.cheapest import TooManyWays  # noqa: PLC0415 (as above)
    from balai.engines.transit.errors import TransitError  # noqa: PLC0415 (as above)

    tariff, most = tariff_of(at.date()), WHOLE_LABELS if whole else MOST_LABELS
    with _lock:
        ready = planner in _ready
        found = _kept.get((id(planner), tariff.version, most)) if tariff else None
    if tariff is None or not ready:
        return Fares()
    made = found[1] if found else _made(planner, tariff, most)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        search = made.arrive if arrive else made.depart
        fared = search(origin, destination, at.date(), (at - midnight) // timedelta(seconds=1))
    except TooManyWays:
        return Fares((), GIVEN_UP if whole else NOT_SEARCHED)
    except TransitError as error:
        _log.info("The least fare is not told: %s", error)
        return Fares()
    if not found:
        _keep(planner, tariff, most, made)
    journeys, lowest = [], None
    for one in fared:
        if lowest is None or one.price < lowest:
            lowest = one.price
            journeys.append(one.journey)
    return Fares(tuple(journeys), WHOLE)


def _made(planner: Planner, tariff: Tariff, most: int) -> CheapestPlanner:
    from balai.engines.fares.searching import FareSearch  # noqa: PLC0415 (compiled code, loaded when first needed)
    from balai.engines.transit.cheapest import CheapestPlanner  # noqa: PLC0415 (as above)

    return CheapestPlanner(planner, FareSearch(tariff, city_zone(), distances=lines()), most_room=most)


def _keep(planner: Planner, tariff: Tariff, most: int, made: CheapestPlanner) -> None:
    with _lock:
        if planner not in _ready:  # forgotten meanwhile
            return
        _kept[id(planner), tariff.version, most] = (planner, made)
        while len(_kept) > MOST_KEPT:
            del _kept[next(iter(_kept))]
