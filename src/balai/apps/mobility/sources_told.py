"""How each source of real times goes, for the operator's desk: asked, answered, true since when, and understood."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from balai.apps.mobility import realtime
from balai.apps.mobility.models import RealTimeSource
from balai.apps.mobility.timetables import feed_folder, planner_of
from balai.base.city import city_zone
from balai.base.packs.realtime_file import PackSource

if TYPE_CHECKING:
    from balai.engines.transit.realtime import Applied


@dataclass(frozen=True, slots=True)
class Told:
    """A source as the desk shows it. `declared` is None for the file of an operator's own program.

    `file` is None before the first good answer, `understood` before the timetable is at hand.
    """

    name: str
    declared: PackSource | None
    row: RealTimeSource | None
    file: realtime.Source | None
    understood: Applied | None
    holds: timedelta

    @property
    def host(self) -> str:
        """Where it is asked, without what may be a key."""
        return urlsplit(self.declared.address).netloc if self.declared else ""


def told(now: datetime) -> list[Told]:
    """The sources of the pack in its order, then the files of operators' programs."""
    rows = {row.name: row for row in RealTimeSource.objects.all()}
    files = {one.name: one for one in realtime.sources(now)}
    versions = {name.removesuffix(".pb"): version for name, *version in realtime.versions(now)}
    wanted: dict[str, PackSource | None] = {one.name: one for one in realtime.declared()}
    today = now.astimezone(city_zone()).date()

    def made() -> Iterator[Told]:
        for name in [*wanted, *(name for name in files if name not in wanted)]:
            one = wanted.get(name)
            counts = _understood(name, tuple(versions[name]), today) if name in versions else None
            holds = timedelta(seconds=one.holds) if one else realtime.STALE
            yield Told(name, one, rows.get(name), files.get(name), counts, holds)

    return list(made())


def _understood(name: str, version: tuple[int, ...], day: date) -> Applied | None:
    """How much of a source's message the timetable of today knows."""
    folder = feed_folder()
    if folder is None or planner_of(folder) is None:
        return None
    return _judged(folder, name, version, day)


@lru_cache(maxsize=32)
def _judged(folder: Path, name: str, version: tuple[int, ...], day: date) -> Applied | None:  # noqa: ARG001 (the version tells answers apart)
    from balai.engines.transit.days import open_day  # noqa: PLC0415 (the engine is loaded by now)
    from balai.engines.transit.errors import NotRealtime  # noqa: PLC0415
    from balai.engines.transit.realtime import Applied, judge_message  # noqa: PLC0415

    planner = planner_of(folder)
    if planner is None:
        return None
    try:
        return judge_message(open_day(planner.timetable, day), realtime.path_of(name).read_bytes())
    except (FileNotFoundError, NotRealtime):
        return Applied(0, 0, 0)
