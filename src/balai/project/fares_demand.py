"""Planned demand on the command line: wishes from a file, ways by the planner over a feed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from balai.base.failures import Failure
from balai.engines.fares.files import read_lines
from balai.engines.fares.lines import Lines
from balai.engines.fares.tables import Compiled
from balai.project.transit_commands import open_planner, place_of_words, transit_engine

if TYPE_CHECKING:
    from balai.engines.fares.planned_demand import Way, Wish
    from balai.engines.fares.trying import Demand
    from balai.engines.transit.planner import Planner

MOST_WISHES = 200_000


def planned(
    wishes_file: Path, feed: str, distances: Path, tariffs: tuple[Compiled, Compiled], zone: ZoneInfo
) -> tuple[Demand | None, dict[str, int]]:
    """The demand of a file of wishes, and how many people found no way or a way without a known distance.

    Raises:
        FareError: a file is wrong.
        Failure: the feed cannot be planned with.
    """
    # Numba and Polars take a second to load, and only this needs them.
    from balai.engines.fares.planned_demand import prepare, read_wishes  # noqa: PLC0415

    try:
        with wishes_file.open(newline="", encoding="utf-8-sig") as file:
            wishes = read_wishes(file, zone, MOST_WISHES)
    except (OSError, UnicodeDecodeError) as error:
        raise Failure("balai.F006", f"{wishes_file.name} cannot be read: {error}.", "It is CSV in UTF-8.") from error
    lines = read_lines(distances) if distances.is_file() else Lines({}, {})
    with transit_engine():
        planner = open_planner([feed], None, quiet=True)
        ways = [way for wish in wishes if (way := _way(planner, wish, zone))]
    prepared = prepare(ways, tariffs, lines)
    lost = sum(wish.people for wish in wishes) - sum(way.wish.people for way in ways)
    return prepared.demand, {"without_a_way": lost, "without_a_distance": prepared.left_out}


def _way(planner: Planner, wish: Wish, zone: ZoneInfo) -> Way | None:
    from balai.engines.fares.planned import rides_of  # noqa: PLC0415
    from balai.engines.fares.planned_demand import Way, first_to_arrive  # noqa: PLC0415 (as above)

    local = wish.at.astimezone(zone)
    seconds = local.hour * 3600 + local.minute * 60 + local.second
    ends = (place_of_words(wish.origin), place_of_words(wish.destination))
    found = first_to_arrive(planner.depart(*ends, local.date(), seconds))
    return Way(wish, tuple(rides_of(found, zone))) if found else None
