"""Puts the fare files of a tariff into a GTFS feed: everything of the feed as it came, and what the format can say of fares.

Source: GTFS Schedule reference (gtfs.org): networks.txt is forbidden where routes.txt has network_id, service ids of
timeframes.txt stand in the feed's calendars.
"""

from __future__ import annotations

import csv
import io
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path

from balai.engines.fares.gtfs.reading import LARGEST, NOT_READ
from balai.engines.fares.gtfs.writing import FareFiles, Rows, text_of
from balai.engines.fares.mistakes import FareError

EPOCH = (1980, 1, 1, 0, 0, 0)
OWN = frozenset({"fare_products.txt", "fare_leg_rules.txt"})
CALENDAR, NETWORKS = "calendar.txt", "networks.txt"
REFERRING: Mapping[str, tuple[str, ...]] = {
    "fare_leg_rules.txt": ("network_id",),
    "fare_leg_join_rules.txt": ("from_network_id", "to_network_id"),
    "fare_transfer_rules.txt": ("from_leg_group_id", "to_leg_group_id"),
}
"""Columns that name a network; a leg group has the name of its network."""


class Apart(Enum):
    """Why fares are not put into a feed."""

    OWN_FARES = "own-fares"
    NO_NETWORKS = "no-networks"


def join_fares(feed: Path, fares: FareFiles, to: Path) -> Apart | None:
    """Write the feed (a zip) with these fares to `to`; why that is not done, else None.

    A feed that brings fares of its own keeps those. Lines find their fares by the `network_id` of routes.txt; fares of
    networks that it does not name, and zones of stops that it does not have, are left out. The same input gives the same
    bytes.

    Raises:
        FareError: the feed cannot be read, or a file that matters here is larger than 50 MB.
    """
    try:
        with zipfile.ZipFile(feed) as archive:
            names = archive.namelist()
            networks = {row.get("network_id", "") for row in _rows(archive, "routes.txt")} - {""}
            if OWN & set(names):
                return Apart.OWN_FARES
            if not networks:
                return Apart.NO_NETWORKS
            stops = {row.get("stop_id", "") for row in _rows(archive, "stops.txt")}
            made = dict(_fitting(fares.files, networks, stops))
            if CALENDAR in made and CALENDAR in names:
                made[CALENDAR] = [*_rows(archive, CALENDAR), *made[CALENDAR]]
            _write(archive, made, to)
    except NOT_READ as error:
        raise FareError(f"{feed.name} cannot be read") from error
    return None


def _fitting(files: Mapping[str, Rows], networks: set[str], stops: set[str]) -> Iterable[tuple[str, Rows]]:
    for name, rows in files.items():
        columns = REFERRING.get(name, ())
        kept = [row for row in rows if all(row[column] in networks for column in columns)]
        if name == "stop_areas.txt":
            kept = [row for row in kept if row["stop_id"] in stops]
        if kept and name != NETWORKS:
            yield name, kept


def _rows(archive: zipfile.ZipFile, name: str) -> Rows:
    if name not in archive.namelist():
        return []
    with archive.open(name) as member:
        content = member.read(LARGEST + 1)
    if len(content) > LARGEST:
        raise FareError(f"{name} is larger than {LARGEST:,} bytes")
    reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), skipinitialspace=True)
    try:
        return [{key: value or "" for key, value in row.items() if key} for row in reader]
    except csv.Error as error:
        raise FareError(f"{name} is no CSV") from error


def _write(archive: zipfile.ZipFile, made: Mapping[str, Rows], to: Path) -> None:
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as target:
        for one in dict.fromkeys(archive.namelist()):
            if one not in made and not one.endswith("/"):
                entry = zipfile.ZipInfo(one, EPOCH)
                entry.compress_type = zipfile.ZIP_DEFLATED
                with archive.open(one) as source, target.open(entry, "w", force_zip64=True) as copy:
                    shutil.copyfileobj(source, copy, 1 << 20)
        for name, rows in sorted(made.items()):
            target.writestr(zipfile.ZipInfo(name, EPOCH), text_of(rows), zipfile.ZIP_DEFLATED)
