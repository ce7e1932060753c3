"""The city's timetable, read once in each process and never by somebody who waits."""

from __future__ import annotations

import logging
import os
import time
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from balai.engines.transit.planner import Planner

AGAIN_SECONDS = 600.0
"""How long a feed that could not be read is left alone; reading it costs seconds."""
FEED = Path("mobility", "gtfs")
STREETS = "streets.osm.pbf"
"""Beside the feed, where the city brings an extract of OpenStreetMap."""
_lock = Lock()
_planners: dict[Path, Planner] = {}
_under_way: set[Path] = set()
_failed: dict[Path, float] = {}
_log = logging.getLogger(__name__)


def feed_folder() -> Path | None:
    """The city's feed in its pack, if there is one."""
    folder = Path(settings.CONFIGURATION.city) / FEED
    return folder if folder.is_dir() else None


def planner_of(folder: Path) -> Planner | None:
    """The planner for a feed; None while it is being made ready in the background, which takes some seconds."""
    with _lock:
        found = _planners.get(folder)
        if found is None and folder not in _under_way and not _resting(folder):
            _under_way.add(folder)
            Thread(target=_try, args=(folder,), daemon=True, name="timetable").start()
    return found


def is_unreadable(folder: Path) -> bool:
    """Whether the feed could not be read in the last ten minutes; after them it is tried again."""
    with _lock:
        return folder not in _planners and _resting(folder)


def _resting(folder: Path) -> bool:
    return folder in _failed and time.monotonic() - _failed[folder] < AGAIN_SECONDS


def _try(folder: Path) -> None:
    try:
        prepare(folder)
    except Exception:  # noqa: BLE001 (a feed or a missing extra may bring anything, and nobody waits for this thread)
        _log.exception("The timetable in %s cannot be read; it is tried again in ten minutes.", folder)
        with _lock:
            _failed[folder] = time.monotonic()
    finally:
        with _lock:
            _under_way.discard(folder)


def prepare(folder: Path) -> Planner:
    """Read a feed and compile the router, at once; the next question finds it ready."""
    # Compiled code is kept with the installation. The engine is imported only here: it weighs more than the rest of a
    # web process, and most processes of most cities never need it.
    os.environ.setdefault("NUMBA_CACHE_DIR", str(Path(settings.CONFIGURATION.home) / "compiled"))
    from balai.engines.transit.building import build_timetable  # noqa: PLC0415
    from balai.engines.transit.errors import StreetsRefused  # noqa: PLC0415
    from balai.engines.transit.feed import read_feed  # noqa: PLC0415
    from balai.engines.transit.planner import Planner  # noqa: PLC0415
    from balai.engines.transit.streets import streets_around  # noqa: PLC0415
    from balai.engines.transit.warming import compile_all  # noqa: PLC0415

    feed, streets, extract = read_feed(folder), None, folder.parent / STREETS
    try:
        streets = streets_around(extract, feed) if extract.is_file() else None
    except StreetsRefused:  # people are told of straight lines; better than no timetable
        _log.exception("%s cannot be read; walks are straight lines.", extract)
    planner = Planner(build_timetable(feed, streets=streets))
    compile_all()
    with _lock:
        _planners[folder] = planner
        _failed.pop(folder, None)
    return planner
