"""What costs least, beside what is quickest: the search with the tariff inside, kept for each process."""

from __future__ import annotations

import logging
from datetime import date, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from balai.apps.mobility.ruling import lines, tariff_of
from balai.base.city import city_zone
from balai.engines.fares.definition import Tariff

if TYPE_CHECKING:
    from balai.engines.transit.cheapest import CheapestPlanner
    from balai.engines.transit.journeys import Journey
    from balai.engines.transit.places import Place
    from balai.engines.transit.planner import Planner

MOST_KEPT = 2
MOST_LABELS = 1 << 15
"""Of one question of a page: others wait for its process, so a hard one is given up after some tenths of a second."""
_lock = Lock()
_kept: dict[tuple[int, str], tuple[Planner, CheapestPlanner]] = {}
"""By planner and version of the tariff; a planner in it keeps its number."""
_ready: dict[int, Planner] = {}
_log = logging.getLogger(__name__)


def make_ready(planner: Planner, day: date) -> None:
    """Compile the search, or take it from disk; until then nobody is offered less. Reads no tariff: needs no database."""
    # The engine weighs more than the rest of a web process, and is there by now.
    from balai.engines.fares.searching import plainest  # noqa: PLC0415
    from balai.engines.transit.waking import wake_with  # noqa: PLC0415

    wake_with(planner, plainest(city_zone()), day)
    with _lock:
        _ready[id(planner)] = planner
        while len(_ready) > MOST_KEPT:
            del _ready[next(iter(_ready))]


def cheapest_journeys(planner: Planner, origin: Place, destination: Place, at: datetime) -> list[Journey]:
    """Journeys that leave then or later, each cheaper than every quicker one, the earliest arrival first.

    Nothing while the search is not ready, where no tariff holds, or where it would take more than bounded effort.
    """
    from balai.engines.transit.errors import TransitError  # noqa: PLC0415 (as above)

    tariff = tariff_of(at.date())
    with _lock:
        ready = id(planner) in _ready
        found = _kept.get((id(planner), tariff.version)) if tariff else None
    if tariff is None or not ready:
        return []
    made = found[1] if found else _made(planner, tariff)
    midnight = at.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        fared = made.depart(origin, destination, at.date(), (at - midnight) // timedelta(seconds=1))
    except TransitError as error:
        _log.info("The least fare is not told: %s", error)
        return []
    if not found:
        _keep(planner, tariff, made)
    journeys, lowest = [], None
    for one in fared:
        if lowest is None or one.price < lowest:
            lowest = one.price
            journeys.append(one.journey)
    return journeys


def _made(planner: Planner, tariff: Tariff) -> CheapestPlanner:
    from balai.engines.fares.searching import FareSearch  # noqa: PLC0415 (compiled code, loaded when first needed)
    from balai.engines.transit.cheapest import CheapestPlanner  # noqa: PLC0415 (as above)

    return CheapestPlanner(planner, FareSearch(tariff, city_zone(), distances=lines()), most_room=MOST_LABELS)


def _keep(planner: Planner, tariff: Tariff, made: CheapestPlanner) -> None:
    with _lock:
        _kept[id(planner), tariff.version] = (planner, made)
        while len(_kept) > MOST_KEPT:
            del _kept[next(iter(_kept))]
