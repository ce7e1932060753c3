"""The timetable that rules, mapped by each process and never made ready by somebody who waits.

The worker makes timetables (`workshop.py`) and announces them (`shelf.py`); here they are mapped, which takes
milliseconds once the engine is loaded. A question takes its planner once and ends on it, whatever is announced meanwhile.
A city whose worker has not made one yet, such as one that was just begun, reads the folder of its pack by itself.
"""

from __future__ import annotations

import logging
import os
import time
from datetime import date
from pathlib import Path
from threading import Lock, Thread
from typing import TYPE_CHECKING

from django.conf import settings

from balai.apps.mobility import least_fares, realtime, shelf
from balai.apps.mobility.compiling import have_compiled
from balai.apps.mobility.workshop import Material
from balai.base import clock
from balai.base.city import city_zone
from balai.base.memo import remembered

if TYPE_CHECKING:
    from balai.engines.transit.days import Day
    from balai.engines.transit.planner import Planner
    from balai.engines.transit.timetable import Timetable

AGAIN_SECONDS = 600.0
"""How long a feed that could not be read is left alone; reading it costs seconds."""
PATIENCE_SECONDS = 3.0
"""How long the first question of a process waits for the engine to be loaded."""
LOOK_SECONDS = 5.0
FEED = Path("mobility", "gtfs")
_lock = Lock()
_planners: dict[Path, Planner] = {}
_under_way: dict[Path, Thread] = {}
_failed: dict[Path, float] = {}
_look = {"again": 0.0}
_applied: dict[int, realtime.Stamp] = {}
_log = logging.getLogger(__name__)


def feed_folder() -> Path | None:
    """The timetable that rules today; before the first is made the feed of the pack, if there is one."""
    ruling = shelf.ruling_folder(clock.now().astimezone(city_zone()).date())
    if ruling is not None:
        return ruling
    folder = Path(settings.CONFIGURATION.city) / FEED
    return folder if folder.is_dir() else None


@remembered(60)
def has_timetable() -> bool:
    """Whether journeys can be asked for in this city; up to a minute old."""
    return feed_folder() is not None


def planner_of(folder: Path) -> Planner | None:
    """The planner for a timetable or feed; None while it is being made ready in the background.

    While a newly announced timetable is being mapped, the one before it answers.
    """
    with _lock:
        found = _planners.get(folder)
        if found is not None:
            _look_around(found)
            return found
        thread = _under_way.get(folder)
        # One at a time: where several come to rule within seconds, those that no longer do are never made ready.
        busy = any(place.parent == folder.parent for place in _under_way)
        if not busy and not _resting(folder):
            thread = _under_way[folder] = Thread(target=_try, args=(folder,), daemon=True, name="timetable")
            thread.start()
        before = next((one for place, one in reversed(_planners.items()) if place.parent == folder.parent), None)
    if before is None and thread is not None and _is_mapped(folder):
        thread.join(PATIENCE_SECONDS)
        return _planners.get(folder)
    return before


def _look_around(planner: Planner) -> None:
    """Every five seconds, see whether more is known of the running day; the days are renewed in the background.

    Where less is known, because a source fell silent, whoever asks waits for it: nobody is told delays of long ago.
    """
    if time.monotonic() < _look["again"]:
        return
    _look["again"] = time.monotonic() + LOOK_SECONDS
    held, before = realtime.stamp(clock.now()), _applied.get(id(planner), ())
    if held == before:
        return
    _applied.clear()
    _applied[id(planner)] = held
    thread = Thread(target=planner.renew, daemon=True, name="real times")
    thread.start()
    if {name for name, *_version in before} - {name for name, *_version in held}:
        thread.join(PATIENCE_SECONDS)


def _opened(timetable: Timetable, when: date) -> Day:
    """A day with what is known beyond the timetable: late trips of today, and notices of any day."""
    from balai.engines.transit.days import open_day  # noqa: PLC0415 (the engine is loaded by now)

    day, now = open_day(timetable, when), clock.now()
    content = realtime.message_of(realtime.stamp(clock.now()))
    if not content:
        return day
    from balai.engines.transit.errors import NotRealtime  # noqa: PLC0415 (only where there is any)
    from balai.engines.transit.realtime import apply_message  # noqa: PLC0415
    from balai.engines.transit.telling import part_of  # noqa: PLC0415

    if when != now.astimezone(city_zone()).date():
        content = part_of(content, "alert", at=int(now.timestamp())).SerializeToString()
    try:
        return apply_message(day, content)[0]
    except NotRealtime:
        _log.exception("What is known of the running day cannot be read; planned times are told.")
        return day


def is_unreadable(folder: Path) -> bool:
    """Whether the feed could not be read in the last ten minutes; after them it is tried again."""
    with _lock:
        return folder not in _planners and _resting(folder)


def _resting(folder: Path) -> bool:
    return folder in _failed and time.monotonic() - _failed[folder] < AGAIN_SECONDS


def _is_mapped(folder: Path) -> bool:
    return folder.parent == shelf.home() / "timetables"


def _try(folder: Path) -> None:
    try:
        if not _planners and _is_mapped(folder):  # a feed is read only where no worker has made a timetable yet
            have_compiled(shelf.compiled_folder())
        prepare(folder)
    except Exception:  # noqa: BLE001 (a feed or a missing extra may bring anything, and nobody waits for this thread)
        _log.exception("The timetable in %s cannot be read; it is tried again in ten minutes.", folder)
        with _lock:
            _failed[folder] = time.monotonic()
    finally:
        with _lock:
            _under_way.pop(folder, None)


def prepare(folder: Path) -> Planner:
    """Map a timetable, or read a feed, and load the compiled router, at once; the next question finds it ready."""
    # Compiled code is kept with the installation. The engine is imported only here: it weighs more than the rest of a
    # web process, and most processes of most cities never need it.
    os.environ.setdefault("NUMBA_CACHE_DIR", str(shelf.compiled_folder()))
    from balai.engines.transit.planner import Planner  # noqa: PLC0415
    from balai.engines.transit.waking import wake  # noqa: PLC0415

    planner, known = Planner(_timetable(folder), opening=_opened, name=folder.name), realtime.stamp(clock.now())
    services, today = planner.timetable.services, clock.now().astimezone(city_zone()).date()
    day = min(max(today, services.first), services.last) if services.days else None
    if day:
        wake(planner, day)
    ruling = feed_folder()
    with _lock:
        _failed.pop(folder, None)
        if ruling not in {folder, None} and ruling in _planners and _is_mapped(ruling):
            return planner  # another one came to rule meanwhile, and was quicker
        _planners[folder] = planner
        _applied[id(planner)] = known
        others = [place for place in _planners if place.parent == folder.parent and place != folder]
        before = [_planners.pop(place) for place in others]  # questions under way hold the one on which they began
    for one in before:
        least_fares.forget(one)
    if day:
        least_fares.make_ready(planner, day)
        with _lock:
            overtaken = _planners.get(folder) is not planner
        if overtaken:  # while its least fares were made ready
            least_fares.forget(planner)
    return planner


def _timetable(folder: Path) -> Timetable:
    if _is_mapped(folder):
        from balai.engines.transit.mapping import map_timetable  # noqa: PLC0415 (the engine, as above)

        return map_timetable(folder)
    from balai.apps.mobility.workbench import made_of  # noqa: PLC0415 (the engine and what reads feeds)

    streets = folder.parent / shelf.STREETS
    return made_of(Material(folder, None, streets if streets.is_file() else None, shelf.rules_path()))
