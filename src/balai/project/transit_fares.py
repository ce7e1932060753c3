"""`balai transit plan --cheapest TARIFF`: journeys with their prices, also those that cost less and take longer."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from balai.base.failures import Failure
from balai.base.packs.tariffs_folder import read_tariff_file
from balai.project.terminal import say, say_json

if TYPE_CHECKING:
    from balai.engines.fares.searching import FareSearch
    from balai.engines.transit.places import Place
    from balai.engines.transit.planner import Planner


def plan_cheapest(
    parser: argparse.ArgumentParser,
    options: argparse.Namespace,
    planner_of: Callable[..., Planner],
    place_of: Callable[[str], Place],
    engine: Callable[[], AbstractContextManager[None]],
) -> int:
    """Say every journey that no other beats in time, rides and price together; 1 where there is none."""
    if options.window or options.geojson:
        parser.error("--cheapest goes without --window and --geojson")
    with engine():
        from balai.engines.transit.cheapest import CheapestPlanner  # noqa: PLC0415 (as in transit_commands)

        planner = planner_of(options.feed, options.headways, quiet=options.json)
        search = _search(options.cheapest, options.distances, ZoneInfo(planner.timetable.timezone))
        ends = (place_of(options.origin), place_of(options.destination))
        cheapest = CheapestPlanner(planner, search)
        if options.arrive is not None:
            found = cheapest.arrive(*ends, options.date, options.arrive)
        else:
            found = cheapest.depart(*ends, options.date, options.at)
    if options.json:
        say_json([_as_json(one.journey.as_json(), one.price) for one in found])
    else:
        from balai.project.transit_tables import journeys_as_text  # noqa: PLC0415 (as in transit_commands)

        currency = search.compiled.tariff.currency
        say("\n".join(f"{currency} {one.price:,}\n{journeys_as_text([one.journey])}" for one in found))
    return 0 if found else 1


def _as_json(journey: dict[str, Any], price: int) -> dict[str, Any]:
    return {**journey, "price": price}


def _search(path: Path, distances: Path | None, zone: ZoneInfo) -> FareSearch:
    from balai.engines.fares.files import read_lines  # noqa: PLC0415 (compiled code, loaded when first needed)
    from balai.engines.fares.mistakes import FareError  # noqa: PLC0415 (as above)
    from balai.engines.fares.reading import read_tariff  # noqa: PLC0415 (as above)
    from balai.engines.fares.searching import FareSearch  # noqa: PLC0415 (as above)

    document, mistakes = read_tariff_file(path, path.stem)
    if document is None or mistakes:
        raise Failure("balai.C054", f"{path.name} is no tariff.", "`balai fares` says what is wrong with it.")
    try:
        return FareSearch(read_tariff(document.value), zone, distances=read_lines(distances) if distances else None)
    except (OSError, FareError) as error:
        raise Failure("balai.C054", f"{path.name} cannot be used: {error}", "Check the files.") from error
