"""Examines a feed and makes its timetable: `python -m balai.apps.mobility.workbench`.

Reads one JSON object (`feed`, `headways`, `streets`, `rules`, `to`: paths, "" for none) from its input and writes one:
what was found. Knows no database. A running city has this done in a process of its own (see `workshop`).
"""

from __future__ import annotations

import json
import logging
import os
import sys
from pathlib import Path
from typing import Any

import yaml

from balai.apps.mobility.compiling import POLITE, compile_here
from balai.apps.mobility.workshop import Material, order_of
from balai.base.packs.timetable_file import read_rules
from balai.base.postgres.children import end_with_parent
from balai.engines.transit.building import build_timetable
from balai.engines.transit.errors import StreetsRefused, TransitError
from balai.engines.transit.feed import read_feed
from balai.engines.transit.headways import complete, read_headways
from balai.engines.transit.layovers import Staying
from balai.engines.transit.mapping import keep_mapped
from balai.engines.transit.source import Limits
from balai.engines.transit.streets import streets_around
from balai.engines.transit.timetable import Timetable

LIMITS = Limits(file_bytes=1 << 30, total_bytes=2 << 30)
_log = logging.getLogger(__name__)


def examine_here(material: Material, to: Path, *, compiled: Path) -> dict[str, Any]:  # noqa: ARG001 (as `examine`)
    """The same in this process, for small feeds and whoever has it to itself."""
    return work(order_of(material, to))


def work(order: dict[str, str]) -> dict[str, Any]:
    """Examine and build: notices, `refusal` ("" where it can be planned with), and what the timetable holds."""
    beside = (Path(order[name]) if order[name] else None for name in ("headways", "streets", "rules"))
    material = Material(Path(order["feed"]), *beside)
    notices: list[dict[str, Any]] = []
    try:
        timetable = made_of(material, notices)
        if not timetable.services.days or not len(timetable.runs.trips):
            return {"refusal": "No trip runs on any day.", "notices": notices}
        keep_mapped(timetable, Path(order["to"]))
    except TransitError as error:
        return {"refusal": str(error)[:300], "notices": notices}
    return {"refusal": "", "notices": notices, **_described(timetable)}


def made_of(material: Material, notices: list[dict[str, Any]] | None = None) -> Timetable:
    """The timetable of a feed, completed as the city declares. `notices` gets what is wrong, also before a refusal.

    Raises:
        TransitError: nothing can be planned with it, or what the city declares is no such file.
    """
    staying = _staying(material.rules)
    feed = read_feed(material.feed, LIMITS, staying=staying)
    if material.headways:
        value = yaml.safe_load(material.headways.read_text(encoding="utf-8"))
        feed = complete(feed, read_headways(value if isinstance(value, dict) else {}))
    if notices is not None:
        notices.extend(notice.as_json() for notice in feed.notices)
    streets = None
    try:
        streets = streets_around(material.streets, feed) if material.streets else None
    except StreetsRefused:  # people are told of straight lines; better than no timetable
        _log.exception("%s cannot be read; walks are straight lines.", material.streets)
    return build_timetable(feed, streets=streets, staying=staying, limits=LIMITS)


def _staying(rules: Path | None) -> Staying:
    """How long vehicles may stand with people on board.

    Raises:
        TransitError: the pack's file says something impossible.
    """
    if rules is None:
        return Staying()
    staying, mistakes = read_rules(rules)
    if mistakes:
        raise TransitError(f"{mistakes[0].file}, line {mistakes[0].line}: {mistakes[0].wrong}")
    return staying


def _described(timetable: Timetable) -> dict[str, Any]:
    return {
        "begins": timetable.services.first.isoformat(),
        "ends": timetable.services.last.isoformat(),
        "stops": len(timetable.stop_numbers),
        "routes": timetable.routes.height,
        "runs": len(timetable.runs.trips),
    }


def main() -> int:
    end_with_parent()
    os.nice(POLITE)
    found = work(json.load(sys.stdin))
    if not found["refusal"]:
        compile_here()  # so that no web process has to
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
